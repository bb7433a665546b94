/** On the page: `measureHere(options)` measures in this browser; see run.py. */
import { install } from "./install.mjs";
import { measureAll } from "./rounds.mjs";

const { tf, convnetjs } = globalThis;

/** @param {string} name */
async function read(name) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

globalThis.measureHere = async (/** @type {import("./rounds.mjs").Options} */ options) => {
  const folder = new URL("runtime/", document.baseURI).href;
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const urls = { indexURL: folder, packageBaseUrl: folder };
  const pyodide = await loadPyodide({ ...urls, packages: ["chainrule"] });
  await install(pyodide, await (await fetch("files.json")).json(), read);
  const peers = "bench/peers/node_modules/@tensorflow/tfjs-backend-wasm/dist/";
  tf.wasm.setWasmPaths(new URL(peers, document.baseURI).href);
  tf.env().set("PROD", true);
  const say = (/** @type {string} */ text) => console.info(`chromium: ${text}`);
  return measureAll({ pyodide, tf, convnetjs, python: [], say }, options);
};
