/**
 * The diagram's numbers for a unit or a link.
 *
 * @import { Lab } from '../model/lab.js'
 * @import { Place } from '../model/places.js'
 */
import limits from '../generated/limits.json';
import { gradientsOf } from '../gradients/state.js';
import { indexOf } from '../model/places.js';
import { formatPercent, formatSigned } from '../text/format.js';
import { layerName, unitName } from './layer-names.js';
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
  if (opened && layer < 0) return inputInWords(opened.network, unit);
  const row = opened?.network.layers[layer];
  const { theta, grad, update } = frame?.arrays ?? {};
  if (!opened || !row || !frame) return [];
  if (!hasBiases(lab, layer)) return pictureInWords(opened.network, layer, unit);
  if (!theta) return [];
  const index = indexOf(opened.network, { layer, unit, source });
  const name = source === null ? text.bias : text.weight;
  const place = unitName(opened.network, layer, unit);
  const from = source === null ? '' : unitName(opened.network, layer - 1, source);
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
 * @param {number} unit
 * @returns {[string, string][]}
 */
function inputInWords(network, unit) {
  const isOne = network.input.kind !== 'numbers' || network.features.length > limits.units;
  return [isOne ? [text.inputs, text.shape(network.input)] : [text.input, unitName(network, -1, unit)]];
}

/**
 * Whether each unit of a layer has a bias, which follows its weights.
 *
 * @param {Lab} lab
 * @param {number} layer
 */
export function hasBiases({ network }, layer) {
  const row = network?.layers[layer];
  return row !== undefined && row.is_dense && row.images === row.units;
}

/**
 * The description of a channel or a matrix: its layer, its number, and the shape of the layer's output.
 *
 * @param {import('../generated/protocol').Network} network
 * @param {number} layer
 * @param {number} unit
 * @returns {[string, string][]}
 */
function pictureInWords(network, layer, unit) {
  const row = network.layers[layer];
  if (!row) return [];
  const place = layerName(network, layer);
  return [
    [row.images > 1 ? text.pictureName(place, unit + 1, row.picture) : place, row.words],
    [text.gives, text.shape(row.result)],
  ];
}
