/**
 * The base classes of the applications' states.
 *
 * @import { FrameReport } from '../engine/reports.js'
 * @import { Command } from '../generated/protocol'
 * @import { Lab } from '../model/lab.js'
 */
import { Tracked } from '../signals/tracked.js';

/** The state of an application: an instrument that is always open. */
export class AppState extends Tracked {
  /** @param {Lab} lab @param {string[]} reports the types of the reports that it receives */
  constructor(lab, reports) {
    super();
    this.lab = lab;
    this.reports = reports;
  }

  show() {}

  /** Open one of the application's experiments. @param {string} address such as `digits/conv` */
  openExperiment(address) {
    void this.lab.openHash(`app:${address}`, false);
  }
}

/**
 * A state that requests facts about the run's weights, one request at a time, and requests them again when the weights
 * change.
 */
export class FollowingState extends AppState {
  /** @param {Lab} lab @param {string[]} reports @param {number} everyMs between two requests while the run trains */
  constructor(lab, reports, everyMs) {
    super(lab, reports);
    this.everyMs = everyMs;
    this.isWaiting = false;
    this.isStale = false;
    this.askedAt = -Infinity;
    this.seen = '';
  }

  begin() {
    this.forget();
    this.ask();
  }

  /** Python died, or a command has failed, so no request is pending. */
  forget() {
    this.isWaiting = false;
  }

  /** A command has failed, perhaps the request. Stop waiting for its answer, and send another request if one is due. */
  failed() {
    this.forget();
    if (this.isStale) this.ask();
  }

  /** Send a request or, while one is pending, note that another is due after its answer. */
  ask() {
    if (!this.lab.isLive) return;
    this.isStale = this.isWaiting;
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.askedAt = performance.now();
    this.lab.commands.send(this.question());
  }

  /** The request to send now. @returns {Command} */
  question() {
    throw new Error('a subclass asks');
  }

  /** @param {FrameReport} frame */
  follow(frame) {
    const seen = `${frame.revision} ${frame.step} ${frame.state}`;
    const isDue = frame.state !== 'training' || performance.now() - this.askedAt > this.everyMs;
    if (seen === this.seen || !isDue) return;
    this.seen = seen;
    this.ask();
  }

  /** Python has answered the request. */
  answered() {
    this.isWaiting = false;
    if (this.isStale) this.ask();
  }
}
