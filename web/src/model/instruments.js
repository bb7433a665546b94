/**
 * The instruments: which of them are open, and which receive a report.
 *
 * @import { InstrumentReport as Sent, PackedWeights, Received } from '../generated/protocol'
 * @import { FrameReport } from '../engine/reports.js'
 * @import { Action } from './actions.js'
 * @import { Lab } from './lab.js'
 */
import { Tracked } from '../signals/tracked.js';

/** @typedef {Received<Sent | PackedWeights>} InstrumentReport */

/**
 * The interface of an instrument's state.
 *
 * @typedef {object} Instrument
 * @property {string[]} reports the types of the reports that it receives
 * @property {(report: InstrumentReport) => void} receive
 * @property {(isOpen: boolean, name: string) => void} show notify Python that it was opened or closed
 * @property {() => void} [begin] called when Python is ready, and again after a restart
 * @property {() => void} [forget] called when Python died and fleets are lost
 * @property {() => void} [failed] called when Python could not carry out a command, which may concern another part of the page
 * @property {(frame: FrameReport) => void} [follow] called for every frame
 * @property {() => void} [leave] called before the run starts over
 * @property {(op: number) => void} [goTo] called when the URL names an op of a step
 */

/**
 * An instrument of the lab. Instruments with the same state class share the state.
 *
 * @typedef {object} InstrumentRow
 * @property {string} name
 * @property {new (lab: Lab) => Instrument} State
 * @property {string} [label] the text of its button, if it has one
 * @property {string} [title] its name in the list of instruments, if it has no button
 * @property {(lab: Lab) => void} [open] opens it, if it is not opened by the button
 * @property {(properties: { lab: Lab }) => unknown} [view] the figure that the button opens
 * @property {Action[]} [actions] actions with their own keys
 */

export class Instruments extends Tracked {
  /**
   * @param {Lab} lab
   * @param {InstrumentRow[]} rows
   */
  constructor(lab, rows) {
    super();
    /** @type {ReadonlySet<string>} */
    this.open = new Set();
    this.rows = rows;
    /** @type {Map<InstrumentRow['State'], Instrument>} */
    const states = new Map();
    for (const { State } of rows) if (!states.has(State)) states.set(State, new State(lab));
    this.states = [...states.values()];
    /** @type {Map<string, Instrument>} */
    this.byName = new Map(rows.flatMap(({ name, State }) => {
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

  /** Python could not carry out a command, which an instrument may have sent. */
  failed() {
    for (const state of this.states) state.failed?.();
  }

  /** Python is ready, or was restarted, and does not know which instruments are open. */
  reopen() {
    for (const state of this.states) state.begin?.();
    for (const name of this.open) this.get(name).show(true, name);
  }

  /** @param {FrameReport} frame */
  follow(frame) {
    for (const state of this.states) state.follow?.(frame);
  }

  /** The run is about to start over. */
  leave() {
    for (const state of this.states) state.leave?.();
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
