// @ts-check
/**
 * The worker: holds the Python session, passes messages on, and trains in slices.
 *
 * Control messages are handled between slices, so a pause takes effect within one slice. Frames are
 * sent only after the page has drawn the previous one, so training never waits for drawing.
 *
 * The page sends pings, which are also answered between slices. Work that may take longer than a slice
 * is announced by `begun` and ended by `done`, so that the page can distinguish a hanging worker from
 * a busy one.
 */

import { boot } from "./boot.js";
import { LoadError, phrase } from "./files.js";

/** @typedef {import("../generated/protocol.js").Report} Report */

/**
 * @typedef {object} Session The Python session, through Pyodide.
 * @property {boolean} training
 * @property {boolean} busy whether `advance` should be called
 * @property {number} wait milliseconds until `advance` has something to do
 * @property {boolean} is_long whether the next `advance` takes longer than a slice
 * @property {(command: string) => any} receive
 * @property {(milliseconds: number) => void} advance
 * @property {() => any} tell
 * @property {() => any} checkpoint
 */

const SLICE_MS = 10;
/** The largest share of the worker's time for reporting to the page while training at full speed. */
const TELLING_SHARE = 0.2;
/** The page gets reports at least this often. */
const LONGEST_MS = 200;
const PAUSE = JSON.stringify({ type: "pause" });
/** Exceptions that end Python's interpreter. */
const ENDINGS = new Set(["SystemExit", "KeyboardInterrupt", "GeneratorExit", "CancelledError"]);
const MEMORY_ERRORS = new Set(["MemoryError", "_ArrayMemoryError"]);

/** @type {Session | null} */
let session = null;
let revision = 0;
let pageIsReady = true;
/** Whether the page was still drawing when a new frame was available. */
let newsIsOwed = false;
let sliceIsScheduled = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** Milliseconds of work since the last report, and the duration of that report. */
let trained = 0;
let told = 0;
/** The total number of messages from Python. */
let posted = 0;
const turn = new MessageChannel();
turn.port1.onmessage = slice;

self.onmessage = (event) => {
  if (event.data.type === "start") void start(event.data);
  else receive(event.data);
};

/** @param {{ site: string, engine: string | null }} asked the engine for the steps, if not the default */
async function start({ site, engine }) {
  try {
    const pyodide = await boot(site, {
      onProgress: (phase, loaded, total) => self.postMessage({ type: "progress", phase, loaded, total }),
      onStarting: () => self.postMessage({ type: "begun" }),
    });
    if (engine !== null) {
      const backends = pyodide.pyimport("chainrule.engine.backends");
      backends.use(engine);
      backends.destroy();
    }
    const module = pyodide.pyimport("chainrule.browser.session");
    session = module.Session();
    module.destroy();
    self.postMessage({ type: "started" });
    self.postMessage({ type: "done" });
  } catch (error) {
    const isLoad = error instanceof LoadError;
    const sentence = isLoad ? error.sentence : phrase("python.not_started", { error: lastLine(error) });
    giveUp(sentence, isLoad ? error.file : null, error);
  }
}

/** @param {{type: string, revision?: number}} command */
function receive(command) {
  if (command.type === "ping") return self.postMessage({ type: "pong" });
  if (session === null) return;
  revision = command.revision ?? revision;
  if (command.type === "drawn") drawn();
  else {
    self.postMessage({ type: "begun" });
    answer(() => session?.receive(JSON.stringify(command)));
    answer(() => session?.checkpoint());
    self.postMessage({ type: "done" });
  }
  schedule();
}

function drawn() {
  pageIsReady = true;
  // At full speed, the next slice has a newer frame.
  if (newsIsOwed && !sliceIsScheduled) tell();
}

function schedule() {
  clearTimeout(timer);
  if (!session?.busy || sliceIsScheduled) return;
  const { wait } = session;
  if (wait > 0) {
    timer = setTimeout(slice, wait);
  } else {
    sliceIsScheduled = true;
    turn.port2.postMessage(null);
  }
}

function tell() {
  newsIsOwed = false;
  const start = performance.now();
  const before = posted;
  answer(() => session?.tell());
  if (posted > before) pageIsReady = false;
  told = performance.now() - start;
  trained = 0;
}

/** Whether work has had its share of time since the last report. */
function isTimeToTell() {
  return trained >= (told * (1 - TELLING_SHARE)) / TELLING_SHARE || trained > LONGEST_MS;
}

/** Whether no other slice follows immediately that could send the report instead. */
function isLastSlice() {
  return !session?.busy || session.wait > 0;
}

function slice() {
  sliceIsScheduled = false;
  if (!session?.busy) return;
  const start = performance.now();
  const wasTraining = session.training;
  const isLong = session.is_long;
  if (isLong) self.postMessage({ type: "begun" });
  const isFine = answer(() => session?.advance(SLICE_MS));
  if (isLong) self.postMessage({ type: "done" });
  trained += performance.now() - start;
  // A finished run or instrument has no later slice that could report it.
  const hasStopped = (wasTraining && !session?.training) || !session?.busy;
  if (!isFine) {
    // The next slice would fail in the same way.
    answer(() => session?.receive(PAUSE));
  } else if ((pageIsReady && (isTimeToTell() || isLastSlice())) || hasStopped) {
    tell();
  } else {
    newsIsOwed = true;
  }
  // Also for a page that does not draw because it is hidden.
  answer(() => session?.checkpoint());
  schedule();
}

/**
 * Call Python and post the messages that it returns, if any.
 *
 * @param {() => any} call
 * @returns {boolean} whether it succeeded; if not, the page has been notified
 */
function answer(call) {
  let proxy;
  try {
    proxy = call();
    if (proxy === undefined) return true;
    for (const message of proxy) {
      try {
        post(message);
      } finally {
        message.destroy();
      }
    }
    return true;
  } catch (error) {
    const ending = endingOf(error);
    if (ending !== null) {
      session = null;
      giveUp(ending, null, error);
    } else {
      const sentence = phrase("python.failed", { error: lastLine(error) });
      self.postMessage({ type: "failure", revision, sentence, field: null, traceback: text(error) });
    }
    return false;
  } finally {
    if (session !== null) proxy?.destroy();
  }
}

/**
 * Why Python cannot be used after an error, or null if it can. Errors that are not Python exceptions
 * come from its memory or interpreter and would recur.
 *
 * @param {unknown} error
 */
function endingOf(error) {
  if (!(error instanceof Error)) return phrase("python.crashed", { error: lastLine(error) });
  const type = "type" in error ? String(error.type) : "";
  if (error instanceof RangeError || MEMORY_ERRORS.has(type)) return phrase("python.memory");
  if (ENDINGS.has(type)) return phrase("python.ended", { error: lastLine(error) });
  const isPythons = type !== "" && !("pyodide_fatal_error" in error);
  return isPythons ? null : phrase("python.crashed", { error: lastLine(error) });
}

/**
 * Notify the page that Python is not available, and why.
 *
 * @param {import("./files.js").Phrase} sentence
 * @param {string | null} file
 * @param {unknown} error
 */
function giveUp(sentence, file, error) {
  self.postMessage({ type: "boot_failure", sentence, file, can_retry: true, traceback: text(error) });
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
  // This proxy would also keep every array of the frame alive.
  const names = arrays.keys();
  try {
    for (const name of names) {
      const copy = copyOf(arrays.get(name));
      copies[name] = copy;
      buffers.push(copy.buffer);
    }
  } finally {
    names.destroy();
    arrays.destroy();
  }
  posted += 1;
  self.postMessage({ ...JSON.parse(header), arrays: copies }, { transfer: buffers });
}

/**
 * The numbers of a NumPy array; its proxy is destroyed.
 *
 * @param {any} array
 */
function copyOf(array) {
  try {
    const view = array.getBuffer();
    try {
      // The view dies when the heap grows: copy at once.
      return view.data.slice();
    } finally {
      view.release();
    }
  } finally {
    array.destroy();
  }
}

/** @param {unknown} error */
function text(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param {unknown} error */
function lastLine(error) {
  // Objects that end the interpreter are not Errors but have a message.
  const isTold = typeof error === "object" && error !== null && "message" in error;
  const message = String(isTold ? error.message : error);
  return message.trim().split("\n").at(-1) ?? message;
}
