/**
 * The microscope's state: the next step, the current position in it, and requests.
 *
 * @import { CheckedParameter, CheckedParameters, Checking, EntryPlace, Exhibit, ExplainedEntry, FoundPaths, Look, Matrix, MicroscopeCommand as Question, Received, Walked } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 * @import { Place } from '../model/places.js'
 */
import { MICROSCOPE_REPORTS } from '../generated/protocol.js';
import { isEqual } from '../model/places.js';
import { text } from '../text/index.js';
import { Tracked } from '../signals/tracked.js';
import { entryOfPlace, isMade, nearest, parameterAt, windowAround } from './cells.js';
import { highlightOf } from './highlight.js';
import { linkTo } from './link.js';

/** @typedef {Received<Look>} LookReport */
/** @typedef {Walked | LookReport | ExplainedEntry | CheckedParameter | Checking | CheckedParameters | FoundPaths} Answer */
/** @typedef {{ name: string, row: number, column: number }} Entry an entry of a result */
/** @typedef {{ stops: EntryPlace[], index: number, at: number }} Way a path that is followed */

export class Microscope extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = MICROSCOPE_REPORTS;
    this.isOpen = false;
    /** @type {Walked | undefined} */
    this.walked = undefined;
    /** One example of the batch, all (null), or 'first' if nothing was chosen. */
    /** @type {number | 'first' | null} */
    this.example = 'first';
    this.op = 0;
    /** The time at which this op was selected, for the diagram's animation. */
    this.movedAt = -Infinity;
    /** @type {[number, number]} where windows into large matrices start */
    this.start = [0, 0];
    /** @type {LookReport | undefined} */
    this.look = undefined;
    /** @type {Entry | undefined} */
    this.entry = undefined;
    /** @type {ExplainedEntry | undefined} */
    this.explained = undefined;
    /** @type {CheckedParameter | undefined} */
    this.checked = undefined;
    /** @type {CheckedParameters | undefined} */
    this.allChecked = undefined;
    this.isChecking = false;
    /** The progress of the check of all gradients. */
    /** @type {Checking | undefined} */
    this.checking = undefined;
    /** @type {FoundPaths | undefined} */
    this.paths = undefined;
    /** @type {Way | undefined} */
    this.way = undefined;
    /** The exhibit that is shown instead of the lab's network, and its step. */
    /** @type {Exhibit | null} */
    this.exhibit = null;
    this.exhibitStep = 0;
    /** The next announcement for screen readers. */
    this.announced = '';
    /** The frame of the run at the last trace. */
    /** @type {import('../engine/reports.js').FrameReport | undefined} */
    this.walkedFrom = undefined;
    /** The parameter to show once the step has arrived. */
    /** @type {Place | undefined} */
    this.wanted = undefined;
    /** Whether the pointer is on one of the microscope's matrices. */
    this.isPointed = false;
  }

  /** The selected op. */
  get current() {
    return this.walked?.ops[this.op];
  }

  /**
   * The matrix of the explained entry.
   *
   * @param {{ op: number, name: string }} place
   */
  matrixOf({ op, name }) {
    return this.walked?.ops[op]?.matrices.find((matrix) => isMade(matrix) && matrix.name === name);
  }

  /** The parts highlighted in the diagram. */
  get highlight() {
    return highlightOf(this);
  }

  /** @param {Question} question */
  ask(question) {
    this.lab.commands.send(question);
  }

  /**
   * Open the microscope, at the selected weight or unit if there is one. If it is open at another entry, go to the
   * selection; otherwise, close it.
   */
  toggle() {
    const { place } = this.lab.selection;
    const target = place && place.layer >= 0 && !this.isPointed ? place : undefined;
    if (this.isOpen && target && this.walked && this.seek(this.walked, target)) return;
    this.isOpen = !this.isOpen;
    this.wanted = this.isOpen ? target : undefined;
    if (this.isOpen && this.lab.isPlaying) this.lab.togglePlay();
    else if (this.isOpen) this.walk();
    else this.leave();
  }

  close() {
    this.isOpen = false;
    this.leave();
  }

  /** The microscope was closed. */
  leave() {
    if (this.isChecking) this.stopCheck();
    this.release();
  }

  /** Release the displayed example, if it is the pinned one. */
  release() {
    const { lab, walked } = this;
    if (lab.selection.pinned === walked?.rows[0]) lab.selection.pinned = undefined;
  }

  /**
   * Show a parameter's gradient.
   *
   * @param {Walked} walked
   * @param {Place} place
   * @returns {boolean} whether the gradient is elsewhere in the step
   */
  seek(walked, place) {
    const found = entryOfPlace(walked, place);
    const { op, entry } = this;
    if (!found || (found.op === op && isSameEntry(found.entry, entry))) return false;
    this.way = undefined;
    this.go(found.op, found.entry);
    return true;
  }

  /** The microscope has its own figure and key. */
  show() {}

  /**
   * Open at an op, once the step of a link has been reached.
   *
   * @param {number} op
   */
  goTo(op) {
    this.isOpen = true;
    this.example = 'first';
    this.way = undefined;
    this.op = op;
  }

  /** A URL that opens this step, if the step is determined by the experiment alone. */
  get link() {
    return linkTo(this);
  }

  /** Trace the next step, and keep the position in it. */
  walk() {
    this.ask({ type: 'walk', example: this.example, exhibit: this.exhibit, step: this.exhibitStep });
  }

  /**
   * Show an exhibit after a number of its steps.
   *
   * @param {Exhibit} exhibit
   * @param {number} [step]
   */
  exhibitAt(exhibit, step = 0) {
    if (exhibit !== this.exhibit) this.op = 0;
    this.exhibit = exhibit;
    this.exhibitStep = step;
    this.example = null;
    if (this.lab.isLive) this.walk();
  }

  /**
   * Select one example of the batch, or all.
   *
   * @param {number | null} example
   */
  watch(example) {
    if (example === null) this.release();
    this.example = example;
    this.way = undefined;
    this.walk();
  }

  /**
   * Handle a frame: if the run is paused and has been trained or edited, trace the new next step.
   *
   * @param {import('../engine/reports.js').FrameReport} frame
   */
  follow(frame) {
    if (!this.isOpen || frame.state === 'training') return;
    const { walked, walkedFrom: last } = this;
    const isAsBefore = last?.step === frame.step && last.state === frame.state && isEqual(last.arrays.theta, frame.arrays.theta);
    if (walked?.revision === frame.revision && isAsBefore) return;
    if (walked && walked.revision !== frame.revision) this.example = 'first';
    this.walkedFrom = frame;
    this.walk();
  }

  /**
   * Select an op, and an entry in it: the given one, or the one at the previous position.
   *
   * @param {number} op
   * @param {Entry} [entry]
   */
  go(op, entry) {
    const count = this.walked?.ops.length ?? 0;
    const place = Math.max(0, Math.min(count - 1, op));
    if (place !== this.op || entry) this.start = entry ? windowAround(entry) : [0, 0];
    if (place !== this.op) {
      this.movedAt = performance.now();
      this.paths = undefined;
      this.checked = undefined;
    }
    this.op = place;
    this.entry = entry ?? nearest(this.current, this.entry);
    this.ask({ type: 'look', op: place, start: this.start, entry: this.entry ?? null });
  }

  // --- playback ----------------------------------------------------------------------------------

  /** The number of playback positions: ops, or the entries of a path. */
  get length() {
    return this.way?.stops.length ?? this.walked?.ops.length ?? 0;
  }

  /** The current position. */
  get at() {
    return this.way?.at ?? this.op;
  }

  /** @param {number} at */
  goAlong(at) {
    const { way } = this;
    if (!way) return this.go(at);
    const place = Math.max(0, Math.min(way.stops.length - 1, at));
    const stop = way.stops[place];
    this.way = { ...way, at: place };
    if (stop) this.go(stop.op, { name: stop.name, row: stop.row, column: stop.column });
  }

  /**
   * Go to the first position in a section.
   *
   * @param {string} name
   */
  goToSection(name) {
    const { ops = [] } = this.walked ?? {};
    const places = this.way ? this.way.stops.map(({ op }) => op) : ops.map((_, index) => index);
    const first = places.findIndex((op) => ops[op]?.section === name);
    if (first >= 0) this.goAlong(first);
  }

  /**
   * Play back only along one of the paths.
   *
   * @param {number} index
   */
  followPath(index) {
    const stops = this.paths?.stops[index];
    if (!stops) return;
    this.way = { stops, index, at: 0 };
    this.goAlong(0);
  }

  leavePath() {
    this.way = undefined;
  }

  // --- entries -----------------------------------------------------------------------------------

  /**
   * Select one entry of a matrix.
   *
   * @param {Matrix} matrix
   * @param {number} row
   * @param {number} column
   */
  choose(matrix, row, column) {
    if (!isMade(matrix)) return;
    this.entry = { name: matrix.name, row, column };
    this.checked = undefined;
    this.paths = undefined;
    this.ask({ type: 'explain', op: this.op, ...this.entry });
  }

  /** @param {[number, number]} start */
  move(start) {
    this.start = start;
    this.ask({ type: 'look', op: this.op, start, entry: null });
  }

  /**
   * Announce a text to screen readers.
   *
   * @param {string} words
   */
  say(words) {
    this.announced = words;
  }

  /** @param {'csv' | 'txt'} format the step as a table, or as text with LaTeX */
  save(format) {
    this.ask({ type: 'export_step', format });
  }

  /** @param {number | null} index of a parameter, or all */
  check(index) {
    this.isChecking = true;
    this.ask({ type: 'check', index });
  }

  stopCheck() {
    this.ask({ type: 'stop_check' });
  }

  /**
   * The parameter to which an entry of a gradient belongs.
   *
   * @returns {number | undefined}
   */
  get parameter() {
    const { entry, current } = this;
    const matrix = current?.matrices.find((one) => isMade(one) && one.name === entry?.name);
    if (this.exhibit || !entry || !current?.backward || !matrix) return undefined;
    return parameterAt(matrix, entry.row, entry.column);
  }

  /**
   * Request the contributions of all paths to the selected gradient, for one example of the batch.
   *
   * @param {number} example
   */
  askPaths(example) {
    const { entry, current } = this;
    if (entry && current?.has_paths) this.ask({ type: 'paths', op: this.op, ...entry, example });
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Answer} */ (/** @type {unknown} */ (report));
    if (answer.type === 'walked') {
      this.walked = answer;
      this.example = answer.example;
      this.checked = undefined;
      this.allChecked = undefined;
      if (!this.isChecking) this.checking = undefined;
      this.paths = undefined;
      this.way = undefined;
      if (answer.example !== null && !this.exhibit) this.lab.selection.pinned = answer.rows[0];
      const { first_bad: bad, ops } = answer;
      const { wanted } = this;
      this.wanted = undefined;
      if (wanted && this.seek(answer, wanted)) return;
      if (bad) this.go(bad.op, { name: bad.name, row: bad.row, column: bad.column });
      else this.go(Math.min(this.op, ops.length - 1));
    } else if (answer.type === 'look') {
      if (answer.op === this.op) this.look = answer;
    } else if (answer.type === 'explained') {
      if (answer.op === this.op) {
        this.explained = answer;
        this.announced = answer.sentence;
      }
    } else if (answer.type === 'paths') {
      this.paths = answer;
    } else if (answer.type === 'checking') {
      this.isChecking = !answer.stopped;
      // A small network is checked within the first slice, so no progress is shown.
      this.checking = answer.done > 0 ? answer : undefined;
      if (answer.stopped) this.announced = text.checkStopped;
    } else {
      this.isChecking = false;
      this.checking = undefined;
      if (answer.type === 'checked') this.checked = answer;
      else this.allChecked = answer;
    }
  }
}

/**
 * @param {Entry} a
 * @param {Entry | undefined} b
 */
const isSameEntry = (a, b) => a.name === b?.name && a.row === b.row && a.column === b.column;

/** @param {Lab} lab */
export const microscopeOf = (lab) => /** @type {Microscope} */ (/** @type {unknown} */ (lab.instruments.get('microscope')));
