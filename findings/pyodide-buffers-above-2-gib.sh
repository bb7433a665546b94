#!/usr/bin/env bash
# Pyodide 314.0.3: getBuffer() fails for an array above 2 GiB in Python's heap.
#
# The heap can grow to 4 GiB, and Python itself reads and writes such an array without problems.
# JavaScript receives the address as a signed 32-bit integer, which is negative and gives a
# RangeError. Whether a small array can be read from JavaScript thus depends on what was allocated
# before it.
#
# Observed:
#   address of the array 0x..., above 2 GiB: true
#   Python reads the array: 42
#   getBuffer: RangeError: Start offset -... is outside the bounds of the buffer
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund pyodide@314.0.3 >/dev/null
cat > run.mjs <<'JS'
import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide();
pyodide.runPython(`
import array, ctypes
malloc = ctypes.pythonapi.PyMem_RawMalloc
malloc.restype, malloc.argtypes = ctypes.c_size_t, [ctypes.c_size_t]
# Two blocks of 1.2 GB, each of a valid size, are reserved and never touched.
reserved = [malloc(1_200_000_000) for _ in range(2)]
assert all(reserved)
numbers = array.array("d", [42.0]) * 300_000
`);
const address = pyodide.runPython("numbers.buffer_info()[0]");
console.log(`address of the array 0x${address.toString(16)}, above 2 GiB: ${address > 2 ** 31}`);
console.log(`Python reads the array: ${pyodide.runPython("numbers[5]")}`);
const numbers = pyodide.globals.get("numbers");
const outcome = (read) => {
  try {
    return String(read());
  } catch (error) {
    return String(error);
  }
};
const buffer = outcome(() => numbers.getBuffer().data[5]);
console.log(`getBuffer: ${buffer}`);
process.exit(address > 2 ** 31 && /RangeError: Start offset -\d+ is outside/.test(buffer) ? 0 : 1);
JS
node --no-warnings run.mjs
