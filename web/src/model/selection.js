/**
 * The user's selection, shared by all parts of the page: the diagram, the output map, the table of
 * examples, the microscope, the instruments and the fleets.
 *
 * @import { NetworkLayer } from '../generated/protocol'
 */
import { Tracked } from '../signals/tracked.js';

/** A unit or a link of the diagram; `source` is null for a unit. Layer −1 holds the features. */
/** @typedef {{ layer: number, unit: number, source: number | null }} Place */

export class Selection extends Tracked {
  constructor() {
    super();
    /** The unit or the link of the diagram. */
    /** @type {Place | undefined} */
    this.place = undefined;
    /** An example, by its index among all, training examples first. */
    /** @type {number | undefined} */
    this.example = undefined;
    /** A point of the plane shown by the output map. */
    /** @type {[x1: number, x2: number] | undefined} */
    this.point = undefined;
    /** An epoch of the run. */
    /** @type {number | undefined} */
    this.epoch = undefined;
  }

  /** The layer of the selection in the diagram. */
  get layer() {
    return this.place?.layer;
  }

  /** The selected unit, if no link is selected. */
  get unit() {
    return this.place?.source === null ? this.place : undefined;
  }

  /** The selected link. */
  get weight() {
    return this.place && this.place.source !== null ? this.place : undefined;
  }

  /** @param {Place | undefined} place */
  choose(place) {
    if (!isSame(place, this.place)) this.place = place;
  }

  /**
   * Another network is shown: clear selections that do not exist in it.
   *
   * @param {NetworkLayer[]} layers
   * @param {number} examples
   */
  fit(layers, examples) {
    if (!fits(this.place, layers)) this.place = undefined;
    if ((this.example ?? 0) >= examples) this.example = undefined;
  }
}

/**
 * @param {Place | undefined} a
 * @param {Place | undefined} b
 */
export function isSame(a, b) {
  return a?.layer === b?.layer && a?.unit === b?.unit && a?.source === b?.source;
}

/**
 * Whether the selection still exists.
 *
 * @param {Place | undefined} place
 * @param {NetworkLayer[]} layers
 */
export function fits(place, layers) {
  if (!place || place.layer < 0) return true;
  const layer = layers[place.layer];
  return layer !== undefined && place.unit < layer.units && (place.source ?? 0) < layer.inputs;
}
