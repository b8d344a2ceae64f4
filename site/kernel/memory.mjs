// The memory of an interpreter: what is stored of it when the site is built, and how a page restores it.
//
// Stored are the pages that hold something, without what Pyodide's program brings itself: its constants, which are in a
// fresh memory, are taken away from the stored one (xor) and added again.

/**
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 * @typedef {[first: number, end: number][]} Runs of pages: the first byte, and one behind the last
 * @typedef {{size: number, constants: number, runs: Runs}} Plan sizes of the memory and of the constants in it
 */

const PAGE = 4096;
const PAGE_OF_WEBASSEMBLY = 65536;

/** As many bytes as the program's constants have: what follows them in a fresh memory is empty. @param {Bytes} fresh */
function sizeOfConstants(fresh) {
  let size = fresh.length;
  while (fresh[size - 1] === 0) size -= 1;
  return size;
}

/** @param {Bytes} memory @param {Bytes} constants */
function xor(memory, constants) {
  for (let at = 0; at < constants.length; at += 1) memory[at] ^= constants[at];
}

/**
 * Whether there are only zeros from one page to another. Looking costs no memory; writing zeros would.
 * @param {Bytes} memory @param {number} from @param {number} to
 */
function isEmpty(memory, from, to) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset + from, (to - from) / 4);
  for (let at = 0; at < words.length; at += 1) if (words[at] !== 0) return false;
  return true;
}

/** @param {Bytes} memory @param {number} from @param {number} to */
function clear(memory, from, to) {
  for (let page = from; page < to; page += PAGE) {
    if (!isEmpty(memory, page, page + PAGE)) memory.fill(0, page, page + PAGE);
  }
}

/** The runs of pages with something in them. @param {Bytes} memory */
function fullRuns(memory) {
  /** @type {Runs} */
  const runs = [];
  for (let page = 0; page < memory.length; page += PAGE) {
    if (isEmpty(memory, page, page + PAGE)) continue;
    const last = runs.at(-1);
    if (last?.[1] === page) last[1] += PAGE;
    else runs.push([page, page + PAGE]);
  }
  return runs;
}

/**
 * What a page needs to restore `memory`: the pages, one behind the other, and a plan of where they go.
 * `fresh` is the memory of the program before it has run.
 * @param {Bytes} memory @param {Bytes} fresh @returns {{plan: Plan, pages: Blob}}
 */
export function stored(memory, fresh) {
  const constants = sizeOfConstants(fresh);
  xor(memory, fresh.subarray(0, constants));
  const runs = fullRuns(memory);
  const pages = new Blob(runs.map(([from, to]) => memory.subarray(from, to)));
  return { plan: { size: memory.length, constants, runs }, pages };
}

/**
 * Let a fresh memory have the size that `plan` names; returns its constants, for `restore`.
 * @param {WebAssembly.Memory} memory @param {Plan} plan
 */
export function grow(memory, plan) {
  const missing = (plan.size - memory.buffer.byteLength) / PAGE_OF_WEBASSEMBLY;
  if (missing > 0) memory.grow(missing);
  return new Uint8Array(memory.buffer.slice(0, plan.constants));
}

/**
 * Make `memory` what it was when it was stored. `unpack(place)` writes the pages into `place`, which is the end of the
 * memory itself: they move forward from there, each to its own place, and nothing is held twice.
 * @param {Bytes} memory @param {Bytes} constants @param {Plan} plan @param {(place: Bytes) => void} unpack
 */
export function restore(memory, constants, { runs }, unpack) {
  let from = memory.length - runs.reduce((size, [first, end]) => size + end - first, 0);
  unpack(memory.subarray(from));
  let done = 0;
  for (const [first, end] of runs) {
    memory.copyWithin(first, from, from + end - first);
    clear(memory, done, first);
    from += end - first;
    done = end;
  }
  clear(memory, done, memory.length);
  xor(memory, constants);
}
