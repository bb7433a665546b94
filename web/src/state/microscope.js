/**
 * The microscope's state: the step that comes next, where the person is in it, and what was asked.
 *
 * @import { AllChecked, Checked, Explained, FoundPaths, Look, Matrix, Microscope as Question, Walked } from '../generated/protocol'
 * @import { Arrays } from './reports.js'
 * @import { Lab } from './lab.js'
 */

/** @typedef {Look & { arrays: Arrays }} LookReport */
/** @typedef {Walked | LookReport | Explained | Checked | AllChecked | FoundPaths} Answer */
/** @typedef {{ name: string, row: number, column: number }} Entry an entry of a result */

export class Microscope {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    this.isOpen = false;
    /** @type {Walked | undefined} */
    this.walked = undefined;
    this.op = 0;
    /** @type {[number, number]} where windows into large matrices start */
    this.start = [0, 0];
    /** @type {LookReport | undefined} */
    this.look = undefined;
    /** @type {Entry | undefined} */
    this.entry = undefined;
    /** @type {Explained | undefined} */
    this.explained = undefined;
    /** @type {Checked | undefined} */
    this.checked = undefined;
    /** @type {AllChecked | undefined} */
    this.allChecked = undefined;
    this.isChecking = false;
    /** @type {FoundPaths | undefined} */
    this.paths = undefined;
  }

  /** The op looked at. */
  get current() {
    return this.walked?.ops[this.op];
  }

  /** What the diagram lights up. */
  get highlight() {
    const { current, isOpen } = this;
    if (!isOpen || current?.layer == null) return undefined;
    return { layer: current.layer, backward: current.backward };
  }

  /** @param {Question} question */
  ask(question) {
    this.lab.queue.push(question);
    this.lab.pump();
  }

  toggle() {
    this.isOpen = !this.isOpen;
    if (this.isOpen && this.lab.isPlaying) this.lab.togglePlay();
    else if (this.isOpen) this.walk();
    else this.lab.requestPaint();
    this.lab.changed.emit();
  }

  /**
   * Open at an op, once the step that a link names has come.
   *
   * @param {number | undefined} op
   */
  goTo(op) {
    if (op === undefined) return;
    this.isOpen = true;
    this.op = op;
  }

  /** An address that opens this very step, if the experiment alone leads there. */
  get link() {
    const { opened, frame } = this.lab;
    if (!opened || !this.walked || frame?.marks.length) return undefined;
    const parts = [opened.hash, `step=${this.walked.step}`, `op=${this.op}`].filter(Boolean);
    return `${location.href.replace(/#.*/, '')}#${parts.join('&')}`;
  }

  /** Trace the step that comes next; the place in it is kept. */
  walk() {
    this.ask({ type: 'walk' });
  }

  /**
   * A frame has come: if the run has moved and rests, the step that comes next is another.
   *
   * @param {import('./reports.js').FrameReport} frame
   */
  follow(frame) {
    if (!this.isOpen || frame.state === 'training') return;
    const { walked } = this;
    if (!walked || walked.step !== frame.step || walked.revision !== frame.revision) this.walk();
  }

  /** @param {number} op */
  go(op) {
    const count = this.walked?.ops.length ?? 0;
    const place = Math.max(0, Math.min(count - 1, op));
    if (place !== this.op) {
      this.entry = undefined;
      this.explained = undefined;
      this.paths = undefined;
      this.start = [0, 0];
    }
    this.op = place;
    this.ask({ type: 'look', op: place, start: this.start });
    this.lab.changed.emit();
    this.lab.requestPaint();
  }

  /** To the first op after this section. */
  finishSection() {
    const { ops = [] } = this.walked ?? {};
    const section = this.current?.section;
    const next = ops.findIndex(({ section: other }, i) => i > this.op && other !== section);
    this.go(next < 0 ? ops.length - 1 : next);
  }

  /**
   * Look at one entry of a matrix.
   *
   * @param {Matrix} matrix
   * @param {number} row
   * @param {number} column
   */
  choose(matrix, row, column) {
    if (!matrix.is_result) return;
    this.entry = { name: matrix.name, row, column };
    this.checked = undefined;
    this.paths = undefined;
    this.ask({ type: 'explain', op: this.op, ...this.entry });
  }

  /** @param {[number, number]} start */
  move(start) {
    this.start = start;
    this.ask({ type: 'look', op: this.op, start });
  }

  /** @param {number | null} index of a parameter, or all */
  check(index) {
    this.isChecking = true;
    this.ask({ type: 'check', index });
    this.lab.changed.emit();
  }

  /**
   * Which parameter an entry of a gradient belongs to.
   *
   * @returns {number | undefined}
   */
  get parameter() {
    const { entry, current } = this;
    const layer = current?.layer == null ? undefined : this.lab.opened?.network.layers[current.layer];
    if (!entry || !layer || !current?.backward) return undefined;
    if (entry.name === 'dweight') return layer.offset + entry.row * (layer.inputs + 1) + entry.column;
    if (entry.name === 'dbias') return layer.offset + entry.column * (layer.inputs + 1) + layer.inputs;
    return undefined;
  }

  /**
   * Ask for the chosen gradient along every path, for one example of the batch.
   *
   * @param {number} example
   */
  askPaths(example) {
    const { entry, current } = this;
    if (!entry || current?.layer == null) return;
    const isBias = entry.name === 'dbias';
    const [unit, source] = isBias ? [entry.column, null] : [entry.row, entry.column];
    this.ask({ type: 'paths', layer: current.layer, unit, source, example });
  }

  /** @param {Answer} answer */
  receive(answer) {
    if (answer.type === 'walked') {
      this.walked = answer;
      this.checked = undefined;
      this.allChecked = undefined;
      this.go(Math.min(this.op, answer.ops.length - 1));
      if (this.entry) this.ask({ type: 'explain', op: this.op, ...this.entry });
    } else if (answer.type === 'look') {
      if (answer.op === this.op) this.look = answer;
    } else if (answer.type === 'explained') {
      if (answer.op === this.op) this.explained = answer;
    } else if (answer.type === 'paths') {
      this.paths = answer;
    } else {
      this.isChecking = false;
      if (answer.type === 'checked') this.checked = answer;
      else this.allChecked = answer;
    }
    this.lab.changed.emit();
  }
}
