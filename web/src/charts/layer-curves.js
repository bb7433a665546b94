import { layerStyle } from '../kit/drawing/layer-style.js';
import { css, palette } from '../kit/drawing/palette.js';
import { text } from '../text/index.js';

/** @import { Curve } from './curves.js' */

/** @typedef {(number | null | undefined)[][]} Rows each layer's values */

/**
 * One curve per layer. If there is one more row than layers, the last row is for the whole network.
 *
 * @param {Rows} rows
 * @param {number} count of layers
 * @param {number} [chosen] the layer that is selected
 * @param {Rows} [raw] the values that `rows` smooths
 * @returns {Curve[]}
 */
export function layerCurves(rows, count, chosen, raw) {
  return rows.map((values, index) => {
    if (index === count) return { label: text.wholeNetwork, colour: css(palette().ink), dash: [], width: 1.5, values };
    const { colour, dash } = layerStyle(index, count);
    const curve = { label: text.layerName(index, count), colour: css(colour), dash, width: 1.25, values, isChosen: index === chosen };
    return raw ? { ...curve, raw: raw[index] ?? [], keepsDash: true, width: 1.5 } : curve;
  });
}
