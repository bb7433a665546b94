/**
 * The state of the gradient instruments: observations of the run, as they arrive from Python.
 *
 * @import { GradientView, Observed, ObservedArrays, Received, ReportedFinding, VerdictSummary } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { GRADIENT_REPORTS, OBSERVED_ARRAYS } from '../generated/protocol.js';
import { sharing } from '../signals/sharing.js';
import { Tracked } from '../signals/tracked.js';

/** @typedef {Received<Observed>} ObservedReport */
/** @typedef {Float32Array | Float64Array} Numbers */

/**
 * One observation of the run: one row of each array, by the array's name.
 *
 * @typedef {{ epoch: number, rows: Partial<ObservedArrays> }} Moment
 */

/** The view that is always open: the verdict in a few words. */
const SUMMARY = /** @type {GradientView} */ ('summary');
/** The shortest time between two updates of the texts while the run trains, so that the texts can be read. */
const WORDS_MS = 1000;

export class Gradients extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = GRADIENT_REPORTS;
    /** @type {ReadonlySet<GradientView>} */
    this.shown = new Set();
    /** The number of layers in the rows; until an answer arrives, it may differ from that of the network shown. */
    this.layers = 0;
    /** @type {ReportedFinding[]} */
    this.findings = [];
    /** @type {VerdictSummary | undefined} the verdict in a few words */
    this.summary = undefined;
    /** For each layer, whether its units can die or saturate. */
    /** @type {(string | null)[]} */
    this.notions = [];
    /** @type {Numbers | undefined} the current state of every unit; see the protocol */
    this.unitStates = undefined;
    /** @type {Numbers | undefined} */
    this.unitFlat = undefined;
    /** @type {number | null | undefined} */
    this.noiseScale = undefined;
    this.usualUpdate = 0;
    /** @type {Numbers} of the histograms' bins */
    this.edges = new Float64Array();
    /** @type {Map<number, Moment>} */
    this.records = new Map();
    /** @type {Moment | undefined} the current position of the run */
    this.here = undefined;
    /** All observations by epoch. */
    /** @type {Moment[]} */
    this.moments = [];
    this.shownAt = -Infinity;
  }

  get epochs() {
    return this.moments.map(({ epoch }) => epoch);
  }

  /**
   * Open or close one of the instruments.
   *
   * @param {boolean} isOpen
   * @param {string} opened its name
   */
  show(isOpen, opened) {
    const name = /** @type {GradientView} */ (opened);
    if (!isOpen && !this.shown.has(name)) return;
    const others = [...this.shown].filter((other) => other !== name);
    this.shown = new Set(isOpen ? [...others, name] : others);
    if (this.lab.isLive) this.sendOpened();
    if (name === 'units' && !isOpen) this.unitStates = undefined;
    if (!this.shown.size) this.close();
  }

  /** The last instrument was closed; the next one that opens gets all data again. */
  close() {
    this.records.clear();
    this.here = undefined;
    this.moments = [];
    this.findings = [];
    this.notions = [];
    this.noiseScale = undefined;
  }

  sendOpened() {
    this.lab.commands.send({ type: 'observe', shown: [...this.shown, SUMMARY] });
  }

  begin() {
    this.sendOpened();
  }

  forget() {
    this.summary = undefined;
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    if (report.type === 'verdict_summary') this.summary = /** @type {VerdictSummary & InstrumentReport} */ (report);
    else this.receiveObserved(/** @type {ObservedReport} */ (report));
  }

  /** @param {ObservedReport} report */
  receiveObserved(report) {
    const { arrays, layers, has_here: hasHere } = report;
    if (report.starts_over) {
      this.records.clear();
      this.here = undefined;
    }
    const moments = momentsOf(arrays);
    if (hasHere) this.here = moments.pop();
    for (const moment of moments) this.records.set(moment.epoch, moment);
    const stands = new Set(report.records);
    for (const epoch of this.records.keys()) if (!stands.has(epoch)) this.records.delete(epoch);
    this.moments = this.inOrder();
    this.layers = layers;
    this.usualUpdate = report.usual_update;
    this.edges = arrays.edges ?? this.edges;
    if (report.noise_scale !== undefined) this.noiseScale = report.noise_scale;
    this.unitStates = arrays.unit_states ?? this.unitStates;
    this.unitFlat = arrays.unit_flat ?? this.unitFlat;
    this.updateFindings(report);
  }

  /** The observations in order, in which the current state replaces a record of the same epoch. */
  inOrder() {
    const { here } = this;
    const records = [...this.records.values()].filter(({ epoch }) => epoch !== here?.epoch);
    return [...records, ...(here ? [here] : [])].sort((a, b) => a.epoch - b.epoch);
  }

  /** @param {ObservedReport} report */
  updateFindings(report) {
    const now = performance.now();
    const isOther =
      report.findings.map(({ kind }) => kind).join() !== this.findings.map(({ kind }) => kind).join();
    this.notions = sharing(this.notions, report.notions ?? this.notions);
    if (this.lab.isPlaying && !isOther && now - this.shownAt < WORDS_MS) return;
    this.shownAt = now;
    this.findings = report.findings;
  }

  /**
   * The columns of an array with one row per observation, as a list for each layer.
   *
   * @param {keyof ObservedArrays} name
   * @returns {(number | undefined)[][]}
   */
  rows(name) {
    const width = this.moments.findLast(({ rows }) => rows[name])?.rows[name]?.length ?? 0;
    return Array.from({ length: width }, (_, layer) => this.moments.map(({ rows }) => rows[name]?.[layer]));
  }

  /**
   * The state of a unit (0 alive, 1 dead, 2 saturated, 3 unknown) and the share of examples for which its activation is
   * flat; undefined if Python has not reported them.
   *
   * @param {number} layer
   * @param {number} unit
   * @returns {{ state: number, flat: number, notion: string | null } | undefined}
   */
  unit(layer, unit) {
    const { unitStates, unitFlat, notions, lab } = this;
    const layers = lab.opened?.network.layers ?? [];
    const total = layers.reduce((sum, { units }) => sum + units, 0);
    if (!this.shown.has('units') || unitStates?.length !== total || layer < 0) return undefined;
    const index = layers.slice(0, layer).reduce((sum, { units }) => sum + units, 0) + unit;
    return { state: unitStates[index] ?? 0, flat: unitFlat?.[index] ?? 0, notion: notions[layer] ?? null };
  }
}

/**
 * The observations of a report, each with its part of every array.
 *
 * @param {ObservedArrays} arrays
 * @returns {Moment[]}
 */
function momentsOf(arrays) {
  const { epochs, ...others } = arrays;
  const shared = Object.entries(/** @type {Record<string, Numbers>} */ (others)).filter(([name]) => hasRows(name));
  return Array.from(epochs, (epoch, index) => {
    /** @type {Record<string, Numbers>} */
    const rows = {};
    for (const [name, numbers] of shared) {
      const width = numbers.length / epochs.length;
      rows[name] = numbers.subarray(index * width, (index + 1) * width);
    }
    return { epoch, rows: /** @type {Partial<ObservedArrays>} */ (rows) };
  });
}

/**
 * Whether an array has one row per observation. Other arrays describe the current state of the units, or the bins.
 *
 * @param {string} name
 */
function hasRows(name) {
  const [shape] = OBSERVED_ARRAYS[/** @type {keyof ObservedArrays} */ (name)];
  return shape?.startsWith('moments ');
}

/** @param {Lab} lab */
export const gradientsOf = (lab) => /** @type {Gradients} */ (/** @type {unknown} */ (lab.instruments.get('verdict')));
