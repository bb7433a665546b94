/**
 * A weight that is changed by hand, with the loss along it, and the facts that Python reports about the selected
 * example.
 *
 * @import { Examined, LossAlongReport, Received } from '../generated/protocol'
 * @import { FrameReport } from '../engine/reports.js'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { TOUCH_REPORTS } from '../generated/protocol.js';
import { indexOf, isEqual } from '../model/places.js';
import { Tracked, watch } from '../signals/tracked.js';

/** @typedef {Received<LossAlongReport>} Along */
/** @typedef {Received<Examined>} Facts */

/**
 * An unfinished change to the weight. It can be reverted, and one step undoes it.
 *
 * @typedef {object} Gesture
 * @property {number} index
 * @property {number} before the value to return to
 * @property {number | undefined} after the last value
 * @property {boolean} isDrag
 * @property {boolean} resumes whether training was paused for it and has to continue afterwards
 */

/** The shortest times between two requests while the run trains. */
const ALONG_MS = 400;
const EXAMPLE_MS = 250;
/** A request counts as lost, for example because it failed, after this time. */
const LOST_MS = 3000;

const NOTHING_ASKED = { along: false, example: false, alongAt: -Infinity, exampleAt: -Infinity };

export class Touch extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = TOUCH_REPORTS;
    /** The index in `theta` of the parameter whose slider is open. */
    /** @type {number | undefined} */
    this.index = undefined;
    /** @type {Along | undefined} */
    this.along = undefined;
    /** @type {Gesture | undefined} */
    this.gesture = undefined;
    /** The next value, which is sent once Python has answered the previous request. */
    /** @type {number | undefined} */
    this.wanted = undefined;
    /** @type {Facts | undefined} */
    this.facts = undefined;
    /** What to announce once the facts of an example have arrived. */
    /** @type {{ example: number, words: () => string } | undefined} */
    this.awaited = undefined;
    /** The requests without an answer, and when each was last sent. */
    this.asked = NOTHING_ASKED;
    /** The weights at the last request for the loss. */
    /** @type {ArrayLike<number> | undefined} */
    this.seen = undefined;
    /** The weights at the last request for an example. */
    /** @type {ArrayLike<number> | undefined} */
    this.seenByExample = undefined;
    this.observe();
  }

  /** This instrument has no button. */
  show() {}

  /** Python died, so pending requests are not answered. */
  forget() {
    this.asked = NOTHING_ASKED;
    this.gesture = this.wanted = undefined;
  }

  /** @param {'along' | 'example'} what */
  isWaiting(what) {
    const { asked } = this;
    return asked[what] && performance.now() - asked[`${what}At`] < LOST_MS;
  }

  // --- a weight ----------------------------------------------------------------------------------

  /** The value on the slider: the value that is sent next, or that of the run. */
  get value() {
    return this.wanted ?? this.along?.value ?? 0;
  }

  get isDragged() {
    return this.gesture?.isDrag === true;
  }

  /**
   * Open the slider of a parameter.
   *
   * @param {number} index
   */
  open(index) {
    this.end();
    this.along = undefined;
    this.index = index;
    this.asked = { ...this.asked, along: false };
    this.ask(false);
    // Request a frame, so that the gradients shown are those at the current weights.
    if (!this.lab.isPlaying) this.lab.show({});
  }

  close() {
    this.end();
    this.index = this.along = undefined;
  }

  /** @param {boolean} keeps whether the curve's ends stay where they are */
  ask(keeps) {
    if (this.index === undefined) return;
    this.seen = this.lab.frame?.arrays.theta;
    this.asked = { ...this.asked, along: true, alongAt: performance.now() };
    this.lab.commands.send({ type: 'loss_along', index: this.index, keeps });
  }

  /**
   * A change begins. Training pauses while a weight is dragged.
   *
   * @param {boolean} isDrag
   */
  startChange(isDrag) {
    const { index, lab } = this;
    const before = index === undefined ? undefined : lab.frame?.arrays.theta?.[index];
    if (index === undefined || before === undefined) return;
    this.end();
    const resumes = isDrag && lab.isPlaying && lab.goal === null;
    this.gesture = { index, before, after: undefined, isDrag, resumes };
    if (resumes) lab.togglePlay();
  }

  /**
   * Set the weight. Values that arrive faster than Python answers are skipped.
   *
   * @param {number} value
   */
  set(value) {
    if (!this.gesture) this.startChange(false);
    if (!this.gesture || value === (this.gesture.after ?? this.gesture.before)) return;
    this.gesture = { ...this.gesture, after: value };
    this.wanted = value;
    if (!this.isWaiting('along')) this.flush();
  }

  /** Send the newest value. */
  flush() {
    const { gesture, wanted } = this;
    if (!gesture || wanted === undefined) return;
    this.edit(gesture.index, wanted);
    this.wanted = undefined;
    this.ask(true);
  }

  /** End the change, which becomes one step for Undo. */
  end() {
    const { gesture } = this;
    if (!gesture) return;
    this.flush();
    this.finish(gesture);
    const { index, before, after } = gesture;
    if (after === undefined || after === before) return;
    this.lab.undoList.add({
      // Two changes in quick succession can be undone separately.
      key: `weight ${index} ${performance.now()}`,
      before: { type: 'edit', index, value: before },
      after: { type: 'edit', index, value: after },
    });
  }

  /**
   * Revert the change.
   *
   * @returns {boolean} whether there was a change
   */
  cancel() {
    const { gesture } = this;
    if (!gesture) return false;
    this.wanted = undefined;
    const isChanged = gesture.after !== undefined && gesture.after !== gesture.before;
    if (isChanged) this.edit(gesture.index, gesture.before);
    this.finish(gesture);
    return isChanged;
  }

  /** @param {Gesture} gesture */
  finish(gesture) {
    this.gesture = undefined;
    this.ask(false);
    if (gesture.resumes) this.lab.togglePlay();
  }

  /** @param {number} index @param {number} value */
  edit(index, value) {
    this.lab.act({ type: 'edit', index, value }, this.lab.isPlaying);
  }

  // --- an example --------------------------------------------------------------------------------

  /** The parameter whose gradient an example contributes to: that of the slider, or the selected one. */
  get subject() {
    const { network, selection, frame } = this.lab;
    const { place } = selection;
    if (this.index !== undefined) return this.index;
    if (!network || !place || place.layer < 0 || place.unit < 0) return undefined;
    if (!network.layers[place.layer]?.is_dense) return undefined;
    const index = indexOf(network, place);
    return index < (frame?.arrays.theta?.length ?? 0) ? index : undefined;
  }

  /** The facts of the selected example, if they have arrived. */
  get known() {
    const { facts, lab } = this;
    return facts?.example === lab.selection.example && facts?.revision === lab.commands.revision ? facts : undefined;
  }

  /** Send a request whenever another example or weight is selected. */
  observe() {
    const { lab } = this;
    watch(
      () => [lab.isLive, lab.selection.example, lab.selection.example === undefined ? undefined : this.subject],
      () => {
        this.seenByExample = undefined;
        this.examine();
        this.observe();
      },
    );
  }

  /** Ask about the selected example, unless the answer is known or already requested. */
  examine() {
    const { asked, lab } = this;
    const { example } = lab.selection;
    const theta = lab.frame?.arrays.theta;
    if (!lab.isLive || example === undefined || example >= lab.examples || this.isWaiting('example')) return;
    if (this.seenByExample !== undefined && isEqual(this.seenByExample, theta)) return;
    this.seenByExample = theta ?? [];
    this.asked = { ...asked, example: true, exampleAt: performance.now() };
    lab.commands.send({ type: 'examine', example, index: this.subject ?? null });
  }

  /**
   * Announce an example to screen readers once its facts are known.
   *
   * @param {number} example
   * @param {() => string} words
   */
  announce(example, words) {
    if (!this.lab.isLive || this.known?.example === example) return this.lab.notices.announce(words());
    this.awaited = { example, words };
  }

  // --- reports -----------------------------------------------------------------------------------

  /**
   * The run has changed, so request the displayed values again.
   *
   * @param {FrameReport} frame
   */
  follow(frame) {
    const isTraining = frame.state === 'training';
    const now = performance.now();
    const { theta } = frame.arrays;
    const isDue = !isTraining || now - this.asked.alongAt > ALONG_MS;
    if (this.index !== undefined && !this.gesture && !this.isWaiting('along') && isDue && !isEqual(this.seen, theta)) this.ask(false);
    if (!isTraining || now - this.asked.exampleAt > EXAMPLE_MS) this.examine();
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Along | Facts} */ (/** @type {unknown} */ (report));
    if (answer.type === 'loss_along') {
      this.asked = { ...this.asked, along: false };
      if (answer.index === this.index) this.along = answer;
      this.flush();
      return;
    }
    this.asked = { ...this.asked, example: false };
    this.facts = answer;
    const { awaited } = this;
    const { example } = this.lab.selection;
    if (awaited?.example === answer.example) {
      this.awaited = undefined;
      if (example === answer.example) this.lab.notices.announce(awaited.words());
    }
    if (example !== answer.example || (this.subject ?? null) !== answer.index) {
      this.seenByExample = undefined;
      this.examine();
    }
  }
}

/** @param {Lab} lab */
export const touchOf = (lab) => /** @type {Touch} */ (/** @type {unknown} */ (lab.instruments.get('touch')));
