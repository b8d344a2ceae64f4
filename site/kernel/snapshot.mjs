// Run by Node when the site is built: node snapshot.mjs <folder of Pyodide> <packages.tar> <warm.py> <to>
// Starts the interpreter, imports what a notebook imports, and stores its memory. A page goes on from there.

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { unpack } from "./unpack.mjs";

const [folder, packages, warm, to] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: `${folder}/`, _makeSnapshot: true, env: { HOME: "/home/pyodide" } });
unpack(pyodide.FS, new Uint8Array(await readFile(packages)), pyodide._api.sitepackages);
pyodide.runPython(await readFile(warm, "utf8"));
// Python must hold nothing of JavaScript here, or this fails: a page could not find it again.
await writeFile(to, pyodide.makeMemorySnapshot());
