// @ts-check
/**
 * The worker: holds the Python session, passes messages on, and trains in slices.
 *
 * Control messages are handled between slices, so a pause takes effect within one. A frame is sent
 * only when the page has drawn the one before: training never waits for pixels.
 */

import { boot, LoadError } from "./boot.js";

/** @typedef {import("../generated/protocol.js").Report} Report */

/**
 * @typedef {object} Session The Python session, through Pyodide.
 * @property {boolean} training
 * @property {(command: string) => any} receive
 * @property {(milliseconds: number) => void} advance
 * @property {() => any} frame
 */

const SLICE_MS = 10;

/** @type {Session | null} */
let session = null;
let revision = 0;
let pageIsReady = true;
let sliceIsScheduled = false;
const turn = new MessageChannel();
turn.port1.onmessage = slice;

self.onmessage = (event) => {
  if (event.data.type === "start") void start(event.data.site);
  else receive(event.data);
};

/** @param {string} site */
async function start(site) {
  try {
    const pyodide = await boot(site, (phase, loaded, total) => {
      self.postMessage({ type: "progress", phase, loaded, total });
    });
    const module = pyodide.pyimport("chainrule.browser.session");
    session = module.Session();
    module.destroy();
    self.postMessage({ type: "started" });
  } catch (error) {
    self.postMessage({
      type: "boot_failure",
      sentence: error instanceof LoadError ? error.message : `Python did not start: ${lastLine(error)}`,
      file: error instanceof LoadError ? error.file : null,
      traceback: text(error),
    });
  }
}

/** @param {{type: string, revision?: number}} command */
function receive(command) {
  if (session === null) return;
  revision = command.revision ?? revision;
  if (command.type === "drawn") pageIsReady = true;
  else answer(() => session?.receive(JSON.stringify(command)), true);
  schedule();
}

function schedule() {
  if (session?.training && !sliceIsScheduled) {
    sliceIsScheduled = true;
    turn.port2.postMessage(null);
  }
}

function slice() {
  sliceIsScheduled = false;
  if (!session?.training) return;
  answer(() => session?.advance(SLICE_MS));
  if (pageIsReady || !session.training) {
    pageIsReady = false;
    answer(() => session?.frame());
  }
  schedule();
}

/**
 * Call into Python and post what it returns: a message, a list of messages, or nothing.
 *
 * @param {() => any} call
 * @param {boolean} [isList]
 */
function answer(call, isList = false) {
  let proxy;
  try {
    proxy = call();
    if (proxy === undefined) return;
    if (!isList) post(proxy);
    else for (const message of proxy) {
      try {
        post(message);
      } finally {
        message.destroy();
      }
    }
  } catch (error) {
    self.postMessage({
      type: "failure",
      revision,
      sentence: `Python failed: ${lastLine(error)}`,
      field: null,
      traceback: text(error),
    });
  } finally {
    proxy?.destroy();
  }
}

/**
 * Post one Python message (header, arrays), the arrays as transferred copies.
 *
 * @param {any} message
 */
function post(message) {
  const [header, arrays] = message;
  /** @type {Record<string, Float32Array | Float64Array>} */
  const copies = {};
  /** @type {ArrayBuffer[]} */
  const buffers = [];
  try {
    for (const name of arrays.keys()) {
      const array = arrays.get(name);
      const view = array.getBuffer();
      // The view dies when the heap grows: copy at once, release at once.
      const copy = view.data.slice();
      copies[name] = copy;
      buffers.push(copy.buffer);
      view.release();
      array.destroy();
    }
  } finally {
    arrays.destroy();
  }
  self.postMessage({ ...JSON.parse(header), arrays: copies }, { transfer: buffers });
}

/** @param {unknown} error */
function text(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param {unknown} error */
function lastLine(error) {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split("\n").at(-1) ?? message;
}
