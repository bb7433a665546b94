/**
 * Timing in rounds in JavaScript, in Node and on a page: `rounds.py` does the same natively.
 *
 * @typedef {object} Contender
 * @property {(n: number) => number | Promise<number>} steps train on the next n batches; return
 *   the loss on the last batch before its update
 * @property {() => void} end
 *
 * @typedef {object} Material A case for the JavaScript peers: channels last, except for jax-js.
 * @property {any} settings see `cases.for_javascript`
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Float32Array[]} weights
 *
 * @typedef {object} Options
 * @property {number} rounds
 * @property {number} block seconds
 * @property {number} warmup seconds
 *
 * @typedef {object} Place A platform: Pyodide with the modules of tests/bench, and the peers.
 * @property {any} pyodide
 * @property {any} tf
 * @property {any} convnetjs
 * @property {any} jax
 * @property {{name: string, make: (material: Material) => Contender | Promise<Contender>}[]} more
 *   peers from the user's own files
 * @property {string[]} python names of Python contenders
 * @property {(text: string) => void} say
 */
import { convNet } from "./peers/convnet.mjs";
import { jaxNet } from "./peers/jax.mjs";
import { tensorFlow } from "./peers/tensorflow.mjs";

const CHECKED_STEPS = 20;
const OURS = ["chainrule", "chainrule, step alone", "chainrule, step alone by NumPy"];

/**
 * Check and measure every case; return a result that can be converted to JSON.
 *
 * @param {Place} place
 * @param {Options} options
 */
export async function measureAll(place, options) {
  const cases = place.pyodide.pyimport("cases");
  const ours = place.pyodide.pyimport("ours");
  const deep = cases.CASES.get("7-8×6-1, batch 10");
  // This comes first, while nothing is warmed up.
  const recording = ours.recording_ms(deep, 9).toJs();
  /** @type {Record<string, object>} */
  const found = {};
  for (const name of cases.CASES.keys()) {
    place.say(name);
    found[name] = await measure(place, name, cases.CASES.get(name).fleet, options);
  }
  return { cases: found, versions: versions(place), recording };
}

function versions({ pyodide, tf }) {
  const [python, numpy] = pyodide.runPython(
    "import sys, numpy; [sys.version.split()[0], numpy.__version__]",
  ).toJs();
  const { userAgent } = globalThis.navigator ?? {};
  const here = typeof process === "undefined" ? { Browser: userAgent } : { Node: process.version };
  const peers = { "TensorFlow.js": tf.version_core ?? tf.version["tfjs-core"], ConvNetJS: "0.3.0" };
  const own = { Pyodide: pyodide.version, Python: python, NumPy: numpy };
  return { ...here, ...own, ...peers, "jax-js": "0.1.25" };
}

async function measure(place, name, hasFleet, options) {
  const fleet = hasFleet ? ["chainrule, fleet"] : [];
  const peers = { ...pythonMakers(place.python), ...javascriptMakers, ...makersOfMore(place.more) };
  const ours = pythonMakers([...OURS, ...fleet]);
  const cannot = {};
  const losses = {};
  for (const [who, make] of Object.entries({ ...ours, ...peers })) {
    try {
      const contender = await make(place, name, 1);
      losses[who] = await contender.steps(CHECKED_STEPS + 1);
      contender.end();
    } catch (error) {
      if (who in ours) throw error;
      cannot[who] = String(error instanceof Error ? error.message : error).trim().split("\n").at(-1);
      delete peers[who];
    }
  }
  return { losses, cannot, times: await inTurn(place, { ...ours, ...peers }, name, options) };
}

/** @returns {Promise<Record<string, number[]>>} the microseconds per step in each round */
async function inTurn(place, makers, name, options) {
  const { batches } = place.pyodide.pyimport("contenders");
  const made = {};
  const counts = {};
  for (const [who, make] of Object.entries(makers)) {
    made[who] = await make(place, name, batches(who));
    counts[who] = await stepsABlock(made[who], options);
  }
  const order = Object.keys(made);
  const times = Object.fromEntries(order.map((who) => [who, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const who of round % 2 === 0 ? order : order.toReversed()) {
      times[who].push((await seconds(made[who], counts[who]) / counts[who]) * 1e6);
    }
  }
  for (const contender of Object.values(made)) contender.end();
  return times;
}

/** Warm up, and return the number of steps that fill a block of time. */
async function stepsABlock(contender, { block, warmup }) {
  let count = 1;
  let spent = 0;
  for (;;) {
    const elapsed = await seconds(contender, count);
    spent += elapsed;
    if (spent >= warmup && elapsed * 10 >= block) return Math.ceil((count * block) / elapsed);
    if (elapsed < block) count *= 2;
  }
}

async function seconds(contender, count) {
  await new Promise((resolve) => setTimeout(resolve));
  const start = performance.now();
  await contender.steps(count);
  return (performance.now() - start) / 1000;
}

const javascriptMakers = {
  "TensorFlow.js cpu": async (place, name, batches) =>
    tensorFlow(place.tf, "cpu", material(place, name, batches)),
  "TensorFlow.js wasm": async (place, name, batches) =>
    tensorFlow(place.tf, "wasm", material(place, name, batches)),
  ConvNetJS: (place, name, batches) => convNet(place.convnetjs, material(place, name, batches)),
  "jax-js wasm": (place, name, batches) => jaxNet(place.jax, material(place, name, batches, false)),
};

function makersOfMore(more) {
  return Object.fromEntries(more.map(({ name: who, make }) => (
    [who, (place, name, batches) => make(material(place, name, batches))])));
}

function pythonMakers(names) {
  return Object.fromEntries(names.map((who) => [who, ({ pyodide }, name, batches) => {
    const contender = pyodide.pyimport("contenders").make(who, name, batches);
    const steps = contender.steps;
    return { steps, end: () => [steps, contender].forEach((proxy) => proxy.destroy()) };
  }]));
}

/** @returns {Material} */
function material({ pyodide }, name, batches, channelsLast = true) {
  const cases = pyodide.pyimport("cases");
  const [text, flat] = cases.for_javascript(name, batches, channelsLast).toJs();
  const [x, y, ...weights] = flat.map((array) => array.slice());
  return { settings: JSON.parse(text), x, y, weights };
}
