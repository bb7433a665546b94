/**
 * The weights that can be changed at a unit or link of the diagram, and their names.
 *
 * @import { Network, NetworkLayer } from '../generated/protocol'
 * @import { Place } from '../model/places.js'
 */
import { indexOf, placeAt } from '../model/places.js';
import { layerName } from '../network/layer-names.js';
import { text } from '../text/index.js';

/** @typedef {{ index: number, name: string, isBias: boolean, words: string }} Choice `words` say where the weight is */

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉';

/**
 * The choices for a unit or link: the bias and the incoming weights of a unit, the weights of a channel, or all weights
 * of a layer that has no separate units.
 *
 * @param {Network} network
 * @param {Place} place
 * @returns {Choice[]}
 */
export function choicesAt(network, place) {
  const layer = network.layers[place.layer];
  if (!layer || place.unit < 0) return [];
  if (isDense(layer)) {
    const sources = [null, ...Array.from({ length: layer.inputs }, (_, source) => source)];
    return sources.map((source) => denseChoice(network, { ...place, source }));
  }
  return layer.parameters.flatMap((parameter) => entriesOf(parameter, ownRow(layer, place, parameter.shape), layerName(network, place.layer)));
}

/**
 * The choice for a unit or link: the link's weight, the unit's bias, or the first weight.
 *
 * @param {Network} network
 * @param {Place} place
 */
export function choiceOf(network, place) {
  const layer = network.layers[place.layer];
  const choices = choicesAt(network, place);
  if (!layer || !isDense(layer)) return choices[0];
  const index = indexOf(network, place);
  return choices.find((choice) => choice.index === index);
}

/**
 * A weight's symbol, as in the microscope: w¹₂₁, or b¹₂.
 *
 * @param {Network} network
 * @param {Place} place
 */
export function symbolOf({ layers }, { layer, unit, source }) {
  const at = source === null ? [unit + 1] : [unit + 1, source + 1];
  const separator = at.some((number) => number > 9) ? ',' : '';
  return `${source === null ? 'b' : 'w'}${digits((layers[layer]?.number ?? layer) + 1, RAISED)}${at.map((number) => digits(number, LOWERED)).join(separator)}`;
}

/**
 * The name and symbol of a classifier's outputs, which are scores; "" if they are predictions.
 *
 * @param {Pick<import('../model/lab.js').Lab, 'network' | 'scale'>} lab
 */
export function scoreOf({ network, scale }) {
  const last = network?.layers.at(-1);
  if (!last || !scale?.names.length || last.activation !== 'identity') return '';
  return text.touch.score(`z${digits((last.number ?? network?.layers.length ?? 1) + 1, RAISED)}`);
}

/**
 * The symbol of a dense layer's parameter, given its index.
 *
 * @param {Network} network
 * @param {number} index
 */
export function symbolAt(network, index) {
  const place = placeAt(network, index);
  return place ? symbolOf(network, place) : '';
}

/** @param {NetworkLayer} layer */
const isDense = ({ is_dense, images, units }) => is_dense && images === units;

/** @param {Network} network @param {Place} place @returns {Choice} */
function denseChoice(network, place) {
  const { layer, unit, source } = place;
  const to = text.unitName(layerName(network, layer), unit + 1);
  const from = source === null ? '' : layer === 0 ? (network.features[source] ?? '') : text.unitName(layerName(network, layer - 1), source + 1);
  return {
    index: indexOf(network, place),
    name: symbolOf(network, place),
    isBias: source === null,
    words: source === null ? `${text.bias}, ${to}` : `${text.weight}, ${from} → ${to}`,
  };
}

/**
 * The row of a parameter that belongs to one channel; undefined for all rows.
 *
 * @param {NetworkLayer} layer
 * @param {Place} place
 * @param {number[]} shape
 */
function ownRow({ has_channels, images }, { unit }, shape) {
  return has_channels && shape[0] === images ? unit : undefined;
}

/**
 * The entries of one array of weights, in order.
 *
 * @param {NetworkLayer['parameters'][number]} parameter
 * @param {number | undefined} row
 * @param {string} words
 * @returns {Choice[]}
 */
function entriesOf({ name, shape, offset, strides }, row, words) {
  /** @type {number[][]} */
  let places = [[]];
  shape.forEach((size, axis) => {
    const along = axis === 0 && row !== undefined ? [row] : Array.from({ length: size }, (_, at) => at);
    places = places.flatMap((place) => along.map((at) => [...place, at]));
  });
  return places.map((place) => ({
    index: place.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), offset),
    // `bias` in most layers, and `bias_ih_l0` in recurrent ones.
    isBias: /(^|\.)bias(_|$)/.test(name),
    name: `${name} ${place.map((at) => at + 1).join(', ')}`,
    words,
  }));
}

/** @param {number} number @param {string} set */
const digits = (number, set) => [...String(number)].map((digit) => set[Number(digit)]).join('');
