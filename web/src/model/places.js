/**
 * Places in a network, and their indices in the flat parameter vector.
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
 * Whether a place exists in a network.
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
 * The index of a link's weight, or of a unit's bias, in the flat vector.
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
 * The link, unit or channel of a convolution whose weight or bias has this index. Parameters of a
 * layer norm have no place.
 *
 * @param {Network} network
 * @param {number} index
 * @returns {Place | undefined}
 */
export function placeAt({ layers }, index) {
  for (const [layer, { is_dense, has_channels, offset, units, inputs, parameters }] of layers.entries()) {
    if (!is_dense) {
      const own = parameters.find(({ offset: start, shape, strides }) => index >= start && index < start + (shape[0] ?? 0) * (strides[0] ?? 0));
      if (!own) continue;
      return { layer, unit: has_channels ? Math.floor((index - own.offset) / (own.strides[0] ?? 1)) : 0, source: null };
    }
    const unit = Math.floor((index - offset) / (inputs + 1));
    if (unit < 0 || unit >= units) continue;
    const source = (index - offset) % (inputs + 1);
    return { layer, unit, source: source === inputs ? null : source };
  }
  return undefined;
}

/**
 * The index of a layer among those with weights; a layer without weights belongs to the one before it.
 *
 * @param {Network | undefined} network
 * @param {number} [layer] as in the network
 * @returns {number | undefined}
 */
export function learningLayer(network, layer = -1) {
  return network?.layers.slice(0, layer + 1).findLast(({ number }) => number !== null)?.number ?? undefined;
}

/**
 * Whether two vectors of weights are the same.
 *
 * @param {ArrayLike<number> | undefined} one
 * @param {ArrayLike<number> | undefined} other
 */
export function isEqual(one, other) {
  if (one === other) return true;
  if (!one || one.length !== other?.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
