/**
 * node run.mjs RUNTIME CHECKOUT WHEELS NUMPY CLAIMS [pytest arguments]: see run.py.
 *
 * With CLAIMS, a folder, the arguments are files that several processes share: see sharing.py.
 * The environment variable CHAINRULE_BACKEND, such as numpy, applies in Pyodide too.
 */
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { startPyodide } from "../../build/site/node/pyodide.mjs";

const [runtime, checkout, wheels, numpy, claims, ...chosen] = process.argv.slice(2);
const backend = process.env.CHAINRULE_BACKEND;
const pyodide = await startPyodide(runtime, ["chainrule"], backend ? { CHAINRULE_BACKEND: backend } : {});
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
// Tests need parts of the standard library and NumPy that the site omits; take them from Pyodide's own files and from
// the whole wheel.
const library = join(checkout, "web/node_modules/pyodide/python_stdlib.zip");
pyodide.FS.writeFile("/tmp/stdlib.zip", new Uint8Array(readFileSync(library)));
pyodide.unpackArchive(new Uint8Array(readFileSync(numpy)), "zip", { extractDir: "/tmp/numpy" });
pyodide.mountNodeFS("/checkout", checkout);
pyodide.mountNodeFS("/data", join(runtime, "data"));
if (claims) pyodide.mountNodeFS("/claims", claims);
pyodide.globals.set("IS_SHARED", claims !== "");
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
from pathlib import Path
from chainrule.data.files import fetch_with
fetch_with(lambda name: Path("/data", name).read_bytes())
import pytest
options = ["-q", "-p", "no:cacheprovider", "-o", "console_output_style=classic", "--durations=10"]
if IS_SHARED:
    sys.path.append("/checkout/tests/pyodide")
    from sharing import Shared
    # Rewriting the assertions of all files takes a tenth of the time. A file that is named on the command line
    # shows the values in a failed assertion.
    code = pytest.main([*options, "--assert=plain"], plugins=[Shared(CHOSEN, Path("/claims"))])
else:
    code = pytest.main([*options, *CHOSEN])
int(code)
`);
