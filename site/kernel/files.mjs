// Files in the interpreter's file system whose content is there when something reads it, and not before.

/** @typedef {[name: string, size: number][]} Index of files */

const INPUT_OUTPUT = 29; // errno: what Python is told if the content cannot be had

/** @param {Pyodide.FileSystem} FS @param {string} path @param {number} size @param {() => Uint8Array} read */
function lateFile(FS, path, size, read) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
  FS.writeFile(path, '');
  const { node } = FS.lookupPath(path);
  /** @type {Uint8Array | undefined} */
  let content;
  Object.defineProperty(node, 'contents', { get: () => (content ??= read()), set: (other) => (content = other) });
  node.usedBytes = size;
}

/**
 * Put files below `folder`: an index of names and sizes, in the order in which `read()` returns all of them.
 * @param {Pyodide.FileSystem} FS @param {string} folder @param {Index} index @param {() => Uint8Array} read
 */
export function lateFiles(FS, folder, index, read) {
  /** @type {Uint8Array | undefined} */
  let all;
  const content = () => {
    try {
      return (all ??= read());
    } catch (error) {
      console.error(error);
      throw new FS.ErrnoError(INPUT_OUTPUT);
    }
  };
  let end = 0;
  for (const [name, size] of index) {
    const from = end;
    end += size;
    lateFile(FS, `${folder}/${name}`, size, () => content().subarray(from, from + size));
  }
}
