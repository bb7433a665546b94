/** node compare.mjs RUNTIME FOLDER: the accuracies of compare.py in Pyodide, as JSON. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPyodide } from "../../../build/site/node/pyodide.mjs";

const [runtime, folder] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["chainrule"]);
pyodide.mountNodeFS("/data", folder);
pyodide.mountNodeFS("/checkout", join(dirname(fileURLToPath(import.meta.url)), "../../.."));
process.stdout.write(pyodide.runPython(`
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/checkout/tests/bench/real_data")
from compare import accuracies
json.dumps(accuracies("/data/data.npz"))
`));
