/**
 * node reading.mjs RUNTIME PACKAGE KIND: print the CPU time of reading a table in Pyodide; see reading.py. There,
 * Python's own clocks include waiting.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startPyodide } from "../../../build/site/node/pyodide.mjs";

const [runtime, folder, kind] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["chainrule"]);
pyodide.mountNodeFS("/package", folder);
pyodide.mountNodeFS("/here", dirname(fileURLToPath(import.meta.url)));
pyodide.globals.set("KIND", kind);
pyodide.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/package", "/here"]
from chainrule.data.reading.csv_file import read_csv
from kinds import text_of
text = text_of(KIND)
`);
const before = process.cpuUsage();
pyodide.runPython("table = read_csv(text)");
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1e6);
