/** Runs on the page, where `measureHere(options)` measures in this browser; see run.py. */
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
  const files = await (await fetch("files.json")).json();
  await install(pyodide, files, read);
  const peers = new URL("bench/peers/node_modules/", document.baseURI).href;
  tf.wasm.setWasmPaths(`${peers}@tensorflow/tfjs-backend-wasm/dist/`);
  const jax = await import(`${peers}@jax-js/jax/dist/index.js`);
  const more = await Promise.all(
    files.peers.map((name) => import(new URL(name, document.baseURI).href)),
  );
  tf.env().set("PROD", true);
  const say = (/** @type {string} */ text) => console.info(`chromium: ${text}`);
  return measureAll({ pyodide, tf, convnetjs, jax, more, python: [], say }, options);
};
