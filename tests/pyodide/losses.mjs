/** node losses.mjs RUNTIME: print what losses.py computes in Pyodide, as JSON. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startPyodide } from "../../build/site/node/pyodide.mjs";

const pyodide = await startPyodide(process.argv[2] ?? "", ["chainrule"]);
pyodide.mountNodeFS("/here", dirname(fileURLToPath(import.meta.url)));
const losses = pyodide.runPython(`
import json
import sys
sys.path.insert(0, "/here")
sys.dont_write_bytecode = True
from losses import runs
json.dumps(runs())
`);
console.log(losses);
