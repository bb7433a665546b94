#!/usr/bin/env bash
# Node (V8): WebAssembly.Table.prototype.set(i) clears a slot, but set(i, undefined) throws a
# TypeError, although JavaScript functions rarely distinguish a missing argument from undefined. A
# bridge that converts a foreign null value to undefined, as Pyodide does with None, cannot clear a
# slot by passing that value.
# Observed:
#   set(0): null
#   set(0, undefined): TypeError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-fund --no-audit --prefix "$folder" node@20.20.0 > /dev/null
"$folder/node_modules/.bin/node" -e '
const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
table.set(0);
console.log("set(0):", table.get(0));
let thrown = null;
try { table.set(0, undefined); } catch (error) { thrown = error; }
console.log("set(0, undefined):", thrown && thrown.name);
process.exit(table.get(0) === null && thrown instanceof TypeError ? 0 : 1);
'
