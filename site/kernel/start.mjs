// What JupyterLite's kernel loads in place of pyodide.mjs: the same interpreter, started from a stored memory. It starts
// as soon as this is loaded, which course/worker.mjs sees to, long before the kernel asks for it.

import { loadPyodide as load, version } from './pyodide.mjs';
import { lateFiles } from './files.mjs';
import { grow, restore } from './memory.mjs';
import { release } from './release.mjs';
import { decompress } from './unpack.mjs';

export { version };

/**
 * @typedef {import('../course/line.mjs').Report} Report
 * @typedef {import('./memory.mjs').Plan} Plan
 * @typedef {import('./memory.mjs').Bytes} Bytes
 * @typedef {import('./files.mjs').Index} Index
 * @typedef {Plan & {head: number[], files: Index, library: Index}} Stored by snapshot.mjs
 */

const OK = 200;
const here = (/** @type {string} */ file) => new URL(file, import.meta.url);

const sizes = { done: 0, total: 0 };
const report = (/** @type {Report} */ state) => self.postMessage({ minikafka: state }); // course/worker.mjs hears it

const running = start();
running.catch((error) => report({ stage: 'failed', reason: error.message }));

/**
 * As Pyodide's own; the packages that are named are in the stored memory already.
 * @param {{stdout: (text: string) => void, stderr: (text: string) => void}} options
 */
export async function loadPyodide({ stdout, stderr }) {
  const pyodide = await running;
  pyodide.setStdout({ batched: stdout });
  pyodide.setStderr({ batched: stderr });
  return pyodide;
}

async function start() {
  report({ stage: 'worker' });
  // All that is needed is asked for at once.
  const [{ default: create }, { head, files, library, ...plan }, packed] = await Promise.all([
    import('./pyodide.asm.mjs'),
    fetched('memory.json').then((answer) => /** @type {Promise<Stored>} */ (answer.json())),
    fetched('memory.zst').then(counted),
  ]);
  report({ stage: 'starting' });
  const pyodide = await load({
    indexURL: here('.').href,
    packageBaseUrl: here(release).href,
    stdLibURL: 'data:,', // nothing now
    env: { HOME: '/home/pyodide' },
    createPyodideModule: restoring(create, plan, packed),
    _loadSnapshot: Uint8Array.from(head),
  });
  lateFiles(pyodide.FS, pyodide._api.sitepackages, files, () => decompress(fetchedNow('packages.zst')));
  lateFiles(pyodide.FS, '/lib', library, () => fetchedNow('python_stdlib.zip'));
  pyodide.runPython('import random; random.seed()'); // or every page would throw the same dice
  report({ stage: 'running' });
  return pyodide;
}

/** @param {string} file */
async function fetched(file) {
  const response = await fetch(here(file));
  if (!response.ok) throw new Error(`${file} cannot be fetched (${response.status})`);
  return response;
}

/** All of a file; the page is told how much there is so far. @param {Response} response */
async function counted(response) {
  sizes.total += Number(response.headers.get('Content-Length'));
  const chunks = [];
  for await (const chunk of /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body)) {
    sizes.done += chunk.length;
    report({ stage: 'fetched', ...sizes });
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** A file that Python waits for: a worker may do so. @param {string} file */
function fetchedNow(file) {
  const request = new XMLHttpRequest();
  request.open('GET', here(file), false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== OK) throw new Error(`${file} cannot be fetched (${request.status})`);
  return new Uint8Array(request.response);
}

/**
 * Pyodide's program, whose memory is restored as soon as it is there.
 * @param {Pyodide.Create} create @param {Plan} plan @param {Uint8Array} packed @returns {Pyodide.Create}
 */
function restoring(create, plan, packed) {
  return async (settings) => {
    /** @type {Bytes | undefined} */
    let constants;
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) =>
      instantiate(imports, (instance, module) => {
        constants = grow(instance.exports.memory, plan);
        done(instance, module);
      });
    const program = await create(settings);
    restore(program.HEAPU8, /** @type {Bytes} */ (constants), plan, (place) => decompress(packed, place));
    // Pyodide keeps this function: what it held is ten megabytes, which nobody needs any more.
    constants = undefined;
    packed = new Uint8Array();
    return program;
  };
}
