/**
 * The sanity checks: experiments that Python makes on a copy of the run, and what they found.
 *
 * @import { SanityCheck, SanityReport } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { SANITY_REPORTS } from '../generated/protocol.js';
import { Signal } from '../model/signal.js';

export class Sanity {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    this.changed = new Signal();
    this.reports = SANITY_REPORTS;
    /** @type {Map<SanityCheck, SanityReport>} */
    this.known = new Map();
  }

  get isRunning() {
    return [...this.known.values()].some(({ state }) => state === 'running');
  }

  /**
   * Opened anew, or after Python was started again, nothing is under way.
   *
   * @param {boolean} isOpen
   */
  show(isOpen) {
    if (isOpen) this.known.clear();
    else if (this.isRunning) this.stop();
    this.changed.emit();
  }

  /** @param {SanityCheck} check */
  start(check) {
    this.lab.queue.push({ type: 'sanity', check });
    this.lab.pump();
  }

  stop() {
    this.lab.queue.push({ type: 'stop_sanity' });
    this.lab.pump();
  }

  /** @param {InstrumentReport} told */
  receive(told) {
    const report = /** @type {SanityReport & InstrumentReport} */ (told);
    if (report.state === 'none') this.known.delete(report.check);
    else this.known.set(report.check, report);
    this.changed.emit();
  }
}
