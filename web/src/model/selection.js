/**
 * The user's selection, shared by all parts of the page: the diagram, the output map, the table of
 * examples, the microscope, the instruments and the fleets.
 *
 * @import { NetworkLayer } from '../generated/protocol'
 * @import { Place } from './places.js'
 */
import { Tracked } from '../signals/tracked.js';
import { fits, isSame } from './places.js';

export class Selection extends Tracked {
  constructor() {
    super();
    /** A unit or a link of the network. */
    /** @type {Place | undefined} */
    this.place = undefined;
    /** The layer that was chosen in an instrument; it is selected while no unit or link is. */
    /** @type {number | undefined} */
    this.pinnedLayer = undefined;
    /** The index of the example under the pointer among all examples, of which the training examples come first. */
    /** @type {number | undefined} */
    this.pointed = undefined;
    /** The index of the example that was clicked. It is selected unless the pointer is on another example. */
    /** @type {number | undefined} */
    this.pinned = undefined;
    /** A point of the plane shown by the output map. */
    /** @type {[x1: number, x2: number] | undefined} */
    this.point = undefined;
    /** A step of the run, as an epoch. */
    /** @type {number | undefined} */
    this.step = undefined;
  }

  /** The layer of the selection in the network. */
  get layer() {
    return this.place?.layer ?? this.pinnedLayer;
  }

  /** The selected unit, if no link is selected. */
  get unit() {
    return this.place?.source === null ? this.place : undefined;
  }

  /** The selected link. */
  get weight() {
    return this.place && this.place.source !== null ? this.place : undefined;
  }

  /** The index of the selected example. */
  get example() {
    return this.pointed ?? this.pinned;
  }

  /** @param {Place | undefined} place */
  choose(place) {
    if (!isSame(place, this.place)) this.place = place;
  }

  /**
   * Pin an example, so that it stays selected, or release it if it is already pinned.
   *
   * @param {number | undefined} example
   */
  pin(example) {
    this.pinned = example === this.pinned ? undefined : example;
  }

  /**
   * Another network is shown: clear selections of parts that do not exist in it.
   *
   * @param {NetworkLayer[]} layers
   * @param {number} examples
   */
  fit(layers, examples) {
    if (!fits(this.place, layers)) this.place = undefined;
    if ((this.pinnedLayer ?? 0) >= layers.length) this.pinnedLayer = undefined;
    if ((this.pointed ?? 0) >= examples) this.pointed = undefined;
    if ((this.pinned ?? 0) >= examples) this.pinned = undefined;
  }
}
