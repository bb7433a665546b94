/** node node.mjs FOLDER OPTIONS: measure in Node's Pyodide; prints JSON. See run.py. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startPyodide } from "../../../build/site/node/pyodide.mjs";
import { install } from "./install.mjs";
import { measureAll } from "./rounds.mjs";

const [folder, options] = process.argv.slice(2);
const pyodide = await startPyodide(join(folder, "runtime"), ["chainrule"]);
const read = (/** @type {string} */ name) => new Uint8Array(readFileSync(join(folder, name)));
const files = JSON.parse(readFileSync(join(folder, "files.json"), "utf8"));
await install(pyodide, files, read);
const require = createRequire(new URL("peers/package.json", import.meta.url));
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
tf.env().set("PROD", true);
const place = {
  pyodide,
  tf,
  convnetjs: require("convnetjs"),
  jax: require("@jax-js/jax"),
  more: await Promise.all(files.peers.map((name) => import(pathToFileURL(join(folder, name)).href))),
  // autograd imports numpy.fft, which the site's NumPy lacks.
  python: ["MyGrad"],
  say: (/** @type {string} */ text) => console.error(`node: ${text}`),
};
process.stdout.write(JSON.stringify(await measureAll(place, JSON.parse(options))));
