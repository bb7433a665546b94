/** The colour and the dash pattern of each layer, which are the same in every figure. */
import { LAYER_COLOURS, palette } from './palette.js';

/** @import { Colour } from './palette.js' */

const DASHES = [[10, 3], [4, 2], [12, 2, 2, 2], [2, 2]];

/**
 * If there are more layers than colours, layers with the same colour differ in their dash pattern.
 *
 * @param {number} index of the layer, among those with weights
 * @param {number} count of these layers
 * @returns {{ colour: Colour, token: string, dash: number[] }} the output layer's line is solid
 */
export function layerStyle(index, count) {
  const { layers, outputLayer } = palette();
  if (index === count - 1) return { colour: outputLayer, token: '--layer-output', dash: [] };
  const place = index % LAYER_COLOURS;
  const dash = DASHES[(place + Math.floor(index / LAYER_COLOURS)) % DASHES.length] ?? [];
  return { colour: layers[place] ?? outputLayer, token: `--layer-${place + 1}`, dash };
}
