/**
 * The landscape's state: what was asked to be seen, and what Python has found so far.
 *
 * @import { CurvatureRead, LandscapeMap, LandscapePaths, LandscapeWanted, LandscapeWeights } from '../generated/protocol'
 * @import { Arrays, FrameReport } from '../engine/reports.js'
 * @import { Lab } from '../model/lab.js'
 */
import { LANDSCAPE_REPORTS } from '../generated/protocol.js';
import { Signal } from '../model/signal.js';
import { text } from '../text/index.js';

/** @typedef {LandscapeMap & { arrays: Arrays }} MapReport */
/** @typedef {LandscapePaths & { arrays: Arrays }} PathsReport */
/** @typedef {CurvatureRead & { arrays: Arrays }} CurvatureReport */
/** @typedef {LandscapeWeights & { arrays: Arrays }} WeightsReport */
/** @typedef {'loss' | 'penalty' | 'objective'} Height what the map's heights are */

export class Landscape {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    this.changed = new Signal();
    this.painted = new Signal();
    this.isPaintDue = false;
    this.reports = LANDSCAPE_REPORTS;
    /** @type {LandscapeWanted} */
    this.wanted = { directions: 'random', draw: 0, zoom: 0, size: 51, of: 'training' };
    /** @type {Height} */
    this.height = 'loss';
    /** @type {'contour' | 'surface'} */
    this.view = 'contour';
    /** Whether heights are logarithms; undefined as long as the person leaves that to the page. */
    /** @type {boolean | undefined} */
    this.isLog = undefined;
    /** @type {FrameReport | undefined} */
    this.followed = undefined;
    /** @type {(() => void) | undefined} */
    this.stopFollowing = undefined;
    this.forget();
  }

  forget() {
    /** @type {MapReport | undefined} */
    this.map = undefined;
    /** @type {PathsReport | undefined} */
    this.paths = undefined;
    /** @type {CurvatureReport | undefined} */
    this.curvature = undefined;
  }

  /** The heights that are shown. */
  get values() {
    return this.map?.arrays[this.height] ?? this.map?.arrays['loss'];
  }

  /** The run has gone on from where the map was made. */
  get isOfThePast() {
    const { map, paths } = this;
    return map !== undefined && paths !== undefined && map.step !== paths.step;
  }

  /** @param {boolean} isOpen */
  show(isOpen) {
    this.stopFollowing?.();
    this.stopFollowing = isOpen ? this.lab.painted.listen(() => this.follow()) : undefined;
    this.followed = this.lab.frame;
    if (!isOpen) this.forget();
    this.send({ type: 'landscape', wanted: isOpen ? this.wanted : null });
  }

  /** @param {import('../generated/protocol').LandscapeCommand} command */
  send(command) {
    this.lab.queue.push(command);
    this.lab.pump();
  }

  /**
   * Ask for another map, or, without changes, for the present one anew.
   *
   * @param {Partial<LandscapeWanted>} [changes]
   */
  ask(changes = {}) {
    this.wanted = { ...this.wanted, ...changes };
    this.send({ type: 'landscape', wanted: this.wanted });
    this.changed.emit();
  }

  /** The run rests at a frame that was not heard of yet: it may be elsewhere. */
  follow() {
    const { frame } = this.lab;
    if (!frame || frame === this.followed) return;
    this.followed = frame;
    if (frame.state !== 'training') this.send({ type: 'landscape_follow' });
  }

  /**
   * Let the run have the weights of a point.
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
    this.changed.emit();
  }

  /** @param {Height} height */
  showHeight(height) {
    this.height = height;
    this.changed.emit();
  }

  /** @param {boolean} isLog */
  setLog(isLog) {
    this.isLog = isLog;
    this.changed.emit();
  }

  /** @param {{ type: string, arrays: Arrays }} report */
  receive(report) {
    const answer = /** @type {MapReport | PathsReport | CurvatureReport | WeightsReport} */ (report);
    if (answer.type === 'landscape_weights') return this.remember(answer);
    if (!this.lab.instruments.open.has('landscape')) return;
    if (answer.type === 'landscape') {
      this.map = answer;
      if (answer.refusal !== null) this.paths = undefined;
      this.changed.emit();
    } else if (answer.type === 'landscape_paths') {
      const isOther = String(answer.labels) !== String(this.paths?.labels);
      this.paths = answer;
      if (isOther) this.changed.emit();
    } else {
      this.curvature = answer;
      this.changed.emit();
    }
    this.requestPaint();
  }

  /**
   * Weights were loaded: that can be taken back.
   *
   * @param {WeightsReport} report
   */
  remember({ arrays }) {
    const { before, after } = arrays;
    if (!before || !after) return;
    this.lab.undoList.add({
      key: 'landscape',
      before: { type: 'set_weights', weights: [...before] },
      after: { type: 'set_weights', weights: [...after] },
    });
    this.lab.say(text.weightsLoaded);
  }

  requestPaint() {
    if (this.isPaintDue) return;
    this.isPaintDue = true;
    requestAnimationFrame(() => {
      this.isPaintDue = false;
      this.painted.emit();
    });
  }
}
