/**
 * Places in a network, and which parameter of the flat vector is whose.
 *
 * @import { Network, NetworkLayer } from '../generated/protocol'
 */

/** A unit or a link of the network; `source` is null for a unit. Layer −1 holds the features. */
/** @typedef {{ layer: number, unit: number, source: number | null }} Place */

/**
 * @param {Place | undefined} a
 * @param {Place | undefined} b
 */
export function isSame(a, b) {
  return a?.layer === b?.layer && a?.unit === b?.unit && a?.source === b?.source;
}

/**
 * Whether a network has this place.
 *
 * @param {Place | undefined} place
 * @param {NetworkLayer[]} layers
 */
export function fits(place, layers) {
  if (!place || place.layer < 0) return true;
  const layer = layers[place.layer];
  return layer !== undefined && place.unit < layer.images && (place.source ?? 0) < layer.inputs;
}

/**
 * The index in the flat vector of a link's weight, or of a unit's bias.
 *
 * @param {Network} network
 * @param {Place} place
 */
export function indexOf({ layers }, { layer, unit, source }) {
  const row = layers[layer];
  if (!row) throw new RangeError(`no layer ${layer}`);
  return row.offset + unit * (row.inputs + 1) + (source ?? row.inputs);
}

/**
 * Whose parameter has this index: a link's weight, or a unit's bias. A layer norm's have no place.
 *
 * @param {Network} network
 * @param {number} index
 * @returns {Place | undefined}
 */
export function placeAt({ layers }, index) {
  for (const [layer, { offset, units, inputs }] of layers.entries()) {
    const unit = Math.floor((index - offset) / (inputs + 1));
    if (unit < 0 || unit >= units) continue;
    const source = (index - offset) % (inputs + 1);
    return { layer, unit, source: source === inputs ? null : source };
  }
  return undefined;
}
