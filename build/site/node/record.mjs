/** Write the recorded run and the step on the first screen: node record.mjs RUNTIME FOLDER. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPyodide } from "./pyodide.mjs";

const [runtime, folder] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["chainrule"]);
const recording = pyodide.pyimport("chainrule.browser.run.storage.recording");
const [first, whole] = recording.record().toJs();
writeFileSync(join(folder, "recorded-first.json"), first);
writeFileSync(join(folder, "recorded.json"), whole);
const firstStep = pyodide.pyimport("chainrule.browser.first_step.instrument");
writeFileSync(join(folder, "first-step.json"), firstStep.record_first_step());
