/** Write the recorded runs: node record.mjs RUNTIME FOLDER. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPyodide } from "./pyodide.mjs";

const [runtime, folder] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["chainrule"]);
const recording = pyodide.pyimport("chainrule.browser.run.recording");
const [first, whole] = recording.record().toJs();
writeFileSync(join(folder, "recorded-first.json"), first);
writeFileSync(join(folder, "recorded.json"), whole);
