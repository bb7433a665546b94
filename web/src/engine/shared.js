// @ts-check
/**
 * One worker for several labs of a page, each with its own Python session. The labs are numbered in
 * the order in which they join.
 */

import { startEngine } from "./client.js";

/** @typedef {import("./connection.js").StartEngine} StartEngine */
/** @typedef {import("./connection.js").Engine} Engine */
/** @typedef {import("./reports.js").Report} Report */
/** @typedef {(report: Report) => void} Listener */

/** Reports that concern all labs. */
const COMMON = ["progress", "boot_failure"];

export class SharedEngine {
  /** @param {StartEngine} [start] starts the worker */
  constructor(start = startEngine) {
    this.start = start;
    /** @type {Engine | undefined} */
    this.engine = undefined;
    /** The last report of loading progress, for labs that join later. */
    /** @type {Report | undefined} */
    this.progress = undefined;
    /** @type {Map<number, Listener>} */
    this.listeners = new Map();
    this.count = 0;
  }

  /**
   * Join the worker, and start it if necessary. A lab receives this function as its `startEngine`.
   *
   * @type {StartEngine}
   */
  join = ({ onReport }) => {
    this.prepare();
    const { engine, listeners } = this;
    const lab = this.count++;
    listeners.set(lab, onReport);
    if (this.progress) onReport(this.progress);
    return {
      // After the worker has been restarted, commands of earlier labs have no receiver.
      send: (command) => {
        if (engine === this.engine) engine?.send(/** @type {typeof command} */ ({ ...command, ...(lab ? { lab } : {}) }));
      },
      stop: () => void listeners.delete(lab),
    };
  };

  /** Start the worker unless it is running. */
  prepare() {
    if (this.engine) return;
    this.count = 0;
    this.progress = undefined;
    const listeners = (this.listeners = new Map());
    this.engine = this.start({ onReport: (report) => this.receive(report, listeners) });
  }

  /**
   * @param {Report} report
   * @param {Map<number, Listener>} listeners those of this worker
   */
  receive(report, listeners) {
    if (!COMMON.includes(report.type)) {
      const { lab = 0 } = /** @type {{ lab?: number }} */ (/** @type {unknown} */ (report));
      return listeners.get(lab)?.(report);
    }
    if (report.type === "progress") this.progress = report;
    else if (listeners === this.listeners) this.end();
    for (const listener of [...listeners.values()]) listener(report);
  }

  /** The worker has failed; the next lab that joins starts another. */
  end() {
    this.engine?.stop();
    this.engine = undefined;
  }
}
