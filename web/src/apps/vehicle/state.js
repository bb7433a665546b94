/**
 * The application Vehicle: the track, the car, who steers it, and the laps counted so far.
 *
 * @import { Driven, DriverName, ExamplesFound, LapsDriven, MoreExamples, Received, TrackRefused, TrackReport, ViewName } from '../../generated/protocol'
 * @import { FrameReport } from '../../engine/reports.js'
 * @import { InstrumentReport } from '../../model/instruments.js'
 * @import { Lab } from '../../model/lab.js'
 */
import { VEHICLE_REPORTS } from '../../generated/protocol.js';
import { FollowingState } from '../app-state.js';

/** Milliseconds between two views of the network while the run trains. */
const LOOK_MS = 250;
/** Milliseconds between two ticks of the car; a tick is 100 ms of the car's own time. */
const TICK_MS = 50;
/** The longest trail, in ticks. */
const TRAIL = 400;
/** How far a key moves a control point, in metres. */
const STEP = 0.5;

/** @typedef {'bean' | 'oval' | 'clover'} Preset */

export class Vehicle extends FollowingState {
  /** @param {Lab} lab */
  constructor(lab) {
    super(lab, VEHICLE_REPORTS, LOOK_MS);
    /** @type {ViewName} */
    this.view = 'rays';
    /** The chosen preset; null for the reader's own track. */
    /** @type {Preset | null} */
    this.preset = 'bean';
    /** @type {Received<TrackReport> | undefined} */
    this.track = undefined;
    /** The points in the pending request, and the newest points, which are sent after its answer. */
    /** @type {number[][] | undefined} */
    this.building = undefined;
    /** @type {number[][] | undefined} */
    this.wanted = undefined;
    /** The points of a refused track, which are shown until the reader releases the point being moved. */
    /** @type {number[][] | undefined} */
    this.tried = undefined;
    this.isMoving = false;
    /** Whether the pointer draws a track, and whether Python is still judging the drawing. */
    this.isDrawing = this.isJudging = false;
    /** The points of the drawing. @type {[x: number, y: number][]} */
    this.stroke = [];
    /** @type {Received<TrackRefused> | undefined} */
    this.refused = undefined;
    /** @type {Received<Driven> | undefined} */
    this.car = undefined;
    /** @type {[x: number, y: number][]} */
    this.trail = [];
    /** @type {DriverName} */
    this.who = 'network';
    this.steering = 0;
    this.isDriving = false;
    /** Whether the car returns to the start before driving on. */
    this.isRestarting = false;
    this.isCounting = false;
    /** @type {Received<LapsDriven>[]} */
    this.counted = [];
    /** @type {Received<ExamplesFound> | undefined} */
    this.found = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  begin() {
    this.forget();
    this.askTrack(this.preset ? [] : this.points);
  }

  /** Python died, or a command has failed, so no request is pending. The car stops. */
  forget() {
    super.forget();
    this.isCounting = this.isJudging = false;
    this.building = this.wanted = this.tried = undefined;
    this.stop();
  }

  /** The run starts over or is replaced. */
  leave() {
    this.stop();
  }

  /** @param {number[][]} points of the reader's own track */
  askTrack(points) {
    this.wanted = points;
    if (this.building || this.isJudging) return;
    this.building = points;
    this.lab.commands.send({ type: 'track', preset: points.length ? null : this.preset, points });
  }

  /** @param {Preset} preset */
  choose(preset) {
    this.preset = preset;
    this.counted = [];
    this.refused = this.tried = undefined;
    this.askTrack([]);
  }

  /** The control points as pairs. @returns {number[][]} */
  get points() {
    if (this.wanted?.length) return this.wanted;
    if (this.tried) return this.tried;
    const flat = this.track?.arrays.points ?? [];
    return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at] ?? 0, flat[2 * at + 1] ?? 0]);
  }

  /**
   * The nearest point that a track may contain.
   *
   * @param {number} x
   * @param {number} y
   * @returns {[x: number, y: number]}
   */
  inside(x, y) {
    const size = this.track?.size ?? 0;
    return [Math.max(-size, Math.min(size, x)), Math.max(-size, Math.min(size, y))];
  }

  /** Move a control point; `release` ends the move. @param {number} index @param {number} x @param {number} y */
  place(index, x, y) {
    const points = this.points.map((point, at) => (at === index ? this.inside(x, y) : point));
    this.isMoving = true;
    this.askTrack(points);
  }

  /** End the move of a control point. If the new track was refused, the point returns to the old one. */
  release() {
    this.isMoving = false;
    this.tried = undefined;
  }

  /** Move a control point by steps. @param {number} index @param {[number, number]} by */
  nudge(index, [dx, dy]) {
    const [x = 0, y = 0] = this.points[index] ?? [];
    this.place(index, x + dx * STEP, y + dy * STEP);
  }

  /** Start or stop drawing a track with the pointer. */
  toggleDrawing() {
    this.isDrawing = !this.isDrawing;
    this.release();
    this.clearStroke();
    this.stop();
  }

  /** Clear the drawing, to start a new one or to discard it. */
  clearStroke() {
    this.stroke = [];
    this.refused = undefined;
  }

  /** @param {number} x @param {number} y */
  extend(x, y) {
    this.stroke = [...this.stroke, this.inside(x, y)];
  }

  /** Let Python judge the drawing. */
  finishStroke() {
    this.isJudging = true;
    this.lab.commands.send({ type: 'draw_track', stroke: this.stroke });
  }

  /** Switch to another view of the road, and train only on the driver's own laps again. @param {ViewName} view */
  see(view) {
    this.stop();
    this.view = view;
    this.counted = [];
    this.found = undefined;
    this.openExperiment(`vehicle/${view}`);
  }

  restart() {
    this.trail = [];
    this.isRestarting = true;
    this.ask();
  }

  /** @param {DriverName} who */
  sit(who) {
    this.who = who;
    this.steering = 0;
  }

  toggle() {
    if (this.isDriving) return this.stop();
    this.isDriving = true;
    if (this.car?.is_off) this.restart();
    else this.ask();
  }

  stop() {
    this.isDriving = false;
    clearTimeout(this.timer);
  }

  /** Request the next tick if the car is driving, and otherwise the current view with the newest weights. */
  question() {
    const { isRestarting: restarts, steering, who } = this;
    this.isRestarting = false;
    return { type: /** @type {const} */ ('drive'), who, steering, ticks: this.isDriving ? 1 : 0, restarts };
  }

  /** @param {FrameReport} frame */
  follow(frame) {
    if (!this.isDriving) super.follow(frame);
  }

  count() {
    this.isCounting = true;
    this.lab.commands.send({ type: 'laps' });
  }

  /** @param {MoreExamples} what */
  learn(what) {
    this.stop();
    this.lab.commands.send({ type: 'more_examples', what });
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Received<TrackReport | TrackRefused | Driven | LapsDriven | ExamplesFound>} */ (report);
    if (answer.type === 'track') this.onTrack(answer);
    else if (answer.type === 'track_refused') this.onRefused(answer);
    else if (answer.type === 'driven') this.onDriven(answer);
    else if (answer.type === 'laps') {
      this.isCounting = false;
      this.counted = [...this.counted, answer];
    } else {
      this.found = answer;
      this.lab.openSaved(answer.experiment);
    }
  }

  /** @param {Received<TrackReport>} answer */
  onTrack(answer) {
    this.track = answer;
    this.tried = this.refused = undefined;
    if (!this.building && this.isJudging) this.onDrawn();
    else if (this.building?.length && this.wanted?.length) this.onOwn();
    this.restart();
    this.askNext();
  }

  /** @param {Received<TrackRefused>} answer */
  onRefused(answer) {
    this.refused = answer;
    this.tried = this.isMoving ? this.building : undefined;
    if (!this.building) this.isJudging = false;
    this.askNext();
  }

  /** Send the newest points, unless they have already been sent. */
  askNext() {
    const next = this.wanted === this.building ? undefined : this.wanted;
    this.building = this.wanted = undefined;
    if (next) this.askTrack(next);
  }

  /** The drawing has become the track. */
  onDrawn() {
    this.isJudging = this.isDrawing = false;
    this.clearStroke();
    this.onOwn();
  }

  /** The track is the reader's own. */
  onOwn() {
    this.preset = null;
    this.counted = [];
  }

  /** @param {Received<Driven>} answer */
  onDriven(answer) {
    const isElsewhere = answer.x !== this.car?.x || answer.y !== this.car.y;
    this.car = answer;
    if (!this.isRestarting && (isElsewhere || !this.trail.length)) this.trail = [...this.trail.slice(1 - TRAIL), [answer.x, answer.y]];
    if (answer.is_off && !this.isRestarting) this.stop();
    this.answered();
    clearTimeout(this.timer);
    if (this.isDriving && !this.isWaiting) this.timer = setTimeout(() => this.ask(), TICK_MS);
  }
}

/** @param {Lab} lab */
export const vehicleOf = (lab) => /** @type {Vehicle} */ (/** @type {unknown} */ (lab.instruments.get('vehicle')));
