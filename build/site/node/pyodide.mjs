/** Start Pyodide in Node from a folder of runtime files, loading nothing from elsewhere. */
import { pathToFileURL } from "node:url";
import { join } from "node:path";

// Node would print the source line that threw, and the runtime is a single line of one megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.stack);
  process.exit(1);
});

/**
 * @param {string} folder
 * @param {string[]} [packages]
 * @param {Record<string, string>} [env] Python's environment, in addition to Pyodide's own
 */
export async function startPyodide(folder, packages = [], env = {}) {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({
    indexURL: folder + "/",
    packageBaseUrl: folder + "/",
    packageCacheDir: folder,
    stdout: () => {},
    env,
  });
  if (packages.length > 0) {
    const loaded = await pyodide.loadPackage(packages, { messageCallback: () => {} });
    const missing = packages.filter((name) => !loaded.some((/** @type {{name: string}} */ p) => p.name === name));
    if (missing.length > 0) throw new Error(`Pyodide did not load ${missing.join(", ")}`);
  }
  return pyodide;
}
