/**
 * Handling of Python's reports. An experiment and its first frame are shown together.
 *
 * @import { Failure, ViewCommand } from '../../generated/protocol'
 * @import { FrameReport, OpenedReport, OpeningReport, Report, RowsReport } from '../../engine/reports.js'
 * @import { Order } from './commands.js'
 * @import { Lab } from '../lab.js'
 */
import { batch } from '@preact/signals-core';
import { partsOf } from '../../engine/reports.js';
import { branchesOf } from '../history/branches.js';
import { saveFile } from '../../store/files.js';
import { isSetting } from '../settings.js';
import { sharing } from '../../signals/sharing.js';
import { Records } from '../history/records.js';
import { text } from '../../text/index.js';
import { formatEpoch } from '../../text/format.js';
import * as tables from '../../store/tables.js';
import { difference, exchanged, undone } from '../history/undo.js';

/**
 * The default optional content of frames.
 *
 * @type {Omit<ViewCommand, 'type'>}
 */
export const FIRST_VIEW = {
  maps: true,
  weights: true,
  answers: false,
  update: false,
  hidden: null,
  rows: null,
  axes: null,
};

/** Orders after which the run is paused. */
const RESTING = ['open', 'reset', 'new_seed', 'keep_weights', 'restore'];

export class Reports {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    /** Whether Python has not received a pause yet. */
    this.isPausing = false;
    /** A table that was sent to Python. */
    /** @type {import('../../store/tables.js').CsvSource | undefined} */
    this.tableSource = undefined;
    /** The undo history from before an experiment was opened; the run that the experiment replaced may have been kept. */
    /** @type {import('../history/undo.js').Entry[] | undefined} */
    this.leftPast = undefined;
  }

  /**
   * Handle a report; each element that shows a change is notified once.
   *
   * @param {Report} report
   */
  receive(report) {
    batch(() => this.take(report));
  }

  /** @param {Report} report */
  take(report) {
    const { lab } = this;
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
        lab.branches = branchesOf(report);
        lab.undoList.forgetReturns(lab.branches.map(({ number }) => number));
        if (report.let_go !== null) lab.notices.show(text.runLetGo(formatEpoch(report.let_go, true), lab.branches.length));
        return;
      case 'taken_over':
        return this.onTakenOver(report.branch);
      case 'file':
        return saveFile(report.name, report.text);
      case 'progress':
        lab.connection.progress = report;
        return;
      case 'boot_failure':
        return lab.connection.hasFailed(report);
      case 'checkpoint':
        lab.connection.checkpoint = report.text;
        return void lab.leftRun?.keep(report);
      default:
        lab.instruments.receive(report);
        lab.painting.owe();
    }
  }

  /**
   * Show an experiment with its first frame, although the next order may already be in progress.
   *
   * @param {OpeningReport} report
   */
  onOpening(report) {
    const { opened, frame } = partsOf(report);
    const isWanted = report.revision === this.lab.commands.revision;
    if (isWanted) this.onOpened(opened);
    this.onFrame(frame, isWanted);
  }

  /**
   * @param {FrameReport} report
   * @param {boolean} [isFirst] whether it belongs to the experiment just opened
   */
  onFrame(report, isFirst = false) {
    const { lab } = this;
    const isCurrent = report.revision === lab.commands.revision && !lab.commands.underWay;
    if (!lab.opened || !(isCurrent || isFirst)) {
      lab.connection.send({ type: 'drawn' });
      return;
    }
    lab.records.merge(report.records_from, report.arrays, lab.opened.network.learning);
    const { goal, is_past: isPast, sentence, state } = lab.frame ?? {};
    const isNews = report.goal !== goal || report.state !== state || report.sentence !== sentence || report.is_past !== isPast;
    lab.frame = report;
    lab.painting.owe();
    lab.travel.arrived();
    this.follow(report);
    lab.instruments.follow(report);
    // Show why training stopped early, as long as frames report a reason; divergence has its own message and buttons.
    if (isNews && sentence) lab.notices.remove(sentence);
    if (isNews && report.state === 'paused' && report.sentence) lab.notices.show(report.sentence);
  }

  /**
   * Update the Play button to the worker's state, unless a pause has not reached the worker yet.
   *
   * @param {FrameReport} report
   */
  follow(report) {
    const { lab } = this;
    const isTraining = report.state === 'training';
    if (this.isPausing && isTraining && report.goal === null) return;
    this.isPausing = false;
    // A frame sent before Play arrived still says "paused"; Play itself is answered immediately.
    if (!lab.commands.queue.some((order) => order.type === 'play')) lab.isPlaying = isTraining;
  }

  /** @param {OpenedReport} report */
  onOpened(report) {
    const { lab } = this;
    const order = lab.commands.underWay;
    this.remember(order, report);
    lab.commands.answered();
    if (order?.type === 'open') lab.link.hasOpened(report.hash);
    this.show(report);
    if (!(order?.type === 'open' && lab.notices.failure !== undefined)) {
      lab.notices.failure = undefined;
      if (order?.type !== 'change') lab.notices.faults = new Map();
    }
    if (order?.type === 'read_table') void this.keepTable(report);
    else lab.link.write(report.hash);
    if (order && RESTING.includes(order.type)) lab.isPlaying = false;
    if (!lab.isLive) this.goLive(order);
    lab.notices.message = report.message ?? undefined;
    if (order?.type === 'restore') lab.notices.announce(report.message ?? '');
    lab.commands.pump();
  }

  /** @param {OpenedReport} report */
  show(report) {
    const { lab } = this;
    lab.opened = sharing(lab.opened, report);
    lab.selection.fit(report.network.layers, report.examples);
    if (report.experiment['data'] !== 'drawn') lab.draft = undefined;
    lab.records = new Records();
  }

  /**
   * Handle Python's first answer: end the recorded run, so that the waiting commands can be sent.
   *
   * @param {Order | undefined} order
   */
  goLive(order) {
    const { lab } = this;
    lab.connection.isLive = true;
    lab.recorded.forget();
    lab.instruments.reopen();
    if (order?.type === 'open') lab.leftRun?.look();
    if (JSON.stringify(lab.view) !== JSON.stringify(FIRST_VIEW)) lab.show({});
    if (lab.pace !== null) lab.setPace(lab.pace);
    if (!lab.playsWhenReady) return;
    lab.playsWhenReady = false;
    lab.togglePlay();
  }

  /**
   * Store a table that was read. Only then does the URL name it, so that every visible URL can be
   * opened again.
   *
   * @param {OpenedReport} report
   */
  async keepTable(report) {
    const { lab, tableSource: source } = this;
    const name = String(report.experiment['table']);
    const isKept = source === undefined || (await tables.keep(name, source).then(() => true, () => false));
    if (lab.opened !== report || lab.link.hasTable(name)) return;
    lab.link.write(report.hash);
    if (!isKept) lab.notices.show([lab.notices.message, text.tableNotKept].filter(Boolean).join(' '));
  }

  /**
   * An opened experiment or a member of a fleet replaced the run; this can be undone.
   *
   * @param {number} branch the branch of the old run; −1 if it was another opened member
   */
  onTakenOver(branch) {
    const { lab, leftPast } = this;
    if (leftPast) lab.undoList.past = leftPast;
    if (branch >= 0) lab.undoList.add(exchanged(branch));
    if (leftPast) lab.notices.show([lab.notices.message, text.runKept].filter(Boolean).join(' '));
    else lab.notices.announce(text.memberOpened);
  }

  /** @param {RowsReport} report */
  onRows(report) {
    this.lab.rows = report;
  }

  /**
   * Record a user's change for undo, and announce it.
   *
   * @param {Order | undefined} order
   * @param {OpenedReport} report
   */
  remember(order, report) {
    const { lab } = this;
    this.leftPast = order?.type === 'open' && lab.isLive ? lab.undoList.past : undefined;
    const origin = order?.type === 'change' ? order.origin : undefined;
    lab.notices.announce(undone(origin, report.summary));
    if (!order || origin || !lab.isLive || !lab.opened) return;
    if (order.type === 'open') return lab.undoList.leave();
    const entry = difference(lab.opened.experiment, report.experiment);
    if (entry) lab.undoList.add(entry);
  }

  /** @param {Failure} report */
  onFailure(report) {
    const { lab } = this;
    const order = lab.commands.underWay;
    lab.notices.failure = report;
    lab.travel.arrived();
    this.place(report, order);
    if (report.revision === lab.commands.revision) lab.commands.answered();
    lab.instruments.failed();
    if (order?.type === 'change') this.salvage(order.changes, report.field);
    if (order?.type === 'open') {
      lab.link.hasFailed(report.field);
      if (lab.isLive && lab.opened) lab.link.write(lab.opened.hash);
      else lab.commands.sendFirst({ type: 'open', hash: '' });
    } else if (order?.type === 'restore' && !lab.isLive) {
      lab.commands.sendFirst({ type: 'open', hash: lab.address.read() });
    }
    lab.commands.pump();
  }

  /**
   * Show at a control that its value was rejected.
   *
   * @param {Failure} report
   * @param {Order | undefined} order
   */
  place({ field, sentence }, order) {
    const { lab } = this;
    if (order?.type === 'read_table') lab.notices.setFault('table', sentence);
    else if (field !== null && isSetting(field)) lab.notices.setFault(field, sentence);
    // The layers' controls are buttons, which have no room for a message.
    lab.notices.isShownAtControl =
      (order?.type === 'change' && field !== null && field in order.changes && field !== 'layers') ||
      order?.type === 'read_table';
  }

  /**
   * Send the other changes again, because one invalid value must not discard them.
   *
   * @param {Record<string, unknown>} changes
   * @param {string | null} field
   */
  salvage(changes, field) {
    const others = Object.entries(changes).filter(([name]) => name !== field);
    if (field === null || !(field in changes) || !others.length) return;
    this.lab.commands.sendFirst({ type: 'change', changes: Object.fromEntries(others) });
  }
}
