/**
 * The names of layers and units, in the diagram and wherever else they are named. Layers are numbered as in the
 * microscope's symbols; layers without weights, such as pooling, have no number.
 *
 * @import { Network } from '../generated/protocol'
 */
import { layerKind, layerLabels } from '../model/settings.js';
import { text } from '../text/index.js';

/**
 * @param {Network} network
 * @param {number} layer as in the network
 */
export function layerName({ layers, learning }, layer) {
  const row = layers[layer];
  if (!row || layer === layers.length - 1) return text.layerName(learning - 1, learning);
  return row.number === null ? (layerLabels(row.kind)[0] ?? row.kind) : text.layerName(row.number, learning);
}

/**
 * An input, an output, or a unit of a hidden layer.
 *
 * @param {Network} network
 * @param {number} layer −1 for the inputs
 * @param {number} unit
 */
export function unitName(network, layer, unit) {
  const { features, layers, outputs } = network;
  if (layer < 0) return features[unit] ?? '';
  const name = layerName(network, layer);
  const isOutput = layer === layers.length - 1;
  return isOutput ? text.outputName(name, outputs[unit] ?? '') : text.unitName(name, unit + 1);
}

/**
 * The names of a layer's column, the longest first: a caption takes the first that fits.
 *
 * @param {Network} network
 * @param {number} layer −1 for the inputs
 */
export function columnNames(network, layer) {
  if (layer < 0) return [text.inputs];
  const row = network.layers[layer];
  const name = layerName(network, layer);
  if (!row || layer === network.layers.length - 1) return [name];
  const { kind, is_dense, number, units } = row;
  const kinds = is_dense ? [`${units} ${activationName(row)}`, activationName(row)] : layerLabels(kind);
  if (number === null) return kinds;
  const called = String(number + 1);
  const long = kinds.map((words) => `${name} · ${words}`);
  return [...long, ...kinds.map((words) => `${called} · ${words}`), name, called];
}

/** @param {Network['layers'][number]} row a dense layer */
export function activationName({ kind, activation }) {
  const field = layerKind(kind)?.fields.find(({ name }) => name === 'activation');
  return field?.choices[activation] ?? activation;
}
