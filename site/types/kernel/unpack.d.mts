/** fzstd's: unpacks into `place` if there is one. */
export function decompress(packed: Uint8Array, place?: Uint8Array): Uint8Array<ArrayBuffer>;
