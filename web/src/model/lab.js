/**
 * The page's one model: what is shown now, what was asked for, what went wrong. It sends commands
 * and takes reports; elements read it and listen.
 *
 * @import { BootFailure, Change, Command, Export, Failure, KeepWeights, MicroscopeReport, NewSeed, Open, Progress, ReadTable, Reset, Restore, Travel, ViewCommand } from '../generated/protocol'
 * @import { FrameReport, OpenedReport, OpeningReport, Report, RowsReport } from '../engine/reports.js'
 * @import { HiddenLayer } from './settings.js'
 */
import { pageAddress } from './address.js';
import { branchesOf } from './branches.js';
import { saveFile } from './files.js';
import { Instruments } from './instruments.js';
import { Landscape } from '../landscape/state.js';
import { Microscope } from '../microscope/state.js';
import { Panels } from '../gradients/state.js';
import { Recording } from './recording.js';
import { isMicroscopeReport, isOrder } from '../generated/protocol.js';
import { partsOf } from '../engine/reports.js';
import { defaults, isSetting } from './settings.js';
import { Signal } from './signal.js';
import { text } from '../text/index.js';
import { formatEpoch } from '../text/format.js';
import { Stations } from './stations.js';
import { TablePreview } from './table-preview.js';
import * as tables from './tables.js';
import { Sanity } from '../sanity/state.js';
import { UndoList, difference } from './undo.js';

/** @typedef {{ send(command: Command): void, stop(): void }} Engine */
/** @typedef {(options: { onReport: (report: Report) => void }) => Engine} StartEngine */
/** @typedef {Omit<Open, 'revision'> | Omit<Reset, 'revision'> | Omit<NewSeed, 'revision'> | Omit<KeepWeights, 'revision'> | Omit<ReadTable, 'revision'> | Omit<Restore, 'revision'>} OtherOrder */
/** @typedef {(Omit<Change, 'revision'> & { origin?: 'undo' | 'redo' }) | OtherOrder} Order */
/** @typedef {[x1: number, x2: number, kind: number]} Point a drawn point */
/** @typedef {'weight' | 'gradient' | 'update' | 'all'} LinkKind what the diagram's links show */

/** A unit or a link of the diagram; `source` is null for a unit. Layer −1 holds the features. */
/** @typedef {{ layer: number, unit: number, source: number | null }} Selection */

/** Python that dies again and again is not started for ever: so often within so long. */
const MOST_RESTARTS = 3;
const RESTARTS_MS = 120_000;

/**
 * What frames carry unless something else is asked for.
 *
 * @type {Omit<ViewCommand, 'type'>}
 */
const FIRST_VIEW = {
  maps: true,
  weights: true,
  answers: false,
  update: false,
  hidden: null,
  rows: null,
  axes: null,
};

/**
 * One lab. `changed` tells that anything but the frame changed, `painted` that a new frame (or
 * another selection) is to be drawn; it fires at most once a screen refresh.
 */
export class Lab {
  /**
   * @param {StartEngine} startEngine
   * @param {{ first: string, all: string } | undefined} recordings addresses of the recorded run
   * @param {import('./address.js').Address} [address] what names the experiment
   */
  constructor(startEngine, recordings, address = pageAddress) {
    this.changed = new Signal();
    this.painted = new Signal();

    /** @type {OpenedReport | undefined} */
    this.opened = undefined;
    /** @type {FrameReport | undefined} */
    this.frame = undefined;
    this.stations = new Stations();
    /** Python has answered; until then a recorded run is shown. */
    this.isLive = false;

    /** @type {Progress | undefined} */
    this.progress = undefined;
    /** @type {BootFailure | undefined} */
    this.bootFailure = undefined;
    /** @type {Failure | undefined} */
    this.failure = undefined;
    /** @type {string | undefined} */
    this.message = undefined;
    /** Sentences to show at the controls at fault. */
    /** @type {Map<string, string>} */
    this.faults = new Map();
    /** The last failure is told at the control that caused it, which is enough. */
    this.isToldAtControl = false;

    /** Words for who hears the page. */
    this.announcement = '';

    /** What frames carry. */
    this.view = FIRST_VIEW;
    /** Examples to read. */
    /** @type {RowsReport | undefined} */
    this.rows = undefined;
    /** A table that was sent to be read. */
    /** @type {import('./tables.js').CsvSource | undefined} */
    this.readTableSource = undefined;
    /** @type {LinkKind} */
    this.linkKind = 'weight';
    /** Steps a second; null for as many as can be. */
    /** @type {number | null} */
    this.pace = null;
    this.undoList = new UndoList();
    /** Points drawn after all were cleared, while too few to learn from. */
    /** @type {Point[] | undefined} */
    this.draft = undefined;
    this.microscope = new Microscope(this);
    this.instruments = new Instruments(this);
    this.panels = new Panels(this);
    this.sanity = new Sanity(this);
    this.instruments.all['sanity'] = this.sanity;
    this.landscape = new Landscape(this);
    this.instruments.all['landscape'] = this.landscape;
    this.tablePreview = new TablePreview(this);
    this.instruments.all['table'] = this.tablePreview;
    /** Runs that were left for others that went on from their past. */
    /** @type {import('./branches.js').Branch[]} */
    this.branches = [];
    /** The epoch that the person drags the timeline to, and those that wait for the answer. */
    /** @type {number | undefined} */
    this.wantedEpoch = undefined;
    /** @type {Travel | undefined} */
    this.nextTravel = undefined;
    /** By how many stations keys want to go further from there. */
    this.nextBy = 0;
    /** The run as Python last gave it to keep. */
    /** @type {string | undefined} */
    this.checkpoint = undefined;
    /** When Python died and was started anew. */
    /** @type {number[]} */
    this.restarts = [];
    this.isTravelling = false;
    this.isPlaying = false;
    this.playsWhenReady = false;
    /** @type {Recording | undefined} */
    this.recording = undefined;
    this.recordedIndex = 0;
    this.isLoadingRecording = false;
    /** A part of the recorded run could not be loaded; the page trains without it. */
    this.recordingIsMissing = false;
    /** @type {Selection | undefined} */
    this.selection = undefined;

    /** Where the lab keeps its run for the next visit; lessons don't. */
    /** @type {import('./left-run.js').LeftRun | undefined} */
    this.leftRun = undefined;

    this.startEngine = startEngine;
    this.address = address;
    this.recordings = recordings;
    /** @type {Engine | undefined} */
    this.engine = undefined;
    this.revision = 0;
    /** @type {(Order | Command)[]} */
    this.queue = [];
    /** @type {Order | undefined} */
    this.underWay = undefined;
    this.isPausing = false;
    this.isPaintDue = false;
    /** Python waits to hear that what it sent was drawn. */
    this.owesDrawn = false;
  }

  // --- what elements read ----------------------------------------------------------------------

  /**
   * The settings as the controls show them: in force, or asked for.
   *
   * @returns {Record<string, unknown>}
   */
  get experiment() {
    const asked = [this.underWay, ...this.queue].map((order) => (order?.type === 'change' ? order.changes : {}));
    /** @type {Record<string, unknown>} */
    const settings = {};
    Object.assign(settings, defaults, this.opened?.experiment, ...asked);
    return settings;
  }

  /** @returns {HiddenLayer[]} */
  get hiddenLayers() {
    return /** @type {HiddenLayer[]} */ (this.experiment['layers']);
  }

  /** Something was asked for and not answered. */
  get isBusy() {
    return this.underWay !== undefined || this.queue.length > 0;
  }

  /** A change was asked for and not answered: the picture is of before. */
  get isStale() {
    return this.isLive && this.underWay !== undefined;
  }

  /** The address names another experiment than the recorded run that is shown. */
  get isRecordingOfOther() {
    return !this.isLive && this.opened !== undefined && this.address.read() !== this.opened.hash;
  }

  /** There is a run to go on with, and Python does not die all the time. */
  get canRestart() {
    const recent = this.restarts.filter((time) => performance.now() - time < RESTARTS_MS);
    return this.isLive && this.checkpoint !== undefined && recent.length < MOST_RESTARTS;
  }

  /** What is shown is of the run's past. */
  get isPast() {
    return this.isLive && this.frame?.is_past === true;
  }

  /** The step at which training is going to pause, if somebody asked for one. */
  get goal() {
    return (this.isLive && this.frame?.goal) || null;
  }

  get isDiverged() {
    return this.isLive && this.frame?.state === 'diverged';
  }

  // --- what people do --------------------------------------------------------------------------

  /** Start Python, and show the recorded run meanwhile. */
  start() {
    void this.showRecording();
    this.connect();
  }

  connect() {
    this.bootFailure = undefined;
    this.progress = undefined;
    this.engine = this.startEngine({ onReport: (report) => this.receive(report) });
    void this.openHash(this.address.read(), true);
  }

  /**
   * Python died: start it anew, and go on from the last checkpoint.
   *
   * @param {BootFailure} failure
   */
  restart({ sentence }) {
    const { checkpoint = '', isPlaying } = this;
    this.engine?.stop();
    this.bootFailure = undefined;
    this.restarts.push(performance.now());
    this.isLive = this.isPlaying = this.isTravelling = false;
    this.wantedEpoch = this.nextTravel = undefined;
    this.nextBy = 0;
    // A run on its way to a step goes on by itself, and pauses there.
    this.playsWhenReady = isPlaying && this.frame?.goal === null;
    this.branches = [];
    this.undoList.forgetReturns([]);
    this.instruments.forget();
    this.underWay = undefined;
    this.queue = [{ type: 'restore', checkpoint, reason: sentence }];
    this.progress = undefined;
    this.engine = this.startEngine({ onReport: (report) => this.receive(report) });
    const table = this.opened?.experiment['table'];
    void this.sendTable(typeof table === 'string' ? table : '').then(() => this.pump());
    this.changed.emit();
  }

  /** Start Python again after it failed to start, or failed too often to be started by itself. */
  retry() {
    if (this.isLive && this.checkpoint && this.bootFailure) return this.restart(this.bootFailure);
    this.engine?.stop();
    const waiting = this.queue.filter((order) => order.type !== 'open');
    this.queue = [];
    this.underWay = undefined;
    this.connect();
    this.queue.push(...waiting);
    this.changed.emit();
  }

  togglePlay() {
    if (!this.isLive) {
      this.playsWhenReady = !this.playsWhenReady;
      this.changed.emit();
    } else if (this.isPlaying) {
      this.isPausing = true;
      this.act({ type: 'pause' }, false);
    } else {
      this.isPausing = false;
      this.act({ type: 'play' }, true);
    }
  }

  /** @param {'batch' | 'epoch'} unit */
  step(unit) {
    this.isPausing = this.isPlaying;
    this.act({ type: 'step', unit }, false);
  }

  reset() {
    this.order({ type: 'reset' });
  }

  newSeed() {
    this.order({ type: 'new_seed' });
  }

  /** Make the present weights the initial ones, which the address then holds. */
  keepWeights() {
    this.order({ type: 'keep_weights' });
  }

  /** @param {Record<string, unknown>} changes */
  change(changes) {
    for (const name of Object.keys(changes)) this.faults.delete(name);
    const last = this.queue.at(-1);
    if (last?.type === 'change' && !('origin' in last)) last.changes = { ...last.changes, ...changes };
    else this.queue.push({ type: 'change', changes });
    this.pump();
    this.changed.emit();
  }

  /** The person went to another address. */
  openAddress() {
    // Whatever was wrong with the address before is so no more.
    this.failure = undefined;
    this.faults.clear();
    this.changed.emit();
    if (this.address.read() !== this.opened?.hash) {
      void this.openHash(this.address.read(), false);
    }
  }

  /**
   * Open an address; a person's own table that it names is looked for in this browser first.
   *
   * @param {string} hash
   * @param {boolean} isFirst whether this comes before all that waits
   */
  async openHash(hash, isFirst) {
    await this.sendTable(/(?:^|&)table=([0-9a-f]+)/.exec(hash)?.[1] ?? '');
    const [bare, step, op] = splitStep(hash);
    this.microscope.goTo(op);
    const order = /** @type {Order} */ ({ type: 'open', hash: bare, ...(step ? { step } : {}) });
    if (isFirst) this.queue.unshift(order);
    else this.queue.push(order);
    this.pump();
    this.changed.emit();
  }

  /**
   * Let Python know a person's own table, if this browser has it.
   *
   * @param {string} name
   */
  async sendTable(name) {
    const source = name && (await tables.find(name).catch(() => undefined));
    if (source) this.engine?.send({ type: 'keep_table', ...source });
  }

  /**
   * Take a CSV file as the data.
   *
   * @param {import('./tables.js').CsvSource} source
   */
  readTable(source) {
    this.faults.delete('table');
    this.readTableSource = source;
    this.order({ type: 'read_table', ...source });
  }

  /**
   * Open an experiment that was saved.
   *
   * @param {string} content
   */
  openSaved(content) {
    this.order({ type: 'open', hash: content });
  }

  /** @param {Export['what']} what */
  save(what) {
    this.queue.push({ type: 'export', what });
    this.pump();
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
      this.announcement = undone(origin, '');
      this.act(step, this.isPlaying);
    } else {
      this.order({ ...step, origin });
    }
  }

  /**
   * Ask for other things with every frame.
   *
   * @param {Partial<Omit<ViewCommand, 'type'>>} changes
   */
  show(changes) {
    this.view = { ...this.view, ...changes };
    if (this.isLive) this.queue.push({ type: 'view', ...this.view });
    this.pump();
    this.changed.emit();
  }

  /** @param {LinkKind} kind */
  showLinks(kind) {
    this.linkKind = kind;
    this.show({ update: kind === 'update' || kind === 'all' });
    this.requestPaint();
  }

  /** @param {number | null} pace */
  setPace(pace) {
    this.pace = pace;
    if (this.isLive) this.queue.push({ type: 'pace', steps_per_second: pace });
    this.pump();
    this.changed.emit();
  }

  /**
   * Say something to who sees the page and who hears it.
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
    if (this.announcement === words) this.announcement = '';
  }

  /**
   * Say something to who hears the page.
   *
   * @param {string} words
   */
  say(words) {
    this.announcement = words;
    this.changed.emit();
  }

  /** Close what the strip says. */
  dismiss() {
    this.failure = undefined;
    this.message = undefined;
    this.changed.emit();
  }

  /** @param {Selection | undefined} selection */
  select(selection) {
    if (isSame(selection, this.selection)) return;
    this.selection = selection;
    this.requestPaint();
  }

  // --- time ------------------------------------------------------------------------------------

  /**
   * Show the run as it was about this epoch.
   *
   * @param {number} epoch
   */
  travel(epoch) {
    this.wantedEpoch = epoch;
    this.sendTravel({ type: 'travel', epoch, by: 0 });
  }

  /** @param {number} by how many stations further on */
  travelBy(by) {
    if (this.isTravelling) this.nextBy += by;
    else this.sendTravel({ type: 'travel', epoch: this.frame?.epoch ?? 0, by });
  }

  toPresent() {
    this.sendTravel({ type: 'travel', epoch: null, by: 0 });
  }

  /**
   * One after the other: while the thumb is dragged, only the newest that is wanted waits, and with
   * it what keys have asked for since.
   *
   * @param {Travel} travel
   */
  sendTravel(travel) {
    if (this.isTravelling) {
      this.nextTravel = travel;
      this.nextBy = 0;
      return;
    }
    this.isTravelling = true;
    this.act(travel, false);
  }

  hasTravelled() {
    const { nextTravel: next, nextBy: by } = this;
    this.isTravelling = false;
    this.nextTravel = undefined;
    if (next) {
      this.isTravelling = true;
      return this.act(next, false);
    }
    this.wantedEpoch = undefined;
    this.nextBy = 0;
    if (by) this.travelBy(by);
  }

  /** Let the run go on from what is shown of its past. */
  resume() {
    this.act({ type: 'resume' }, false);
  }

  /** @param {number} branch */
  returnTo(branch) {
    this.act({ type: 'return', branch }, false);
  }

  /** @param {number} branch */
  forget(branch) {
    this.act({ type: 'forget', branch }, this.isPlaying);
  }

  // --- recorded run ----------------------------------------------------------------------------

  async showRecording() {
    if (!this.recordings) return;
    try {
      const first = await Recording.fetch(this.recordings.first);
      if (this.isLive) return;
      this.recording = first;
      this.opened = first.opened;
      this.showRecorded(0);
    } catch {
      this.recordingIsMissing = true;
      this.changed.emit();
    }
  }

  /** Get all frames of the recorded run; the person is about to look through it. */
  async loadRecording() {
    const isWanted = !this.isLive && this.recording?.length === 1 && !this.isLoadingRecording;
    if (!isWanted || !this.recordings) return;
    this.isLoadingRecording = true;
    try {
      const step = this.frame?.step ?? 0;
      const all = await Recording.fetch(this.recordings.all);
      if (this.isLive) return;
      this.recording = all;
      this.recordingIsMissing = false;
      this.showRecorded(all.indexOfStep(step));
    } catch {
      this.recordingIsMissing = true;
      this.changed.emit();
    } finally {
      this.isLoadingRecording = false;
    }
  }

  /** @param {number} index */
  showRecorded(index) {
    const recording = this.recording;
    if (this.isLive || !recording) return;
    this.recordedIndex = index;
    this.frame = recording.frame(index);
    this.stations = new Stations();
    for (let i = 0; i <= index; i++) {
      const { stations_from, arrays } = recording.frame(i);
      this.stations.merge(stations_from, arrays, recording.opened.network.layers.length);
    }
    this.changed.emit();
    this.requestPaint();
  }

  // --- commands --------------------------------------------------------------------------------

  /**
   * @param {Command} command
   * @param {boolean} isPlaying
   */
  act(command, isPlaying) {
    this.isPlaying = isPlaying;
    this.failure = undefined;
    this.message = undefined;
    this.queue.push(command);
    this.pump();
    this.changed.emit();
  }

  /** @param {Order} order */
  order(order) {
    this.queue.push(order);
    this.pump();
    this.changed.emit();
  }

  /** Send what waits, up to and including the next command that has to be answered. */
  pump() {
    while (this.engine && !this.underWay) {
      if (!this.isLive && !['open', 'restore'].includes(this.queue[0]?.type ?? '')) return;
      const next = this.queue.shift();
      if (!next) return;
      if (isOrder(next)) {
        this.revision += 1;
        this.underWay = next;
        this.engine.send(asCommand(next, this.revision));
      } else {
        this.engine.send(next);
      }
    }
  }

  // --- reports ---------------------------------------------------------------------------------

  /** @param {Report} report */
  receive(report) {
    if (isMicroscopeReport(report)) return this.onMicroscope(report);
    switch (report.type) {
      case 'opened':
        return this.onOpening(report);
      case 'frame':
        return this.onFrame(report);
      case 'failure':
        return this.onFailure(report);
      case 'rows':
        return this.onRows(report);
      case 'branches':
        this.branches = branchesOf(report);
        this.undoList.forgetReturns(this.branches.map(({ number }) => number));
        if (report.let_go !== null) this.tell(text.runLetGo(formatEpoch(report.let_go, true), this.branches.length));
        this.requestPaint();
        return this.changed.emit();
      case 'taken_over':
        return this.onTakenOver(report.branch);
      case 'file':
        return saveFile(report.name, report.text);
      case 'progress':
        this.progress = report;
        return this.changed.emit();
      case 'boot_failure':
        if (this.canRestart) return this.restart(report);
        this.bootFailure = report;
        return this.changed.emit();
      case 'checkpoint':
        this.checkpoint = report.text;
        return void this.leftRun?.keep(report);
      default:
        this.instruments.receive(report);
        this.owesDrawn = true;
        return this.requestPaint();
    }
  }

  /**
   * An experiment's first frame is shown with it, though the next order may be under way already.
   *
   * @param {OpeningReport} report
   */
  onOpening(report) {
    const { opened, frame } = partsOf(report);
    const isWanted = report.revision === this.revision;
    if (isWanted) this.onOpened(opened);
    this.onFrame(frame, isWanted);
  }

  /** @param {OpenedReport} report */
  onOpened(report) {
    const order = this.underWay;
    const isFallback = order?.type === 'open' && this.failure !== undefined;
    this.remember(order, report);
    this.underWay = undefined;
    this.opened = report;
    if (!fits(this.selection, report.network.layers)) this.selection = undefined;
    if (report.experiment['data'] !== 'drawn') this.draft = undefined;
    this.stations = new Stations();
    if (!isFallback) {
      this.failure = undefined;
      if (order?.type !== 'change') this.faults.clear();
    }
    if (order?.type === 'read_table') void this.keepTable(report);
    else this.address.write(report.hash);
    if (order && ['open', 'reset', 'new_seed', 'keep_weights', 'restore'].includes(order.type)) this.isPlaying = false;
    if (!this.isLive) {
      this.isLive = true;
      this.recording = undefined;
      this.instruments.reopen();
      if (order?.type === 'open') this.leftRun?.look();
      if (JSON.stringify(this.view) !== JSON.stringify(FIRST_VIEW)) this.queue.push({ type: 'view', ...this.view });
      if (this.pace !== null) this.queue.push({ type: 'pace', steps_per_second: this.pace });
      if (this.playsWhenReady) {
        this.playsWhenReady = false;
        this.togglePlay();
      }
    }
    this.message = report.message;
    if (order?.type === 'restore') this.announcement = report.message ?? '';
    this.pump();
    this.changed.emit();
  }

  /**
   * Remember a table that was read; only then does the address name it, so that an address that is
   * seen can be opened again.
   *
   * @param {OpenedReport} report
   */
  async keepTable(report) {
    const name = String(report.experiment['table']);
    const source = this.readTableSource;
    const isKept = source === undefined || (await tables.keep(name, source).then(() => true, () => false));
    if (this.opened !== report) return;
    this.address.write(report.hash);
    if (!isKept) this.tell([this.message, text.tableNotKept].filter(Boolean).join(' '));
  }

  /**
   * A member of a fleet took the run's place: that can be taken back.
   *
   * @param {number} branch where the run is kept; −1 if it was a member that was looked at before
   */
  onTakenOver(branch) {
    // The two runs change places, whichever is in the lab.
    const step = /** @type {const} */ ({ type: 'return', branch });
    if (branch >= 0) this.undoList.add({ key: `open ${branch}`, before: step, after: step });
    this.say(text.memberOpened);
  }

  /** @param {Extract<Report, MicroscopeReport>} report */
  onMicroscope(report) {
    this.microscope.receive(report);
    // What the worker tells without being asked waits until this is drawn.
    if (report.type !== 'checking' && report.type !== 'all_checked') return;
    this.owesDrawn = true;
    this.requestPaint();
  }

  /** @param {RowsReport} report */
  onRows(report) {
    this.rows = report;
    this.changed.emit();
    this.requestPaint();
  }

  /**
   * Keep what a person changed, to take it back, and say it.
   *
   * @param {Order | undefined} order
   * @param {OpenedReport} report
   */
  remember(order, report) {
    const origin = order?.type === 'change' ? order.origin : undefined;
    this.announcement = undone(origin, report.summary);
    if (!order || origin || !this.isLive || !this.opened) return;
    if (order.type === 'open') return this.undoList.clear();
    const entry = difference(this.opened.experiment, report.experiment);
    if (entry) this.undoList.add(entry);
  }

  /**
   * @param {FrameReport} report
   * @param {boolean} [isFirst] whether it is of the experiment that was opened just now
   */
  onFrame(report, isFirst = false) {
    const isCurrent = report.revision === this.revision && !this.underWay;
    if (!this.opened || !(isCurrent || isFirst)) {
      this.engine?.send({ type: 'drawn' });
      return;
    }
    this.stations.merge(report.stations_from, report.arrays, this.opened.network.layers.length);
    const { state, goal, sentence, is_past: isPast } = this.frame ?? {};
    const isNews = report.goal !== goal || report.state !== state || report.sentence !== sentence || report.is_past !== isPast;
    this.frame = report;
    this.owesDrawn = true;
    if (this.isTravelling) this.hasTravelled();
    this.follow(report);
    this.microscope.follow(report);
    this.requestPaint();
    // Why training stopped by itself, as long as frames say so; that it diverged has words and
    // buttons of its own.
    if (isNews && sentence) this.untell(sentence);
    if (isNews && report.state === 'paused' && report.sentence) this.tell(report.sentence);
    else if (isNews) this.changed.emit();
  }

  /**
   * Let the Play button tell what the worker does, unless it has yet to hear of a pause.
   *
   * @param {FrameReport} report
   */
  follow(report) {
    const isTraining = report.state === 'training';
    if (this.isPausing && isTraining && report.goal === null) return;
    const isOther = this.isPlaying !== isTraining;
    this.isPausing = false;
    // A frame sent before Play was heard still says "paused"; Play itself is answered at once.
    if (isOther && !this.queue.some((order) => order.type === 'play')) {
      this.isPlaying = isTraining;
      this.changed.emit();
    }
  }

  /** @param {Failure} report */
  onFailure(report) {
    const order = this.underWay;
    this.failure = report;
    if (this.isTravelling) this.hasTravelled();
    const { field, sentence } = report;
    if (order?.type === 'read_table') this.faults.set('table', sentence);
    else if (field !== null && isSetting(field)) this.faults.set(field, sentence);
    // The layers' controls are buttons, which have no place for a sentence.
    this.isToldAtControl =
      (order?.type === 'change' && field !== null && field in order.changes && field !== 'layers') ||
      order?.type === 'read_table';
    if (report.revision === this.revision) this.underWay = undefined;
    if (order?.type === 'change') this.salvage(order.changes, report.field);
    if (order?.type === 'open') {
      if (this.isLive && this.opened) this.address.write(this.opened.hash);
      else this.queue.unshift({ type: 'open', hash: '' });
    } else if (order?.type === 'restore' && !this.isLive) {
      this.queue.unshift({ type: 'open', hash: this.address.read() });
    }
    this.pump();
    this.changed.emit();
  }

  /**
   * One wrong value must not take along others that were sent with it.
   *
   * @param {Record<string, unknown>} changes
   * @param {string | null} field
   */
  salvage(changes, field) {
    const others = Object.entries(changes).filter(([name]) => name !== field);
    if (field === null || !(field in changes) || !others.length) return;
    this.queue.unshift({ type: 'change', changes: Object.fromEntries(others) });
  }

  // --- drawing ---------------------------------------------------------------------------------

  requestPaint() {
    if (this.isPaintDue) return;
    this.isPaintDue = true;
    requestAnimationFrame(() => {
      this.isPaintDue = false;
      const { owesDrawn } = this;
      this.owesDrawn = false;
      // Said first, so that Python works on the next frame while this one is drawn.
      if (owesDrawn) this.engine?.send({ type: 'drawn' });
      this.painted.emit();
    });
  }
}

/**
 * @param {'undo' | 'redo' | undefined} origin
 * @param {string} words
 */
function undone(origin, words) {
  const prefix = origin === 'undo' ? text.undone : origin === 'redo' ? text.redone : '';
  return [prefix, words].filter(Boolean).join(': ');
}

/**
 * @param {Order} order
 * @param {number} revision
 * @returns {Command}
 */
function asCommand(order, revision) {
  return order.type === 'change' ? { type: 'change', changes: order.changes, revision } : { ...order, revision };
}

/**
 * A link to a step of the microscope: the experiment's address, the step and the op in it.
 *
 * @param {string} hash
 * @returns {[hash: string, step: number, op: number | undefined]}
 */
function splitStep(hash) {
  const found = /(?:^|&)step=(\d+)(?:&op=(\d+))?$/.exec(hash);
  if (!found) return [hash, 0, undefined];
  return [hash.slice(0, found.index), Number(found[1]), found[2] === undefined ? 0 : Number(found[2])];
}

/**
 * @param {Selection | undefined} a
 * @param {Selection | undefined} b
 */
export function isSame(a, b) {
  return a?.layer === b?.layer && a?.unit === b?.unit && a?.source === b?.source;
}

/**
 * Whether what was selected is still there.
 *
 * @param {Selection | undefined} selection
 * @param {import('../generated/protocol').NetworkLayer[]} layers
 */
function fits(selection, layers) {
  if (!selection || selection.layer < 0) return true;
  const layer = layers[selection.layer];
  return layer !== undefined && selection.unit < layer.units && (selection.source ?? 0) < layer.inputs;
}
