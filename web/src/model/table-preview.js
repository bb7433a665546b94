/**
 * How Python reads the table that a person is about to use.
 *
 * @import { TablePreview as Report, TableSource } from '../generated/protocol'
 * @import { InstrumentReport } from './instruments.js'
 * @import { Lab } from './lab.js'
 */
import { TABLE_REPORTS } from '../generated/protocol.js';

export class TablePreview {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    this.reports = TABLE_REPORTS;
    this.number = 0;
    /** @type {Report | undefined} */
    this.report = undefined;
    this.isReading = false;
  }

  /** @param {TableSource} source */
  ask(source) {
    this.number += 1;
    this.isReading = true;
    this.lab.engine?.send({ type: 'preview_table', number: this.number, ...source });
    this.lab.changed.emit();
  }

  /** Give up reading, and forget what was read. */
  clear() {
    if (this.isReading) this.lab.engine?.send({ type: 'stop_table' });
    this.number += 1;
    this.isReading = false;
    this.report = undefined;
    this.lab.changed.emit();
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const preview = /** @type {Report & InstrumentReport} */ (report);
    if (preview.number !== this.number) return;
    this.isReading = preview.progress < 1;
    // Until it is read, the last one stays in view.
    this.report = this.isReading && this.report ? { ...this.report, progress: preview.progress } : preview;
    this.lab.changed.emit();
  }

  /** Nothing of it is open beside the run. */
  show() {}
}
