/**
 * Install what is measured in Pyodide: the Python modules of tests/bench, and the wheels of the peers.
 *
 * @param {any} pyodide
 * @param {{modules: string[], wheels: string[], library: string}} files
 * @param {(name: string) => Uint8Array | Promise<Uint8Array>} read
 */
export async function install(pyodide, files, read) {
  const sitePackages = pyodide.runPython("import site; site.getsitepackages()[0]");
  for (const wheel of files.wheels) {
    pyodide.unpackArchive(await read(wheel), "zip", { extractDir: sitePackages });
  }
  // The peers may need modules that the site omits; these are added at the end of the search path.
  pyodide.FS.writeFile("/tmp/stdlib.zip", await read(files.library));
  pyodide.FS.mkdir("/bench");
  for (const module of files.modules) {
    pyodide.FS.writeFile(`/bench/${module.split("/").at(-1)}`, await read(module));
  }
  pyodide.runPython('import sys; sys.path[:0] = ["/bench"]; sys.path.append("/tmp/stdlib.zip")');
}
