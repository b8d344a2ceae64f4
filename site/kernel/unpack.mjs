// A tar (ustar) unpacked into the file system of the interpreter. The files share the archive's memory.

const BLOCK = 512;
const text = new TextDecoder();

function field(tar, at, size) {
  const bytes = tar.subarray(at, at + size);
  const end = bytes.indexOf(0);
  return text.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Every file of `tar` (a Uint8Array) is written below `folder`. */
export function unpack(FS, tar, folder) {
  for (let at = 0; tar[at]; ) {
    const size = Number.parseInt(field(tar, at + 124, 12), 8);
    const prefix = field(tar, at + 345, 155);
    const path = `${folder}/${prefix && `${prefix}/`}${field(tar, at, 100)}`;
    const content = at + BLOCK;
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, tar.subarray(content, content + size), { canOwn: true });
    at = content + Math.ceil(size / BLOCK) * BLOCK;
  }
}
