/**
 * Byte-compile with the target interpreter itself: node compile.mjs RUNTIME FOLDER.
 *
 * FOLDER holds `stdlib/`, `numpy/` and `chainrule/`. The first two lose their sources and their
 * docstrings, a fifth of their bytes; ours keeps them, so that a traceback shows the line.
 */
import { startPyodide } from "./pyodide.mjs";

const [runtime, folder] = process.argv.slice(2);
const pyodide = await startPyodide(runtime);
pyodide.mountNodeFS("/work", folder);
pyodide.globals.set("PLACES", pyodide.toPy({
  stdlib: ["/lib/python314.zip", false],
  numpy: ["/lib/python3.14/site-packages", false],
  chainrule: ["/lib/python3.14/site-packages", true],
}));
pyodide.runPython(`
import os, py_compile
from pathlib import Path

for name, (place, keep_source) in PLACES.items():
    top = Path("/work") / name
    for source in sorted(top.rglob("*.py")):
        target = source.with_suffix(".pyc")
        if keep_source:
            target = source.parent / "__pycache__" / f"{source.stem}.cpython-314.pyc"
            target.parent.mkdir(exist_ok=True)
        py_compile.compile(
            str(source), str(target), f"{place}/{source.relative_to(top)}", doraise=True,
            optimize=0 if keep_source else 2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        if not keep_source:
            os.remove(source)
`);
