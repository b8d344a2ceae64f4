// What JupyterLite's kernel loads in place of pyodide.mjs: the same interpreter, started from a stored memory.

import { loadPyodide as load, version } from "./pyodide.mjs";
import { release } from "./release.mjs";
import { unpack } from "./unpack.mjs";

export { version };

const PAGE_OF_MEMORY = 65536;
const here = (file) => new URL(file, import.meta.url);

const sizes = { done: 0, total: 0 };
const report = (state) => self.postMessage({ minikafka: state }); // course/worker.mjs hears it

// All that is needed is asked for at once, before the kernel asks.
const program = import("./pyodide.asm.mjs");
const memory = unzipped("memory.gz");
const packages = unzipped("packages.gz");

async function unzipped(file) {
  const response = await fetch(here(file));
  if (!response.ok) throw new Error(`${file} cannot be fetched (${response.status})`);
  sizes.total += Number(response.headers.get("Content-Length"));
  const stream = response.body.pipeThrough(counted()).pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Passes everything on, and tells the page how much there was. */
function counted() {
  return new TransformStream({
    transform(chunk, controller) {
      sizes.done += chunk.length;
      report({ stage: "fetched", ...sizes });
      controller.enqueue(chunk);
    },
  });
}

/** Pyodide restores a memory only into one of its size, and its program begins with a smaller one. */
function withMemoryOf(size, create) {
  return (settings) => {
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) =>
      instantiate(imports, (instance, module) => {
        const { memory } = instance.exports;
        const missing = Math.floor(size / PAGE_OF_MEMORY) - memory.buffer.byteLength / PAGE_OF_MEMORY;
        if (missing > 0) memory.grow(missing);
        done(instance, module);
      });
    return create(settings);
  };
}

/** As Pyodide's own; the packages that are named are in the stored memory already. */
export async function loadPyodide(options) {
  try {
    return await started(options);
  } catch (error) {
    report({ stage: "failed", reason: error.message });
    throw error;
  }
}

async function started({ packages: _named, ...options }) {
  const stored = await memory;
  report({ stage: "starting" });
  const pyodide = await load({
    ...options,
    packageBaseUrl: here(release).href,
    env: { HOME: "/home/pyodide" },
    createPyodideModule: withMemoryOf(stored.length, (await program).default),
    _loadSnapshot: stored,
  });
  unpack(pyodide.FS, await packages, pyodide._api.sitepackages);
  pyodide.runPython("import random; random.seed()"); // or every page would throw the same dice
  report({ stage: "running" });
  return pyodide;
}
