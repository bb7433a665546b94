/** node calibrate.mjs RUNTIME CHECKOUT: run `calibrate.py --here` in Pyodide. */
import { startPyodide } from "../../../build/site/node/pyodide.mjs";

const [runtime, checkout] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["numpy"]);
pyodide.mountNodeFS("/checkout", checkout);
const table = pyodide.runPython(`
import json, sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/checkout/py", "/checkout/tests/bench/kernels"]
import calibrate
json.dumps(calibrate.measure())
`);
process.stdout.write(table);
