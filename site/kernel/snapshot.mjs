// Run by Node when the site is built: node snapshot.mjs <folder of Pyodide> <index of packages> <packages> <to>
// Starts the interpreter, imports what a notebook imports, and stores its memory. A page goes on from there.

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lateFiles } from './files.mjs';
import { stored } from './memory.mjs';

const [folder, index, packages, to] = process.argv.slice(2).map((path) => resolve(path));
const program = (name) => import(pathToFileURL(`${folder}/${name}`));
const { loadPyodide } = await program('pyodide.mjs');
const { default: create } = await program('pyodide.asm.mjs');

let exports; // of the program
let fresh; // its memory before it has run

const pyodide = await loadPyodide({
  indexURL: `${folder}/`,
  env: { HOME: '/home/pyodide' },
  _makeSnapshot: true,
  createPyodideModule(settings) {
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) =>
      instantiate(imports, (instance, module) => {
        ({ exports } = instance);
        fresh = new Uint8Array(exports.memory.buffer.slice(0));
        done(instance, module);
      });
    return create(settings);
  },
});
const files = JSON.parse(await readFile(index, 'utf8'));
const content = new Uint8Array(await readFile(packages));
lateFiles(pyodide.FS, pyodide._api.sitepackages, files, () => content);
pyodide.runPython(await readFile(new URL('warm.py', import.meta.url), 'utf8'));
emptyWhatIsFree(exports);

// Python must hold nothing of JavaScript here, or this fails: a page could not find it again.
const snapshot = pyodide.makeMemorySnapshot();
const [, begin] = new Uint32Array(snapshot.buffer);
const { plan, pages } = stored(snapshot.slice(begin), fresh);
const head = [...snapshot.subarray(0, begin)];
await writeFile(`${to}.json`, JSON.stringify({ head, files, library: archivesIn('/lib'), ...plan }));
await writeFile(to, pages.stream());

/** The standard library, which is one archive: its name and its size. */
function archivesIn(folder) {
  const names = pyodide.FS.readdir(folder).filter((name) => name.endsWith('.zip'));
  return names.map((name) => [name, pyodide.FS.stat(`${folder}/${name}`).size]);
}

/** Zeros in whatever was freed, which compress to nothing: take all of it, from large to small, without growing. */
function emptyWhatIsFree({ malloc, free, sbrk, memory }) {
  const taken = [];
  for (let size = 1 << 20; size >= 8; size >>= 1) {
    for (let end = sbrk(0); ;) {
      const place = malloc(size) >>> 0;
      if (sbrk(0) !== end) {
        free(place);
        break;
      }
      new Uint8Array(memory.buffer).fill(0, place, place + size);
      taken.push(place);
    }
  }
  for (const place of taken) free(place);
}
