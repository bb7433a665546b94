/** node losses.mjs RUNTIME: print the losses that losses.py computes in Pyodide, as JSON. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPyodide } from "../../build/site/node/pyodide.mjs";

const pyodide = await startPyodide(process.argv[2] ?? "", ["chainrule"]);
pyodide.mountNodeFS("/here", dirname(fileURLToPath(import.meta.url)));
pyodide.mountNodeFS("/data", join(process.argv[2] ?? "", "data"));
const losses = pyodide.runPython(`
import json
import sys
from pathlib import Path
from chainrule.data.files import fetch_with
fetch_with(lambda name: Path("/data", name).read_bytes())
sys.path.insert(0, "/here")
sys.dont_write_bytecode = True
from losses import runs
json.dumps(runs())
`);
console.log(losses);
