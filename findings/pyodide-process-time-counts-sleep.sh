#!/usr/bin/env bash
# Pyodide 314.0.3 (Python 3.14): time.process_time() is wall-clock time.
#
# Python's documentation says that it "does not include time elapsed during sleep". In WebAssembly,
# C's clock() reads a monotonic clock, so sleep and the time of other processes are included. On a
# busy machine, a benchmark that uses it also measures other processes; Node's process.cpuUsage()
# does not.
#
# Observed:
#   half a second of sleep: process_time 0.5, in Node CPU time below 0.3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund pyodide@314.0.3 >/dev/null
cat > run.mjs <<'JS'
import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide();
pyodide.runPython("import time");
const before = process.cpuUsage();
const inPython = pyodide.runPython(`
start = time.process_time()
time.sleep(0.5)
time.process_time() - start
`);
const { user, system } = process.cpuUsage(before);
const used = (user + system) / 1e6;
console.log(`half a second of sleep: process_time ${inPython.toFixed(1)}, CPU time ${used.toFixed(2)}`);
process.exit(inPython >= 0.5 && used < 0.3 ? 0 : 1);
JS
node --no-warnings run.mjs
