// @ts-check
/**
 * The page's side of the worker: starts it, checks incoming messages, and reports why it cannot start.
 */

import workerUrl from "./worker.js?worker&url";
import { say, spoken } from "../text/phrases.js";
import { engineIn } from "./asked.js";
import { LoadError, loadChecked, phrase } from "./files.js";
import { isFromHost } from "./host-messages.js";
import { integrityOf } from "./integrity.js";
import { isReport } from "../generated/protocol.js";

/** @typedef {import("./host-messages.js").FromHost} FromHost */
/** @typedef {import("./host-messages.js").ToHost} ToHost */
/** @typedef {import("../generated/protocol.js").Command} Command */
/** @typedef {import("../generated/protocol.js").Report} Report */
/** @typedef {import("../generated/protocol.js").Received<Report>} ReportWithArrays */

/**
 * A worker counts as dead after this many unanswered pings. It answers between slices of about 10 ms; more pings are
 * allowed during announced work. Pings are counted instead of seconds, so that the worker is not blamed if the page was
 * suspended or busy.
 */
const PING_MS = 1500;
const UNANSWERED = { idle: 5, busy: 40 };
/** The time limit for loading the worker's script. */
const SCRIPT_S = 15;
const WORKER_FILE = workerUrl.slice(workerUrl.lastIndexOf("/") + 1);

/**
 * Start the engine. Commands sent before Python is ready are queued and sent in order once it is.
 *
 * @param {{ onReport: (report: ReportWithArrays) => void }} options
 * @returns {{ send: (command: Command) => void, stop: () => void }}
 */
export function startEngine({ onReport }) {
  /** @type {Command[] | null} */
  let waiting = [];
  /** @type {Worker | null} */
  let worker = null;
  let stopped = false;
  let unanswered = 0;
  let isBusy = false;

  /** @param {{ what: import("./files.js").Phrase, traceback: string, file?: string, canRetry?: boolean }} fault */
  const fail = ({ what, traceback, file = undefined, canRetry = true }) => {
    clearInterval(pinging);
    worker?.terminate();
    /** @type {Report} */
    const report = { type: "boot_failure", sentence: say(what), file: file ?? null, can_retry: canRetry, traceback };
    queueMicrotask(() => {
      if (!stopped) onReport({ ...report, arrays: {} });
    });
  };

  /** @param {FromHost} message */
  const hear = ({ type }) => {
    if (type === "begun") isBusy = true;
    if (type === "done") isBusy = false;
    if (type === "started") {
      for (const command of waiting ?? []) worker?.postMessage(command);
      waiting = null;
    }
  };

  /** @param {ToHost} message */
  const tell = (message) => worker?.postMessage(message);

  /** @param {MessageEvent<unknown>} event */
  const receive = (event) => {
    const data = event.data;
    unanswered = 0;
    if (typeof data !== "object" || data === null || !("type" in data)) return;
    if (isFromHost(data)) {
      hear(data);
    } else if (typeof data.type === "string" && isReport({ ...data, type: data.type })) {
      onReport(/** @type {ReportWithArrays} */ ({ arrays: {}, ...spoken(data) }));
    }
  };

  /** @type {ReturnType<typeof setInterval> | undefined} */
  let pinging;
  const ping = () => {
    if (unanswered >= (isBusy ? UNANSWERED.busy : UNANSWERED.idle)) {
      return fail({ what: phrase("worker.silent"), traceback: "" });
    }
    unanswered += 1;
    tell({ type: "ping" });
  };

  const start = async () => {
    const script = await loadScript();
    if (stopped) return;
    worker = startWorker(script);
    worker.onmessage = receive;
    worker.onerror = (event) => {
      fail({ what: phrase("worker.failed", { error: event.message }), traceback: event.message });
    };
    tell({ type: "start", site: siteAddress(), engine: engineIn(location.search) });
    pinging = setInterval(ping, PING_MS);
  };

  const unsupported = whyUnsupported();
  if (unsupported !== null) {
    fail({ what: unsupported, traceback: "", canRetry: false });
  } else {
    start().catch((/** @type {unknown} */ error) => {
      if (error instanceof LoadError) {
        return fail({ what: error.sentence, traceback: "", file: error.file });
      }
      fail({ what: phrase("worker.refused"), traceback: String(error), canRetry: false });
    });
  }

  return {
    send(command) {
      if (waiting === null) worker?.postMessage(command);
      else waiting.push(command);
    },
    stop() {
      stopped = true;
      clearInterval(pinging);
      worker?.terminate();
      worker = null;
    },
  };
}

/** The site's folder, which contains the folder of the worker's script; the page may be in another folder. */
function siteAddress() {
  return new URL("../", new URL(workerUrl, document.baseURI)).href;
}

/** Load the worker's script, and verify it before it runs. */
async function loadScript() {
  const address = new URL(workerUrl, document.baseURI).href;
  const signal = AbortSignal.timeout(SCRIPT_S * 1000);
  try {
    const integrity = integrityOf(address);
    return await loadChecked({ name: WORKER_FILE, address, integrity }, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new LoadError(WORKER_FILE, phrase("load.too_slow", { seconds: SCRIPT_S }));
  }
}

/**
 * A worker that is started from a blob: URL inherits the page's Content-Security-Policy; a worker started from its own
 * URL would not.
 *
 * @param {Uint8Array<ArrayBuffer>} script
 */
function startWorker(script) {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return new Worker(address, { type: "module" });
}

function whyUnsupported() {
  if (typeof WebAssembly !== "object") {
    return phrase("worker.no_wasm");
  }
  if (typeof Worker !== "function") {
    return phrase("worker.unknown");
  }
  return null;
}
