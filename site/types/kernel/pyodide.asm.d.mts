declare const create: Pyodide.Create;
export default create;
