export const version: string;
export function loadPyodide(options: Pyodide.Options): Promise<Pyodide.Interpreter>;
