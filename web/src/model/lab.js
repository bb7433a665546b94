/**
 * The page's one model: what is shown now and what went wrong, and what people do to it. Its parts send
 * commands, take reports and keep the connection; elements read it and hear of what they read.
 *
 * @import { BootFailure, Export, Failure, Progress, ViewCommand } from '../generated/protocol'
 * @import { StartEngine } from './connection.js'
 * @import { Wing } from './instruments.js'
 * @import { HiddenLayer } from './settings.js'
 */
import { pageAddress } from '../store/address.js';
import { Commands } from './commands.js';
import { Connection } from './connection.js';
import { Instruments } from './instruments.js';
import { Painting } from '../signals/painting.js';
import { RecordedRun } from './recording.js';
import { FIRST_VIEW, Reports } from './reports.js';
import { Selection } from './selection.js';
import { defaults } from './settings.js';
import { sharing } from '../signals/sharing.js';
import { Shown } from './shown.js';
import { text } from '../text/index.js';
import { Travel } from './travel.js';
import { UndoList, undone } from './undo.js';

/** @typedef {[x1: number, x2: number, kind: number]} Point a drawn point */
/** @typedef {'weight' | 'gradient' | 'update' | 'all'} LinkKind what the diagram's links show */

export class Lab extends Shown {
  /**
   * @param {StartEngine} startEngine
   * @param {{ first: string, all: string } | undefined} recordings addresses of the recorded run
   * @param {import('../store/address.js').Address} [address] what names the experiment
   * @param {Wing[]} [wings] the instruments that can be opened beside the run
   */
  constructor(startEngine, recordings, address = pageAddress, wings = []) {
    super();
    this.address = address;

    /** @type {Failure | undefined} */
    this.failure = undefined;
    /** @type {string | undefined} */
    this.message = undefined;
    /** Sentences to show at the controls at fault. */
    /** @type {Map<string, string>} */
    this.faults = new Map();
    /** The last failure is told at the control that caused it, which is enough. */
    this.isToldAtControl = false;
    /** What a screen reader says next. */
    this.announcement = '';

    /** What frames carry. */
    this.view = FIRST_VIEW;
    /** @type {LinkKind} */
    this.linkKind = 'weight';
    /** Steps a second; null for as many as can be. */
    /** @type {number | null} */
    this.pace = null;
    this.isPlaying = false;
    this.playsWhenReady = false;
    /** Points drawn after all were cleared, while too few to learn from. */
    /** @type {Point[] | undefined} */
    this.draft = undefined;
    /** Where the lab keeps its run for the next visit; lessons don't. */
    /** @type {import('../store/left-run.js').LeftRun | undefined} */
    this.leftRun = undefined;
    /** The settings as they were last read: equal parts stay the same objects. */
    this.read = { experiment: /** @type {Record<string, unknown>} */ ({}) };

    this.undoList = new UndoList();
    this.selection = new Selection();
    this.commands = new Commands(this);
    this.connection = new Connection(this, startEngine);
    this.reports = new Reports(this);
    this.travel = new Travel(this);
    this.recorded = new RecordedRun(this, recordings);
    this.painting = new Painting(() => this.connection.send({ type: 'drawn' }));
    this.instruments = new Instruments(this, wings);
  }

  // --- what elements read ----------------------------------------------------------------------

  /**
   * The settings as the controls show them: in force, or asked for.
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
    const layers = /** @type {Record<string, any>[]} */ (this.experiment['layers']);
    return layers.map(({ units, activation, dropout, norm }) => [units, activation, dropout, norm]);
  }

  /** The data set as the controls show it. */
  get data() {
    return String(this.experiment['data']);
  }

  /** Python has answered; until then a recorded run is shown. */
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

  /** Something was asked for and not answered. */
  get isBusy() {
    return this.commands.underWay !== undefined || this.commands.queue.length > 0;
  }

  /** A table was sent and is being read. */
  get isReadingTable() {
    return this.commands.underWay?.type === 'read_table';
  }

  /** A change was asked for and not answered: the picture is of before. */
  get isStale() {
    return this.isLive && this.commands.underWay !== undefined;
  }

  /** What is shown is of the run's past. */
  get isPast() {
    return this.isLive && this.frame?.is_past === true;
  }

  /** There are epochs to go back to. */
  get hasPast() {
    return this.isLive && (this.frame?.newest_epoch ?? 0) > 0;
  }

  /** The step at which training is going to pause, if somebody asked for one. */
  get goal() {
    return (this.isLive && this.frame?.goal) || null;
  }

  get isDiverged() {
    return this.isLive && this.frame?.state === 'diverged';
  }

  get canUndo() {
    return this.isLive && (this.draft !== undefined || this.undoList.past.length > 0);
  }

  get canRedo() {
    return this.isLive && this.undoList.future.length > 0;
  }

  /** The address names another experiment than the recorded run that is shown. */
  isRecordingOfOther() {
    return !this.isLive && this.opened !== undefined && this.address.read() !== this.opened.hash;
  }

  // --- what people do --------------------------------------------------------------------------

  /** Start Python, and show the recorded run meanwhile. */
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
    this.commands.send({ type: 'reset' });
  }

  newSeed() {
    this.commands.send({ type: 'new_seed' });
  }

  /** Make the present weights the initial ones, which the address then holds. */
  keepWeights() {
    this.commands.send({ type: 'keep_weights' });
  }

  /** @param {Record<string, unknown>} changes */
  change(changes) {
    this.clearFaults(...Object.keys(changes));
    this.commands.change(changes);
  }

  /** The person went to another address. */
  openAddress() {
    // Whatever was wrong with the address before is so no more.
    this.failure = undefined;
    this.faults = new Map();
    if (this.address.read() !== this.opened?.hash) {
      void this.openHash(this.address.read(), false);
    }
  }

  /**
   * Open an address.
   *
   * @param {string} hash
   * @param {boolean} isFirst whether this comes before all that waits
   */
  openHash(hash, isFirst) {
    return this.commands.open(hash, isFirst);
  }

  /**
   * Take a CSV file as the data.
   *
   * @param {import('../store/tables.js').CsvSource} source
   */
  readTable(source) {
    this.clearFaults('table');
    this.reports.tableSource = source;
    this.commands.send({ type: 'read_table', ...source });
  }

  /**
   * Open an experiment that was saved.
   *
   * @param {string} content
   */
  openSaved(content) {
    this.commands.send({ type: 'open', hash: content });
  }

  /** @param {Export['what']} what */
  save(what) {
    this.commands.send({ type: 'export', what });
  }

  /**
   * Set one parameter of the network.
   *
   * @param {number} index as in `theta`
   * @param {number} value
   */
  edit(index, value) {
    const before = this.frame?.arrays['theta']?.[index];
    if (before === undefined || before === value) return;
    this.undoList.add({
      key: `weight ${index}`,
      before: { type: 'edit', index, value: before },
      after: { type: 'edit', index, value },
    });
    this.act({ type: 'edit', index, value }, this.isPlaying);
  }

  undo() {
    if (this.draft) {
      this.draft = undefined;
      return this.say(text.undone);
    }
    this.repeat(this.undoList.undo(), 'undo');
  }

  redo() {
    this.repeat(this.undoList.redo(), 'redo');
  }

  /**
   * @param {import('./undo.js').Step | undefined} step
   * @param {'undo' | 'redo'} origin
   */
  repeat(step, origin) {
    if (!step) return;
    if (step.type !== 'change') {
      this.say(undone(origin, ''));
      this.act(step, this.isPlaying);
    } else {
      this.commands.send({ ...step, origin });
    }
  }

  /**
   * Ask for other things with every frame.
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
   * Do something to the run; what was said before is over.
   *
   * @param {import('../generated/protocol').Command} command
   * @param {boolean} isPlaying whether the run goes on after it
   */
  act(command, isPlaying) {
    this.isPlaying = isPlaying;
    this.failure = undefined;
    this.message = undefined;
    this.commands.send(command);
  }

  // --- what is said ----------------------------------------------------------------------------

  /**
   * Say something on the page, and to screen readers.
   *
   * @param {string} words
   */
  tell(words) {
    this.message = words;
    this.say(words);
  }

  /**
   * Take back what was told, if nothing was told since.
   *
   * @param {string} words
   */
  untell(words) {
    if (this.message === words) this.message = undefined;
    if (this.announcement === words) this.say('');
  }

  /**
   * Say something to screen readers.
   *
   * @param {string} words
   */
  say(words) {
    this.announcement = words;
  }

  /** Close what the strip says. */
  dismiss() {
    this.failure = undefined;
    this.message = undefined;
  }

  /**
   * Say what is wrong at a control.
   *
   * @param {string} name of the setting
   * @param {string} sentence
   */
  setFault(name, sentence) {
    this.faults = new Map(this.faults).set(name, sentence);
  }

  /** @param {string[]} names of settings that are no longer at fault */
  clearFaults(...names) {
    if (!names.some((name) => this.faults.has(name))) return;
    this.faults = new Map([...this.faults].filter(([name]) => !names.includes(name)));
  }
}
