/**
 * How Python reads the table that is being imported.
 *
 * @import { Received, TablePreview as Report, TableProgress, TableSource } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { TABLE_REPORTS } from '../generated/protocol.js';
import { Tracked } from '../signals/tracked.js';

export class TablePreview extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = TABLE_REPORTS;
    this.number = 0;
    /** @type {Report | undefined} */
    this.report = undefined;
    this.isReading = false;
    /** The share of the table that Python has read for an experiment; undefined if it is reading no table. */
    /** @type {number | undefined} */
    this.share = undefined;
  }

  /** @param {TableSource} source */
  ask(source) {
    this.number += 1;
    this.isReading = true;
    this.lab.connection.send({ type: 'preview_table', number: this.number, ...source });
  }

  /** Cancel reading and discard the result. */
  clear() {
    if (this.isReading) this.lab.connection.send({ type: 'stop_table' });
    this.number += 1;
    this.isReading = false;
    this.report = undefined;
  }

  /** Stop reading the table that an experiment needs. */
  stop() {
    this.lab.connection.send({ type: 'stop_reading' });
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    if (report.type === 'table_progress') {
      const { progress } = /** @type {Received<TableProgress>} */ (report);
      this.share = progress < 1 ? progress : undefined;
      return;
    }
    const preview = /** @type {Received<Report>} */ (report);
    if (preview.number !== this.number) return;
    this.isReading = preview.progress < 1;
    // Until it is read, the previous table stays visible.
    this.report = this.isReading && this.report ? { ...this.report, progress: preview.progress } : preview;
  }

  /** Python died: reading has stopped. */
  forget() {
    this.isReading = false;
    this.share = undefined;
  }

  /** The table import is never open as an instrument. */
  show() {}
}

/** @param {Lab} lab */
export const previewOf = (lab) => /** @type {TablePreview} */ (/** @type {unknown} */ (lab.instruments.get('table')));
