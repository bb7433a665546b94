/** node run.mjs RUNTIME CHECKOUT WHEELS NUMPY [pytest arguments]: see run.py. */
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { startPyodide } from "../../build/site/node/pyodide.mjs";

const [runtime, checkout, wheels, numpy, ...chosen] = process.argv.slice(2);
const pyodide = await startPyodide(runtime, ["chainrule"]);
pyodide.setStdout({ write: (/** @type {Uint8Array} */ bytes) => writeSync(1, bytes) });
pyodide.setStderr({ write: (/** @type {Uint8Array} */ bytes) => writeSync(2, bytes) });
pyodide.runPython(`
import importlib, pkgutil
import chainrule

# Nothing of the package that the site has may need what the site leaves out.
for module in pkgutil.walk_packages(chainrule.__path__, "chainrule."):
    importlib.import_module(module.name)
`);
const sitePackages = pyodide.runPython("import site; site.getsitepackages()[0]");
for (const name of readdirSync(wheels).filter((file) => file.endsWith(".whl"))) {
  const wheel = new Uint8Array(readFileSync(join(wheels, name)));
  pyodide.unpackArchive(wheel, "zip", { extractDir: sitePackages });
}
// What the site leaves out of the standard library and of NumPy, tests need: take it from Pyodide's
// own and from the whole wheel.
const library = join(checkout, "web/node_modules/pyodide/python_stdlib.zip");
pyodide.FS.writeFile("/tmp/stdlib.zip", new Uint8Array(readFileSync(library)));
pyodide.unpackArchive(new Uint8Array(readFileSync(numpy)), "zip", { extractDir: "/tmp/numpy" });
pyodide.mountNodeFS("/checkout", checkout);
pyodide.globals.set("CHOSEN", pyodide.toPy(chosen));
process.exitCode = pyodide.runPython(`
import importlib, os, sys
sys.path.append("/tmp/stdlib.zip")
for name in ("concurrent.futures", "ctypes", "email", "importlib", "urllib"):
    importlib.import_module(name).__path__.append(f"/tmp/stdlib.zip/{name.replace('.', '/')}")
import numpy
numpy.__path__.append("/tmp/numpy/numpy")
sys.dont_write_bytecode = True
os.chdir("/checkout")
import pytest
int(pytest.main(["-q", "-p", "no:cacheprovider", *(CHOSEN or ["tests/unit"])]))
`);
