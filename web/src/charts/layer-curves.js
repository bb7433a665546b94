import { css, mix, palette } from '../kit/palette.js';
import { text } from '../text/index.js';

/** @import { Curve } from './curves.js' */

const DASHES = [[], [10, 2], [4, 1.5], [12, 2, 2, 2]];

/**
 * A curve per layer, distinguished by colour and dash: from purple to green for gradients, from
 * orange to blue for values. If there is one more row than layers, the last is for the whole
 * network.
 *
 * @param {(number | null | undefined)[][]} rows each layer's values
 * @param {number} count of layers
 * @param {'gradients' | 'values'} hue
 * @param {number} [chosen] the layer that is selected
 * @returns {Curve[]}
 */
export function layerCurves(rows, count, hue, chosen) {
  const { gradientMinus, gradientPlus, minus, plus, third, ink } = palette();
  const [first, last] = hue === 'gradients' ? [gradientMinus, gradientPlus] : [minus, plus];
  return rows.map((values, index) => {
    if (index === count) return { label: text.wholeNetwork, colour: css(ink), dash: [], width: 1.5, values };
    const share = count > 1 ? index / (count - 1) : 1;
    const colour = mix(share < 0.5 ? first : last, third, 1.6 * Math.min(share, 1 - share));
    const dash = DASHES[index % DASHES.length] ?? [];
    return { label: text.layerName(index, count), colour: css(colour), dash, width: 1, values, isChosen: index === chosen };
  });
}
