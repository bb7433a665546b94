/**
 * The application Images: the drawing, the network's answer, and the training pictures that influenced it most.
 *
 * @import { DigitRead, Influences, Received } from '../../generated/protocol'
 * @import { InstrumentReport } from '../../model/instruments.js'
 * @import { Lab } from '../../model/lab.js'
 */
import { DIGIT_REPORTS } from '../../generated/protocol.js';
import { FollowingState } from '../app-state.js';
import { emptyInk, painted } from './ink.js';

/** Milliseconds between two predictions while the run trains. */
const READ_MS = 150;

/** @typedef {'conv' | 'clothing'} PictureSet */

export class Digits extends FollowingState {
  /** @param {Lab} lab */
  constructor(lab) {
    super(lab, DIGIT_REPORTS, READ_MS);
    /** @type {PictureSet} */
    this.set = 'conv';
    this.ink = emptyInk();
    /** The index of the test example that is shown instead of the drawing. */
    /** @type {number | undefined} */
    this.example = undefined;
    /** The class to explain; null for the most probable one. */
    /** @type {number | null} */
    this.target = null;
    /** @type {Received<DigitRead> | undefined} */
    this.read = undefined;
    /** @type {Received<Influences> | undefined} */
    this.behind = undefined;
    /** Whether `behind` belongs to an earlier answer. */
    this.isBehindOutdated = false;
  }

  /** Python died, so no request is pending. */
  forget() {
    super.forget();
    this.behind = undefined;
  }

  question() {
    this.isBehindOutdated = true;
    return { type: /** @type {const} */ ('read_digit'), ink: this.example ?? this.ink, target: this.target };
  }

  /** @param {number} row @param {number} column @param {boolean} isInk whether to draw rather than erase */
  paint(row, column, isInk) {
    this.example = undefined;
    this.ink = painted(this.ink, row, column, isInk);
    this.ask();
  }

  clear() {
    this.example = undefined;
    this.ink = emptyInk();
    this.ask();
  }

  /** Show the next test example. */
  next() {
    this.example = (this.example ?? -1) + 1;
    this.ask();
  }

  /** @param {number | null} kind */
  explain(kind) {
    this.target = kind;
    this.ask();
  }

  findBehind() {
    this.lab.commands.send({ type: 'ask_influences' });
  }

  /** @param {PictureSet} set */
  open(set) {
    this.set = set;
    this.target = null;
    this.example = set === 'clothing' ? 0 : undefined;
    this.read = this.behind = undefined;
    this.openExperiment(`digits/${set}`);
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Received<DigitRead | Influences>} */ (report);
    if (answer.type === 'influences') {
      this.behind = answer;
      this.isBehindOutdated = false;
      return;
    }
    if (answer.revision === this.lab.commands.revision) this.read = answer;
    this.answered();
  }
}

/** @param {Lab} lab */
export const digitsOf = (lab) => /** @type {Digits} */ (/** @type {unknown} */ (lab.instruments.get('digits')));
