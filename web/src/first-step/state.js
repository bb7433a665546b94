/**
 * The first screen: one step of a tiny network, recorded or computed by Python, and the current picture of it.
 *
 * @import { FirstStepReport, Received } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import recorded from '../generated/first-step.json';
import { FIRST_STEP_REPORTS } from '../generated/protocol.js';
import { Tracked } from '../signals/tracked.js';
import { PICTURES } from './pictures.js';

/** As in `visit.js`. */
const KEY = 'chainrule-first-step';
const SHELL = 'first-visit';

/** The position before the first picture. */
const BEFORE = -1;

/** @typedef {{ weight: number, target: number }} Values the numbers that the reader can change */

export class FirstStep extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = FIRST_STEP_REPORTS;
    /** Whether the first screen is shown instead of the lab. */
    this.isOpen = globalThis.document?.documentElement.classList.contains(SHELL) ?? false;
    /** @type {FirstStepReport} */
    this.step = /** @type {FirstStepReport} */ (recorded);
    /** The index of the displayed picture. */
    this.at = BEFORE;
    this.isPlaying = false;
    /** Whether the reader is changing values instead of watching. */
    this.isChanging = false;
    /** @type {Values} */
    this.values = valuesOf(this.step);
    /** The values with which Python is computing the step. */
    /** @type {Values | undefined} */
    this.asked = undefined;
  }

  get picture() {
    return PICTURES[this.at];
  }

  get isWatching() {
    return this.at > BEFORE && !this.isChanging;
  }

  get isAtEnd() {
    return this.isWatching && this.at === PICTURES.length - 1;
  }

  /** Show the first screen from the beginning. */
  open() {
    this.at = BEFORE;
    this.isPlaying = this.isChanging = false;
    this.isOpen = true;
  }

  /** Go to the lab; later visits start there. */
  leave() {
    this.isOpen = this.isPlaying = false;
    try {
      localStorage.setItem(KEY, 'left');
    } catch {
      // Without storage, the next visit starts with the first screen again.
    }
  }

  /** @param {boolean} isMoving whether the pictures advance automatically */
  start(isMoving) {
    this.isChanging = false;
    this.at = 0;
    this.isPlaying = isMoving;
  }

  togglePlay() {
    if (this.isAtEnd || this.isChanging || this.at === BEFORE) this.start(true);
    else this.isPlaying = !this.isPlaying;
  }

  /** Show the next picture, because this one has been shown long enough. */
  advance() {
    if (!this.isAtEnd) this.at += 1;
    if (this.isAtEnd) this.isPlaying = false;
  }

  /** The reader turns a page. @param {1 | -1} by */
  turn(by) {
    if (this.isChanging) return;
    this.isPlaying = false;
    this.at = Math.min(PICTURES.length - 1, Math.max(0, this.at + by));
  }

  /** Let the reader change the numbers. */
  change() {
    this.isPlaying = false;
    this.isChanging = true;
  }

  /** @param {Partial<Values>} values */
  set(values) {
    this.values = { ...this.values, ...values };
    this.ask();
  }

  /** Ask Python for the step with the newest values, one request at a time. */
  ask() {
    if (this.asked || isSame(this.values, valuesOf(this.step))) return;
    this.asked = this.values;
    this.lab.commands.send({ type: 'first_step', ...this.values });
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    this.asked = undefined;
    this.step = /** @type {Received<FirstStepReport>} */ (report);
    this.ask();
  }

  /** The first screen has no instrument that Python needs to know about. */
  show() {}

  /** Python died before it answered. */
  forget() {
    this.asked = undefined;
  }
}

/** @param {FirstStepReport} step @returns {Values} */
function valuesOf({ output_weights: [weight = 0], target }) {
  return { weight, target };
}

/** @param {Values} one @param {Values} other */
const isSame = (one, other) => one.weight === other.weight && one.target === other.target;

/** @param {Lab} lab */
export const firstStepOf = (lab) => /** @type {FirstStep} */ (/** @type {unknown} */ (lab.instruments.get('first-step')));
