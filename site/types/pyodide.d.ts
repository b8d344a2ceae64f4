/** What the kernel uses of Pyodide. */
declare namespace Pyodide {
  interface Interpreter {
    FS: FileSystem;
    _api: { sitepackages: string };
    runPython(program: string): unknown;
    setStdout(options: Output): void;
    setStderr(options: Output): void;
  }

  interface Output {
    batched: (text: string) => void;
  }

  /** Emscripten's, in which Python's files are. */
  interface FileSystem {
    mkdirTree(folder: string): void;
    writeFile(path: string, content: string): void;
    lookupPath(path: string): { node: { usedBytes: number } };
    ErrnoError: new (errno: number) => Error;
  }

  interface Options {
    indexURL: string;
    packageBaseUrl: string;
    stdLibURL: string;
    env: { [variable: string]: string };
    createPyodideModule: Create;
    _loadSnapshot: Uint8Array;
  }

  /** Emscripten's own start of the program. */
  type Create = (settings: Settings) => Promise<{ HEAPU8: Uint8Array<ArrayBuffer> }>;

  interface Settings {
    instantiateWasm(imports: WebAssembly.Imports, done: Instantiated): unknown;
  }

  type Instantiated = (instance: { exports: { memory: WebAssembly.Memory } }, module: WebAssembly.Module) => void;
}
