/** node reading.mjs RUNTIME PACKAGE KIND: print what reading a table takes in Pyodide; see reading.py. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startPyodide } from "../../../build/site/node/pyodide.mjs";

const [runtime, folder, kind] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["chainrule"]);
pyodide.mountNodeFS("/package", folder);
pyodide.mountNodeFS("/here", dirname(fileURLToPath(import.meta.url)));
pyodide.globals.set("KIND", kind);
const seconds = pyodide.runPython(`
import json, sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/package", "/here"]
from kinds import seconds
json.dumps(seconds(KIND))
`);
console.log(seconds);
