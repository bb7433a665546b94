/**
 * What the diagram says of a unit or a link.
 *
 * @import { Lab } from '../model/lab.js'
 * @import { Place } from '../model/places.js'
 */
import { gradientsOf } from '../gradients/state.js';
import { indexOf } from '../model/places.js';
import { formatPercent, formatSigned } from '../text/format.js';
import { text } from '../text/index.js';

/**
 * The name and numbers of a unit or a link, as pairs.
 *
 * @param {Lab} lab
 * @param {Place} selection
 * @returns {[string, string][]}
 */
export function numbersOf(lab, { layer, unit, source }) {
  const { opened, frame } = lab;
  const row = opened?.network.layers[layer];
  const { theta, grad, update } = frame?.arrays ?? {};
  if (!opened || !row || !theta) return [];
  if (!hasBiases(lab, layer)) return pictureInWords(opened.network, layer, unit);
  const index = indexOf(opened.network, { layer, unit, source });
  const name = source === null ? text.bias : text.weight;
  const place = text.unitName(text.layerName(layer, opened.network.layers.length), unit + 1);
  const from = source === null ? '' : sourceName(opened.network, layer, source);
  /** @type {[string, string][]} */
  const lines = [
    [from ? `${from} → ${place}` : place, source === null ? row.activation : ''],
    [name, formatSigned(theta[index])],
  ];
  if (grad) lines.push([text.gradient, formatSigned(grad[index])]);
  if (update) lines.push([text.lastUpdate, formatSigned(update[index])]);
  const fares = source === null ? gradientsOf(lab).unit(layer, unit) : undefined;
  if (fares?.notion) lines.push([text.unitState(fares.state, formatPercent(fares.flat, 0)), '']);
  return lines;
}

/**
 * @param {import('../generated/protocol').Network} network
 * @param {number} layer
 * @param {number} source
 */
function sourceName(network, layer, source) {
  if (layer === 0) return network.features[source] ?? '';
  return text.unitName(text.layerName(layer - 1, network.layers.length), source + 1);
}

/**
 * Whether each unit of a layer has a bias, behind its weights.
 *
 * @param {Lab} lab
 * @param {number} layer
 */
export function hasBiases({ network }, layer) {
  const row = network?.layers[layer];
  return row?.kind === 'linear' && row.images === row.units;
}

/**
 * What is told of a channel or a matrix: its layer, its number, and the shape of the layer's output.
 *
 * @param {import('../generated/protocol').Network} network
 * @param {number} layer
 * @param {number} unit
 * @returns {[string, string][]}
 */
function pictureInWords({ layers }, layer, unit) {
  const row = layers[layer];
  if (!row) return [];
  const place = text.layerName(layer, layers.length);
  return [
    [row.images > 1 ? text.pictureName(place, unit + 1, row.picture) : place, row.words],
    [text.gives, text.shape(row.result)],
  ];
}
