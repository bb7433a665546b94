/** node advance.mjs RUNTIME: run `rows` of advance.py in Pyodide and print its rows as JSON. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startPyodide } from "../../../build/site/node/pyodide.mjs";

const pyodide = await startPyodide(process.argv[2] ?? "", ["chainrule"]);
pyodide.mountNodeFS("/here", dirname(fileURLToPath(import.meta.url)));
console.log(
  pyodide.runPython(`
import json, sys
sys.path.insert(0, "/here")
sys.dont_write_bytecode = True
from advance_cases import rows
json.dumps(rows())
`),
);
