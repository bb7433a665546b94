// @ts-check
/**
 * A lab's Python session in the worker: it passes on messages and trains in slices.
 *
 * Control messages are handled between slices, so a pause takes effect within one slice. Frames are sent only after the
 * page has drawn the previous one, so training never waits for drawing.
 */

import { endingOf, lastLine, text } from "./endings.js";
import { phrase } from "./files.js";

/**
 * @typedef {object} Session The Python session, through Pyodide.
 * @property {boolean} training
 * @property {boolean} busy whether `advance` should be called
 * @property {number} wait milliseconds until `advance` has something to do
 * @property {boolean} is_long whether the next `advance` takes longer than a slice
 * @property {(command: string) => any} receive
 * @property {(milliseconds: number) => void} advance
 * @property {() => any} reports
 * @property {() => any} checkpoint
 */

/** @typedef {{ type: string, revision?: number }} Command */

const SLICE_MS = 10;
/** The largest share of the worker's time for reporting to the page while training at full speed. */
const REPORTING_SHARE = 0.15;
/** The page gets reports at least this often. */
const LONGEST_MS = 200;
const PAUSE = JSON.stringify({ type: "pause" });

export class Desk {
  /**
   * @param {Session} session
   * @param {(message: Record<string, unknown>, transfer: ArrayBuffer[]) => void} send to the lab of this session
   * @param {(error: unknown, sentence: import("./files.js").Phrase) => void} end called when Python cannot go on
   */
  constructor(session, send, end) {
    /** @type {Session | null} */
    this.session = session;
    this.send = send;
    this.end = end;
    this.revision = 0;
    this.pageIsReady = true;
    /** Whether the page was still drawing when a new frame was available. */
    this.isReportPending = false;
    this.sliceIsScheduled = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** Milliseconds of work since the last report, and the duration of that report. */
    this.trained = 0;
    this.reporting = 0;
    /** The total number of messages from Python. */
    this.posted = 0;
    this.turn = new MessageChannel();
    this.turn.port1.onmessage = () => this.slice();
  }

  /** @param {Command} command */
  receive(command) {
    this.revision = command.revision ?? this.revision;
    if (command.type === "drawn") this.drawn();
    else {
      this.send({ type: "begun" }, []);
      this.answer(() => this.session?.receive(JSON.stringify(command)));
      this.answer(() => this.session?.checkpoint());
      this.send({ type: "done" }, []);
    }
    this.schedule();
  }

  drawn() {
    this.pageIsReady = true;
    // At full speed, the next slice has a newer frame.
    if (this.isReportPending && !this.sliceIsScheduled) this.report();
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.session?.busy || this.sliceIsScheduled) return;
    const { wait } = this.session;
    if (wait > 0) {
      this.timer = setTimeout(() => this.slice(), wait);
    } else {
      this.sliceIsScheduled = true;
      this.turn.port2.postMessage(null);
    }
  }

  report() {
    this.isReportPending = false;
    const start = performance.now();
    const before = this.posted;
    this.answer(() => this.session?.reports());
    if (this.posted > before) this.pageIsReady = false;
    this.reporting = performance.now() - start;
    this.trained = 0;
  }

  /** Whether enough work has been done since the last report. */
  isTimeToReport() {
    return this.trained >= (this.reporting * (1 - REPORTING_SHARE)) / REPORTING_SHARE || this.trained > LONGEST_MS;
  }

  /** Whether no slice follows immediately that could send the report instead. */
  isLastSlice() {
    return !this.session?.busy || this.session.wait > 0;
  }

  slice() {
    this.sliceIsScheduled = false;
    if (!this.session?.busy) return;
    const start = performance.now();
    const wasTraining = this.session.training;
    const isLong = this.session.is_long;
    if (isLong) this.send({ type: "begun" }, []);
    const isFine = this.answer(() => this.session?.advance(SLICE_MS));
    if (isLong) this.send({ type: "done" }, []);
    this.trained += performance.now() - start;
    // After a run or an instrument has finished, no later slice could report this.
    const hasStopped = (wasTraining && !this.session?.training) || !this.session?.busy;
    if (!isFine) {
      // The next slice would fail in the same way.
      this.answer(() => this.session?.receive(PAUSE));
    } else if ((this.pageIsReady && (this.isTimeToReport() || this.isLastSlice())) || hasStopped) {
      this.report();
    } else {
      this.isReportPending = true;
    }
    // The checkpoint is sent even if the page is hidden and does not draw.
    this.answer(() => this.session?.checkpoint());
    this.schedule();
  }

  /**
   * Call Python and post the messages that it returns, if any.
   *
   * @param {() => any} call
   * @returns {boolean} whether it succeeded; if not, the page has been notified
   */
  answer(call) {
    let proxy;
    try {
      proxy = call();
      if (proxy === undefined) return true;
      for (const message of proxy) {
        try {
          this.post(message);
        } finally {
          message.destroy();
        }
      }
      return true;
    } catch (error) {
      const ending = endingOf(error);
      if (ending !== null) {
        this.session = null;
        this.end(error, ending);
      } else {
        const sentence = phrase("python.failed", { error: lastLine(error) });
        this.send({ type: "failure", revision: this.revision, sentence, field: null, traceback: text(error) }, []);
      }
      return false;
    } finally {
      if (this.session !== null) proxy?.destroy();
    }
  }

  /**
   * Post one Python message (header, arrays), with its arrays as transferred copies.
   *
   * @param {any} message
   */
  post(message) {
    const [header, arrays] = message;
    /** @type {Record<string, Float32Array | Float64Array>} */
    const copies = {};
    /** @type {ArrayBuffer[]} */
    const buffers = [];
    // Unless it is destroyed, this proxy keeps every array of the frame alive.
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
    this.posted += 1;
    this.send({ ...JSON.parse(header), arrays: copies }, buffers);
  }
}

/**
 * Copy the numbers of a NumPy array, and destroy its proxy.
 *
 * @param {any} array
 */
function copyOf(array) {
  try {
    const view = array.getBuffer();
    try {
      // The view becomes invalid when the heap grows, so copy immediately.
      return view.data.slice();
    } finally {
      view.release();
    }
  } finally {
    array.destroy();
  }
}
