/**
 * What the page shows: an experiment as Python opened it, its newest frame, and what can be read off
 * the two. Elements read its parts: one that is as it was before is the same object.
 *
 * @import { FrameReport, OpenedReport, RowsReport } from '../engine/reports.js'
 * @import { Branch } from './branches.js'
 */
import { Stations } from './stations.js';
import { Tracked } from '../signals/tracked.js';

export class Shown extends Tracked {
  constructor() {
    super();
    /** @type {OpenedReport | undefined} */
    this.opened = undefined;
    /** @type {FrameReport | undefined} */
    this.frame = undefined;
    this.stations = new Stations();
    /** Runs that were left for others that went on from their past. */
    /** @type {Branch[]} */
    this.branches = [];
    /** Examples to read. */
    /** @type {RowsReport | undefined} */
    this.rows = undefined;
  }

  get network() {
    return this.opened?.network;
  }

  get scale() {
    return this.opened?.scale;
  }

  get lossName() {
    return this.opened?.loss_name;
  }

  /** What runs the steps: NumPy, or the compiler. */
  get engineName() {
    return this.opened?.engine ?? '';
  }

  get fittingLosses() {
    return this.opened?.fitting_losses;
  }

  /** What there is to know of the network beforehand. */
  get note() {
    return this.opened?.note;
  }

  /** How many examples there are. */
  get examples() {
    return this.opened?.examples ?? 0;
  }

  get domain() {
    return this.opened?.domain;
  }

  get table() {
    return this.opened?.table;
  }

  /** The data set of what is shown. */
  get dataShown() {
    return this.opened?.experiment['data'];
  }

  get state() {
    return this.frame?.state;
  }

  /** Why training paused or stopped. */
  get sentence() {
    return this.frame?.sentence;
  }
}
