/**
 * The displayed state: an experiment, its newest frame, and values derived from both. Elements read
 * its parts; an unchanged part stays the same object.
 *
 * @import { FrameReport, OpenedReport, RowsReport } from '../engine/reports.js'
 * @import { Branch } from './history/branches.js'
 */
import { Records } from './history/records.js';
import { Tracked } from '../signals/tracked.js';

export class Shown extends Tracked {
  constructor() {
    super();
    /** @type {OpenedReport | undefined} */
    this.opened = undefined;
    /** @type {FrameReport | undefined} */
    this.frame = undefined;
    this.records = new Records();
    /** Branches: runs that were kept when another resumed from their past. */
    /** @type {Branch[]} */
    this.branches = [];
    /** The examples in the table. */
    /** @type {RowsReport | undefined} */
    this.rows = undefined;
    /** The view of the output: the plane, a hidden layer (counted from 0) or the examples. */
    /** @type {'plane' | 'examples' | number} */
    this.outputView = 'plane';
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

  /** The engine that runs the training steps: NumPy or the compiler. */
  get engineName() {
    return this.opened?.engine ?? '';
  }

  /** For each setting, the choices that are possible with the other settings. */
  get fittingChoices() {
    return this.opened?.fitting_choices;
  }

  /**
   * Whether a choice for a setting is possible with the other settings.
   *
   * @param {string} name
   * @param {string | boolean} choice
   */
  isFitting(name, choice) {
    return this.fittingChoices?.[name]?.includes(choice) ?? true;
  }

  /** Introductory remarks on the network. */
  get note() {
    return this.opened?.note;
  }

  /** The number of examples. */
  get examples() {
    return this.opened?.examples ?? 0;
  }

  get domain() {
    return this.opened?.domain;
  }

  get table() {
    return this.opened?.table;
  }

  /** The displayed data set. */
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
