// @ts-check
/**
 * The page's side of the worker: starts it, narrows what arrives, and says why if it can't start.
 */

import workerUrl from "./worker.js?worker&url";

/** @typedef {import("../generated/protocol.js").Command} Command */
/** @typedef {import("../generated/protocol.js").Report} Report */
/** @typedef {import("../generated/protocol.js").Arrays} Arrays */
/** @typedef {Report & { arrays: Arrays }} ReportWithArrays */

/** A worker that leaves so many pings unanswered is dead; every answer takes less time by far. */
const PING_MS = 5000;
const UNANSWERED = 6;
const WORKER_FILE = workerUrl.slice(workerUrl.lastIndexOf("/") + 1);
const REPORTS = new Set([
  ...["opened", "frame", "rows", "branches", "taken_over", "observed", "file", "checkpoint", "failure", "progress", "boot_failure"],
  ...["walked", "look", "explained", "checked", "checking", "all_checked", "paths"],
  ...["landscape", "landscape_paths", "curvature", "landscape_weights"],
  ...["fleet_choices", "fleet_planned", "fleet", "fleet_refused"],
]);

/**
 * Start the engine. Commands sent before Python is ready wait for it, in order.
 *
 * @param {{ onReport: (report: ReportWithArrays) => void }} options
 * @returns {{ send: (command: Command) => void, stop: () => void }}
 */
export function startEngine({ onReport }) {
  /** @type {Command[] | null} */
  let waiting = [];
  /** @type {Worker | null} */
  let worker = null;
  let workerRuns = false;
  let stopped = false;
  let unanswered = 0;

  /** @param {{ sentence: string, traceback: string, file?: string, canRetry?: boolean }} what */
  const fail = ({ sentence, traceback, file = undefined, canRetry = true }) => {
    /** @type {Report} */
    const report = { type: "boot_failure", sentence, file: file ?? null, can_retry: canRetry, traceback };
    queueMicrotask(() => {
      if (!stopped) onReport({ ...report, arrays: {} });
    });
  };

  /** @param {MessageEvent<unknown>} event */
  const receive = (event) => {
    const data = event.data;
    workerRuns = true;
    unanswered = 0;
    if (typeof data !== "object" || data === null || !("type" in data)) return;
    if (data.type === "started") {
      for (const command of waiting ?? []) worker?.postMessage(command);
      waiting = null;
    } else if (typeof data.type === "string" && REPORTS.has(data.type)) {
      onReport(/** @type {ReportWithArrays} */ ({ arrays: {}, ...data }));
    }
  };

  /** @type {ReturnType<typeof setInterval> | undefined} */
  let pinging;
  // Python's own start keeps the worker from answering, but there progress is told.
  const ping = () => {
    if (waiting !== null) return;
    if (unanswered >= UNANSWERED) {
      clearInterval(pinging);
      return fail({ sentence: "The worker that runs Python does not answer any more.", traceback: "" });
    }
    unanswered += 1;
    worker?.postMessage({ type: "ping" });
  };

  const unsupported = whyUnsupported();
  if (unsupported !== null) {
    fail({ sentence: unsupported, traceback: "", canRetry: false });
  } else {
    try {
      worker = startWorker();
      worker.onmessage = receive;
      worker.onerror = (event) => {
        const traceback = event.message;
        if (workerRuns) {
          fail({ sentence: `The worker that runs Python failed: ${event.message}`, traceback });
        } else {
          const sentence = `${WORKER_FILE} could not be loaded or was not allowed to run.`;
          fail({ sentence, traceback, file: WORKER_FILE });
        }
      };
      worker.postMessage({ type: "start", site: new URL("./", document.baseURI).href });
      pinging = setInterval(ping, PING_MS);
    } catch (error) {
      const sentence = "This browser does not let the page start a worker, in which Python would run.";
      fail({ sentence, traceback: String(error), canRetry: false });
    }
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

/**
 * A worker started from a blob: address inherits the page's Content-Security-Policy; one started
 * from its own address would not be bound by it.
 */
function startWorker() {
  const address = new URL(workerUrl, document.baseURI).href;
  const source = `import ${JSON.stringify(address)};`;
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Worker(blob, { type: "module" });
}

/** @returns {string | null} */
function whyUnsupported() {
  if (typeof WebAssembly !== "object") {
    return "This browser has WebAssembly switched off or does not know it; without it Python cannot run here.";
  }
  if (typeof Worker !== "function") {
    return "This browser does not offer workers; without them Python cannot run here.";
  }
  return null;
}
