/**
 * The instruments: which are open, and which of them receive a report.
 *
 * @import { FrameReport, Arrays } from '../engine/reports.js'
 * @import { Action } from './actions.js'
 * @import { Lab } from './lab.js'
 */
import { Tracked } from '../signals/tracked.js';

/** @typedef {{ type: string, arrays: Arrays }} InstrumentReport */

/**
 * The interface of an instrument's state.
 *
 * @typedef {object} Instrument
 * @property {string[]} reports the types of those that it takes
 * @property {(report: InstrumentReport) => void} receive
 * @property {(isOpen: boolean, name: string) => void} show tell Python that it was opened or closed
 * @property {() => void} [forget] Python died, and what was trained beside the run is gone
 * @property {(frame: FrameReport) => void} [follow] a frame has come
 * @property {(op: number) => void} [goTo] the address names an op of a step
 */

/**
 * An instrument of the lab. Instruments with the same state class share the state.
 *
 * @typedef {object} Wing
 * @property {string} name
 * @property {new (lab: Lab) => Instrument} State
 * @property {string} [label] on the button that opens it, if it has one
 * @property {(properties: { lab: Lab }) => unknown} [view] the figure that opens then
 * @property {Action} [action] with a key of its own
 */

export class Instruments extends Tracked {
  /**
   * @param {Lab} lab
   * @param {Wing[]} wings
   */
  constructor(lab, wings) {
    super();
    /** @type {ReadonlySet<string>} */
    this.open = new Set();
    this.wings = wings;
    /** @type {Map<Wing['State'], Instrument>} */
    const states = new Map();
    for (const { State } of wings) if (!states.has(State)) states.set(State, new State(lab));
    this.states = [...states.values()];
    /** @type {Map<string, Instrument>} */
    this.byName = new Map(wings.flatMap(({ name, State }) => {
      const state = states.get(State);
      return state ? [[name, state]] : [];
    }));
  }

  /**
   * The state of one of the lab's instruments.
   *
   * @param {string} name
   */
  get(name) {
    const state = this.byName.get(name);
    if (!state) throw new RangeError(`no instrument: ${name}`);
    return state;
  }

  /** @param {string} name */
  has(name) {
    return this.byName.has(name);
  }

  /** @param {string} name */
  toggle(name) {
    const isOpen = !this.open.has(name);
    const others = [...this.open].filter((other) => other !== name);
    this.open = new Set(isOpen ? [...others, name] : others);
    this.get(name).show(isOpen, name);
  }

  /** Python died: fleets and races are lost. */
  forget() {
    for (const state of this.states) state.forget?.();
  }

  /** Python was restarted and does not know which instruments are open. */
  reopen() {
    for (const name of this.open) this.get(name).show(true, name);
  }

  /** @param {FrameReport} frame */
  follow(frame) {
    for (const state of this.states) state.follow?.(frame);
  }

  /** @param {number} op of the step in the URL */
  goTo(op) {
    for (const state of this.states) state.goTo?.(op);
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    for (const state of this.states) if (state.reports.includes(report.type)) state.receive(report);
  }
}
