/**
 * The page's model: the displayed state and user actions. Its parts send commands, handle reports,
 * hold messages and maintain the connection; elements read it and are notified of changes.
 *
 * @import { BootFailure, Export, Progress, ViewCommand } from '../generated/protocol'
 * @import { StartEngine } from '../engine/connection.js'
 * @import { InstrumentRow } from './instruments.js'
 * @import { HiddenLayer } from './settings.js'
 */
import { pageAddress } from '../store/address.js';
import { Commands } from './messages/commands.js';
import { Connection } from '../engine/connection.js';
import { Instruments } from './instruments.js';
import { LinkState } from '../share/link-state.js';
import { Notices } from './notices.js';
import { Painting } from '../signals/painting.js';
import { RecordedRun } from './messages/recording.js';
import { FIRST_VIEW, Reports } from './messages/reports.js';
import { Selection } from './selection.js';
import { defaults } from './settings.js';
import { sharing } from '../signals/sharing.js';
import { Shown } from './shown.js';
import { properties } from '../signals/tracked.js';
import { text } from '../text/index.js';
import { Travel } from './history/travel.js';
import { UndoList, undone } from './history/undo.js';

/** @typedef {[x1: number, x2: number, kind: number]} Point a drawn point */
/** @typedef {'weight' | 'gradient' | 'update' | 'all'} LinkKind what the diagram's links show */

export class Lab extends Shown {
  /**
   * @param {StartEngine} startEngine
   * @param {{ first: string, all: string } | undefined} recordings URLs of the recorded run
   * @param {import('../store/address.js').Address} [address] the source of the experiment
   * @param {InstrumentRow[]} [rows] the available instruments
   */
  constructor(startEngine, recordings, address = pageAddress, rows = []) {
    super();
    this.address = address;

    /** The optional content of frames. */
    this.view = FIRST_VIEW;
    /** @type {LinkKind} */
    this.linkKind = 'weight';
    /** Steps per second; null for as many as possible. */
    /** @type {number | null} */
    this.pace = null;
    this.isPlaying = false;
    this.playsWhenReady = false;
    /** Points drawn after clearing, while there are too few to train on. */
    /** @type {Point[] | undefined} */
    this.draft = undefined;
    /** The storage of the run for the next visit; lessons have none. */
    /** @type {import('../store/left-run.js').LeftRun | undefined} */
    this.leftRun = undefined;
    /** The settings as last read; unchanged parts stay the same objects. */
    this.read = { experiment: /** @type {Record<string, unknown>} */ ({}), layers: /** @type {HiddenLayer[]} */ ([]) };

    /** The same settings as `experiment`, tracked one by one. */
    this.settings = properties(() => this.experiment);

    this.notices = new Notices();
    this.undoList = new UndoList();
    this.selection = new Selection();
    this.commands = new Commands(this);
    this.connection = new Connection(this, startEngine);
    this.reports = new Reports(this);
    this.travel = new Travel(this);
    this.recorded = new RecordedRun(this, recordings);
    this.painting = new Painting(() => this.connection.send({ type: 'drawn' }));
    this.instruments = new Instruments(this, rows);
    this.link = new LinkState(this);
  }

  // --- read by elements ------------------------------------------------------------------------

  /**
   * The settings shown by the controls: current or requested.
   *
   * @returns {Record<string, unknown>}
   */
  get experiment() {
    const settings = { ...defaults, ...this.opened?.experiment };
    for (const order of this.commands.waiting) if (order.type === 'change') Object.assign(settings, order.changes);
    this.read.experiment = sharing(this.read.experiment, settings);
    return this.read.experiment;
  }

  /** @returns {HiddenLayer[]} */
  get hiddenLayers() {
    this.read.layers = sharing(this.read.layers, /** @type {HiddenLayer[]} */ (this.experiment['layers']));
    return this.read.layers;
  }

  /** The data set shown by the controls. */
  get data() {
    return String(this.experiment['data']);
  }

  /** Whether Python has answered; until then a recorded run is shown. */
  get isLive() {
    return this.connection.isLive;
  }

  /** @returns {BootFailure | undefined} */
  get bootFailure() {
    return this.connection.failure;
  }

  /** @returns {Progress | undefined} */
  get progress() {
    return this.connection.progress;
  }

  /** Whether a command has not been answered. */
  get isBusy() {
    return this.commands.underWay !== undefined || this.commands.queue.length > 0;
  }

  /** Whether a table that was sent is being read. */
  get isReadingTable() {
    return this.commands.underWay?.type === 'read_table';
  }

  /** Whether the display is outdated, because a change has not been answered. */
  get isStale() {
    return this.isLive && this.commands.underWay !== undefined;
  }

  /** Whether an earlier snapshot is shown. */
  get isPast() {
    return this.isLive && this.frame?.is_past === true;
  }

  /** Whether there are earlier snapshots. */
  get hasPast() {
    return this.isLive && (this.frame?.newest_epoch ?? 0) > 0;
  }

  /** The step at which training will pause, if one was requested. */
  get goal() {
    return (this.isLive && this.frame?.goal) || null;
  }

  get isDiverged() {
    return this.isLive && this.frame?.state === 'diverged';
  }

  get canUndo() {
    return this.isLive && (this.isStale || this.draft !== undefined || this.undoList.past.length > 0);
  }

  get canRedo() {
    return this.isLive && this.undoList.future.length > 0;
  }

  // --- user actions ----------------------------------------------------------------------------

  /** Start Python, and show the recorded run in the meantime. */
  start() {
    void this.recorded.show();
    this.connection.start();
  }

  retry() {
    this.connection.retry();
  }

  togglePlay() {
    if (!this.isLive) {
      this.playsWhenReady = !this.playsWhenReady;
    } else if (this.isPlaying) {
      this.reports.isPausing = true;
      this.act({ type: 'pause' }, false);
    } else {
      this.reports.isPausing = false;
      this.act({ type: 'play' }, true);
    }
  }

  /** @param {'batch' | 'epoch'} unit */
  step(unit) {
    this.reports.isPausing = this.isPlaying;
    this.act({ type: 'step', unit }, false);
  }

  reset() {
    this.instruments.leave();
    this.commands.send({ type: 'reset' });
  }

  newSeed() {
    this.instruments.leave();
    this.commands.send({ type: 'new_seed' });
  }

  /** Make the current weights the initial ones, which are then part of the URL. */
  keepWeights() {
    this.commands.send({ type: 'keep_weights' });
  }

  /** @param {Record<string, unknown>} changes */
  change(changes) {
    this.notices.clearFaults(...Object.keys(changes));
    this.commands.change(changes);
  }

  /** The user navigated to another URL. */
  openAddress() {
    // Errors of the previous URL no longer apply.
    this.notices.failure = undefined;
    this.notices.faults = new Map();
    const hash = this.address.read();
    if (this.opened && hash === this.link.hashOf(this.opened.hash)) return;
    const kept = this.branches.findLast((branch) => branch.hash === this.link.experimentOf(hash));
    if (!kept) return void this.openHash(hash, false);
    this.link.returned(hash);
    this.commands.afterOrders(() => this.travel.goBackTo(kept.number));
  }

  /**
   * Open a URL.
   *
   * @param {string} hash
   * @param {boolean} isFirst whether to send this before all waiting commands
   */
  openHash(hash, isFirst) {
    return this.commands.open(hash, isFirst);
  }

  /**
   * Use a CSV file as the data.
   *
   * @param {import('../store/tables.js').CsvSource} source
   */
  readTable(source) {
    this.notices.clearFaults('table');
    this.reports.tableSource = source;
    this.commands.send({ type: 'read_table', ...source });
  }

  /**
   * Open a saved experiment.
   *
   * @param {string} content
   */
  openSaved(content) {
    this.link.awaited = undefined;
    this.commands.send({ type: 'open', hash: content });
  }

  /** @param {Export['what']} what */
  save(what) {
    this.commands.send({ type: 'export', what });
  }

  undo() {
    if (this.draft) {
      this.draft = undefined;
      return this.notices.announce(text.undone);
    }
    this.commands.afterOrders(() => this.repeat(this.undoList.undo(), 'undo'));
  }

  redo() {
    this.commands.afterOrders(() => this.repeat(this.undoList.redo(), 'redo'));
  }

  /**
   * @param {import('./history/undo.js').Step | undefined} step
   * @param {'undo' | 'redo'} origin
   */
  repeat(step, origin) {
    if (!step) return;
    if (step.type !== 'change') {
      this.notices.announce(undone(origin, ''));
      this.act(step, this.isPlaying);
    } else {
      this.commands.send({ ...step, origin });
    }
  }

  /**
   * Change the optional content of frames.
   *
   * @param {Partial<Omit<ViewCommand, 'type'>>} changes
   */
  show(changes) {
    this.view = { ...this.view, ...changes };
    if (this.isLive) this.commands.send({ type: 'view', ...this.view });
  }

  /** @param {LinkKind} kind */
  showLinks(kind) {
    this.linkKind = kind;
    this.show({ update: kind === 'update' || kind === 'all' });
  }

  /** @param {number | null} pace */
  setPace(pace) {
    this.pace = pace;
    if (this.isLive) this.commands.send({ type: 'pace', steps_per_second: pace });
  }

  /**
   * Run an action; earlier messages are cleared.
   *
   * @param {import('../generated/protocol').Command} command
   * @param {boolean} isPlaying whether the run continues afterwards
   */
  act(command, isPlaying) {
    this.isPlaying = isPlaying;
    this.notices.dismiss();
    this.commands.send(command);
  }
}
