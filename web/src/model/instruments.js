/**
 * What can be opened beside the run: which instruments are open, and to which of them a report goes.
 *
 * @import { Lab } from './lab.js'
 * @import { Arrays } from '../engine/reports.js'
 */
import { FleetState } from '../fleets/state.js';
import { Signal } from './signal.js';

/** @typedef {{ type: string, arrays: Arrays }} InstrumentReport */

/**
 * What an instrument's state has to do.
 *
 * @typedef {object} Instrument
 * @property {string[]} reports the types of those that it is told of
 * @property {(report: InstrumentReport) => void} receive
 * @property {(isOpen: boolean) => void} show tell Python that it was opened or closed
 */

export class Instruments {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    this.changed = new Signal();
    /** @type {Set<string>} */
    this.open = new Set();
    this.fleet = new FleetState(lab, 'fleet');
    this.race = new FleetState(lab, 'race');
    /** @type {Record<string, Instrument>} */
    this.all = { fleet: this.fleet, race: this.race };
  }

  /** @param {string} name */
  toggle(name) {
    const isOpen = !this.open.has(name);
    if (isOpen) this.open.add(name);
    else this.open.delete(name);
    this.all[name]?.show(isOpen);
    this.changed.emit();
  }

  /** Python died: what was trained beside the run is gone. */
  forget() {
    this.fleet.forget();
    this.race.forget();
  }

  /** Python was started anew and knows of nothing that is open. */
  reopen() {
    for (const name of this.open) this.all[name]?.show(true);
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    for (const instrument of Object.values(this.all)) {
      if (instrument.reports.includes(report.type)) instrument.receive(report);
    }
  }
}
