/**
 * The sanity checks that Python runs on a copy of the run, and their results.
 *
 * @import { Received, SanityCheck, SanityReport } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { SANITY_REPORTS } from '../generated/protocol.js';
import { Tracked } from '../signals/tracked.js';

export class Sanity extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = SANITY_REPORTS;
    /** @type {Map<SanityCheck, SanityReport>} */
    this.known = new Map();
  }

  get isRunning() {
    return [...this.known.values()].some(({ state }) => state === 'running');
  }

  /**
   * After opening, or after a restart of Python, no check is running.
   *
   * @param {boolean} isOpen
   */
  show(isOpen) {
    if (isOpen) this.known = new Map();
    else if (this.isRunning) this.stop();
  }

  /** @param {SanityCheck} check */
  start(check) {
    this.lab.commands.send({ type: 'sanity', check });
  }

  stop() {
    this.lab.commands.send({ type: 'stop_sanity' });
  }

  /** @param {InstrumentReport} message */
  receive(message) {
    const report = /** @type {Received<SanityReport>} */ (message);
    const known = new Map(this.known);
    if (report.state === 'none') known.delete(report.check);
    else known.set(report.check, report);
    this.known = known;
  }
}

/** @param {Lab} lab */
export const sanityOf = (lab) => /** @type {Sanity} */ (/** @type {unknown} */ (lab.instruments.get('sanity')));
