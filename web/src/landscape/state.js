/**
 * The landscape's state: the requested view, and Python's results so far.
 *
 * @import { CurvatureRead, LandscapeMap, LandscapePaths, LandscapeWanted, LandscapeWeights, Received } from '../generated/protocol'
 * @import { FrameReport } from '../engine/reports.js'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { LANDSCAPE_REPORTS } from '../generated/protocol.js';
import { sharing } from '../signals/sharing.js';
import { Tracked } from '../signals/tracked.js';
import { text } from '../text/index.js';

/** @typedef {Received<LandscapeMap>} MapReport */
/** @typedef {Received<LandscapePaths>} PathsReport */
/** @typedef {Received<CurvatureRead>} CurvatureReport */
/** @typedef {Received<LandscapeWeights>} WeightsReport */
/** @typedef {'loss' | 'penalty' | 'objective'} Height the quantity that the heights of the map show */

/** A path with fewer epochs is almost straight, so it does not define a plane. */
const FEWEST_EPOCHS = 3;

export class Landscape extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = LANDSCAPE_REPORTS;
    /** @type {LandscapeWanted} */
    this.wanted = { directions: 'random', draw: 0, zoom: 0, size: 51, of: 'training' };
    /** Whether the user has chosen the directions. */
    this.isChosen = false;
    this.known = { labels: /** @type {string[]} */ ([]) };
    /** @type {Height} */
    this.height = 'loss';
    /** @type {'contour' | 'surface'} */
    this.view = 'contour';
    /** Whether heights are logarithmic; undefined until the user chooses. */
    /** @type {boolean | undefined} */
    this.isLog = undefined;
    /** @type {FrameReport | undefined} */
    this.followed = undefined;
    this.close();
  }

  /** Discard the results. */
  close() {
    /** @type {MapReport | undefined} */
    this.map = undefined;
    /** @type {PathsReport | undefined} */
    this.paths = undefined;
    /** @type {CurvatureReport | undefined} */
    this.curvature = undefined;
  }

  /** Whether the run has a path that defines the initial plane. */
  get hasPath() {
    return (this.lab.frame?.newest_epoch ?? 0) >= FEWEST_EPOCHS;
  }

  /** The heights shown. */
  get values() {
    return this.map?.arrays[this.height] ?? this.map?.arrays['loss'];
  }

  /** The runs whose paths are drawn: the current run, and those with which it is compared. */
  get labels() {
    this.known.labels = sharing(this.known.labels, [...(this.paths?.labels ?? [])]);
    return this.known.labels;
  }

  /** Whether the run has continued since the map was computed. */
  get isOfThePast() {
    const { map, paths } = this;
    return map !== undefined && paths !== undefined && map.step !== paths.step;
  }

  /** @param {boolean} isOpen */
  show(isOpen) {
    this.followed = this.lab.frame;
    if (!isOpen) this.close();
    else if (!this.isChosen) this.wanted = { ...this.wanted, directions: this.hasPath ? 'path' : 'random' };
    this.send({ type: 'landscape', wanted: isOpen ? this.wanted : null });
  }

  /** @param {import('../generated/protocol').LandscapeCommand} command */
  send(command) {
    this.lab.commands.send(command);
  }

  /**
   * Request another map or, without changes, the current map again.
   *
   * @param {Partial<LandscapeWanted>} [changes]
   */
  ask(changes = {}) {
    if (changes.directions) this.isChosen = true;
    this.wanted = { ...this.wanted, ...changes };
    this.send({ type: 'landscape', wanted: this.wanted });
  }

  /**
   * If the run is paused at a new frame, its weights may have changed, so request the results again.
   *
   * @param {FrameReport} frame
   */
  follow(frame) {
    if (!this.lab.instruments.open.has('landscape') || frame === this.followed) return;
    this.followed = frame;
    if (frame.state !== 'training') this.send({ type: 'landscape_follow' });
  }

  /**
   * Load the weights of a point into the run.
   *
   * @param {number} a
   * @param {number} b
   */
  load(a, b) {
    this.lab.act({ type: 'landscape_load', a, b }, this.lab.isPlaying);
  }

  /** @param {'contour' | 'surface'} view */
  look(view) {
    this.view = view;
  }

  /** @param {Height} height */
  showHeight(height) {
    this.height = height;
  }

  /** @param {boolean} isLog */
  setLog(isLog) {
    this.isLog = isLog;
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {MapReport | PathsReport | CurvatureReport | WeightsReport} */ (report);
    if (answer.type === 'landscape_weights') return this.remember(answer);
    if (!this.lab.instruments.open.has('landscape')) return;
    if (answer.type === 'landscape') {
      this.map = answer;
      if (answer.refusal !== null) this.paths = undefined;
    } else if (answer.type === 'landscape_paths') {
      this.paths = answer;
    } else {
      this.curvature = answer;
    }
  }

  /**
   * Weights were loaded; this can be undone.
   *
   * @param {WeightsReport} report
   */
  remember({ arrays }) {
    const { before, after } = arrays;
    this.lab.undoList.add({
      key: 'landscape',
      before: { type: 'set_weights', weights: [...before] },
      after: { type: 'set_weights', weights: [...after] },
    });
    this.lab.notices.announce(text.weightsLoaded);
  }
}

/** @param {Lab} lab */
export const landscapeOf = (lab) => /** @type {Landscape} */ (/** @type {unknown} */ (lab.instruments.get('landscape')));
