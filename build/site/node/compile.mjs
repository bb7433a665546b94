/**
 * Byte-compile with the target interpreter itself: node compile.mjs RUNTIME FOLDER.
 *
 * FOLDER holds `stdlib/`, `numpy/` and `chainrule/`, whose sources are replaced; see bytecode.py.
 */
import { readFileSync } from "node:fs";
import { startPyodide } from "./pyodide.mjs";

const [runtime, folder] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, [], { PYTHONNODEBUGRANGES: "1" });
pyodide.mountNodeFS("/work", folder);
pyodide.runPython(readFileSync(new URL("bytecode.py", import.meta.url), "utf8"));
pyodide.runPython(`compile_all(Path("/work"))`);
