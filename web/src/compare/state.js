/**
 * The comparison: the kept runs, their names and differing settings as Python reports them, and the offer to keep a run
 * that was reset.
 *
 * @import { ComparisonOfRuns, Curve, CurveArrays, Received } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 * @import { KeptRun, RunCurve } from '../store/kept-runs.js'
 */
import { COMPARE_REPORTS } from '../generated/protocol.js';
import { finite } from '../model/history/records.js';
import { Tracked } from '../signals/tracked.js';
import { deleteRun, MOST_KEPT, storedRuns, storeRun, withRun } from '../store/kept-runs.js';
import { text } from '../text/index.js';

/** @typedef {'test' | 'training'} Series the curve that is drawn for a kept run */

/** By default, this many of the newest kept runs are drawn. */
const MOST_DRAWN = 8;

export class Comparison extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = COMPARE_REPORTS;
    /** The kept runs, oldest first. */
    /** @type {KeptRun[]} */
    this.runs = [];
    /** Whether the runs are stored, in which case they survive a reload. */
    this.isStored = true;
    /** The newest comparison, and the numbers of the runs in it. */
    /** @type {ComparisonOfRuns | undefined} */
    this.compared = undefined;
    /** @type {number[]} */
    this.numbers = [];
    /** The last run that was reset. */
    /** @type {RunCurve | undefined} */
    this.offered = undefined;
    this.isOffering = false;
    /** The runs that the user has shown or hidden. */
    /** @type {ReadonlyMap<number, boolean>} */
    this.choices = new Map();
    /** @type {Series} */
    this.series = 'test';
    /** The URL of the run in the last request to Python, and whether the answer is pending. */
    /** @type {string | undefined} */
    this.askedFor = undefined;
    this.isAsked = false;
    this.isDue = false;
    /** The run to announce as soon as it has a name. */
    /** @type {number | undefined} */
    this.unannounced = undefined;
    this.loaded = this.load();
  }

  // --- read by elements ------------------------------------------------------------------------

  /** Whether the current run can be kept, because it has taken a step. */
  get canKeep() {
    return this.lab.isLive && (this.lab.frame?.step ?? 0) > 0;
  }

  /** The runs that are drawn in the chart. */
  get drawn() {
    const newest = this.runs.slice(-MOST_DRAWN);
    return this.runs.filter((run) => this.choices.get(run.number) ?? newest.includes(run));
  }

  /** The run that the next one replaces, if there is no room for another. */
  get oldest() {
    return this.runs.length >= MOST_KEPT ? this.runs[0] : undefined;
  }

  /**
   * The name of a kept run; empty until Python has compared the run.
   *
   * @param {KeptRun} run
   */
  nameOf({ number }) {
    return this.compared?.names[this.numbers.indexOf(number)] ?? '';
  }

  // --- user actions ----------------------------------------------------------------------------

  /** Keep the current run or, if it has only just been reset, the previous one. */
  keep() {
    if (this.canKeep) return this.lab.commands.send({ type: 'curve', purpose: 'keep' });
    if (this.offered) void this.add(this.offered);
  }

  /** Keep the run that was reset. */
  keepOffered() {
    if (this.offered) void this.add(this.offered);
  }

  /** Close the offer; the run can still be kept with the button below the chart. */
  endOffer() {
    this.isOffering = false;
  }

  /** @param {KeptRun} run */
  remove({ number }) {
    this.runs = this.runs.filter((run) => run.number !== number);
    this.compare();
    this.lab.notices.announce(text.compare.removed(number));
    void deleteRun(number).catch(() => undefined);
  }

  /**
   * Open a kept run's experiment, at its first step.
   *
   * @param {KeptRun} run
   */
  open({ results }) {
    this.leave();
    this.lab.isPlaying = false;
    return this.lab.openHash(results.hash, false);
  }

  /**
   * @param {KeptRun} run
   * @param {boolean} isDrawn
   */
  draw({ number }, isDrawn) {
    this.choices = new Map(this.choices).set(number, isDrawn);
  }

  // --- with the run ----------------------------------------------------------------------------

  /** The run is about to start over. */
  leave() {
    if (this.canKeep) this.lab.commands.send({ type: 'curve', purpose: 'offer' });
  }

  /** Compare again whenever the settings of the run have changed. */
  follow() {
    if (this.lab.isLive && this.lab.opened?.hash !== this.askedFor) this.compare();
  }

  /** Python died, and all requests with it. */
  forget() {
    this.isAsked = this.isDue = false;
    this.askedFor = undefined;
  }

  show() {}

  /** @param {InstrumentReport} message */
  receive(message) {
    const report = /** @type {Received<Curve | ComparisonOfRuns>} */ (message);
    if (report.type === 'comparison') this.take(report);
    else if (report.purpose === 'keep') void this.add(curveOf(report));
    else this.offer(curveOf(report));
  }

  // --- inside ----------------------------------------------------------------------------------

  async load() {
    this.runs = await storedRuns().catch(() => []);
    this.compare();
  }

  /** @param {RunCurve} curve */
  async add(curve) {
    this.offered = undefined;
    this.isOffering = false;
    await this.loaded;
    const stored = await storeRun(curve).catch(() => undefined);
    this.runs = stored ?? withRun(this.runs, curve);
    this.isStored = stored !== undefined;
    this.unannounced = this.runs.at(-1)?.number;
    this.compare();
  }

  /**
   * Offer to keep a run that was reset, unless this very run is already kept.
   *
   * @param {RunCurve} curve
   */
  offer(curve) {
    const { hash, epoch, training_loss: loss } = curve.results;
    if (this.runs.some(({ results }) => results.hash === hash && results.epoch === epoch && results.training_loss === loss)) return;
    this.offered = curve;
    this.isOffering = true;
  }

  /** Ask Python to compare the kept runs with each other and with the current one. */
  compare() {
    const { lab, runs } = this;
    if (!lab.isLive || !lab.opened) return;
    this.askedFor = lab.opened.hash;
    if (!runs.length) return;
    this.isDue = this.isAsked;
    if (this.isAsked) return;
    this.isAsked = true;
    this.numbers = runs.map(({ number }) => number);
    lab.commands.send({
      type: 'compare',
      current: lab.opened.hash,
      runs: runs.map(({ number, results }) => ({ number, ...results })),
    });
  }

  /** @param {ComparisonOfRuns} report */
  take(report) {
    this.isAsked = false;
    if (this.isDue) return this.compare();
    this.compared = report;
    const run = this.runs.find(({ number }) => number === this.unannounced);
    if (!run) return;
    this.unannounced = undefined;
    this.lab.notices.announce([text.compare.kept(run.number, this.nameOf(run)), this.isStored ? '' : text.compare.notStored].join(' ').trim());
  }
}

/**
 * @param {Received<Curve>} report
 * @returns {RunCurve}
 */
function curveOf({ results, arrays }) {
  const column = (/** @type {keyof CurveArrays} */ name) => Array.from(arrays[name], finite);
  return {
    results,
    epochs: Array.from(arrays.epochs),
    trainingLosses: column('training_losses'),
    testLosses: column('test_losses'),
    trainingAccuracies: column('training_accuracies'),
    testAccuracies: column('test_accuracies'),
  };
}

/**
 * The comparison of a lab that has one; lessons have none.
 *
 * @param {Lab} lab
 * @returns {Comparison | undefined}
 */
export const comparisonOf = ({ instruments }) =>
  instruments.has('compare') ? /** @type {Comparison} */ (/** @type {unknown} */ (instruments.get('compare'))) : undefined;
