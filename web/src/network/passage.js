/**
 * The microscope's op on the diagram: a band behind its layer, its numbers at the units, and an animation along the
 * links, in which values travel forward and gradients backward.
 *
 * @import { NetworkLayout } from './network-layout.js'
 */
import { formatExponent, formatShort } from '../text/format.js';
import { css, palette } from '../kit/drawing/palette.js';

/**
 * @typedef {object} Passage
 * @property {number} layer that the op belongs to
 * @property {boolean} backward
 * @property {boolean} isLinear whether numbers travel along links
 * @property {number} movedAt when it began, as `performance.now()`
 * @property {number} [at] the layer whose units get `values`; −1 for the inputs
 * @property {ArrayLike<number>} [values]
 * @property {string} [symbol] the symbol of the values, as in the microscope
 */

const TRAVEL_MS = 200;
const MOST_TRAVELLERS = 400;
/** Pixels between units below which their numbers would overlap. */
const LEAST_APART = 14;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {Passage} passage
 */
export function paintBand(context, layout, { layer, backward }) {
  const { accent, gradientPlus } = palette();
  const colour = backward ? gradientPlus : accent;
  const [left, right] = [layout.gap(layer).left + 6, layout.end(layer) + 8];
  context.fillStyle = css(colour, 0.1);
  context.beginPath();
  // The arrow at the foot of the band stays above the captions, if there are any.
  const foot = layout.height - layout.room.foot - 8;
  context.roundRect(left, 2, right - left, layout.height - 4, 8);
  context.fill();
  const [tip, way] = backward ? [left + 10, 1] : [right - 10, -1];
  context.strokeStyle = css(colour);
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(tip + way * 26, foot);
  context.lineTo(tip, foot);
  context.moveTo(tip + way * 6, foot - 5);
  context.lineTo(tip, foot);
  context.lineTo(tip + way * 6, foot + 5);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {Passage} passage
 * @param {number} now
 * @returns {boolean} whether the animation has finished; if not, paint again
 */
export function paintPassage(context, layout, passage, now) {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const share = isStill ? 1 : Math.min(1, (now - passage.movedAt) / TRAVEL_MS);
  if (share < 1) paintTravellers(context, layout, passage, share);
  if (share >= (passage.isLinear ? 1 : 0)) paintValues(context, layout, passage);
  return share >= 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {Passage} passage
 * @param {number} share of the animation that has passed
 */
function paintTravellers(context, layout, { layer, backward, isLinear }, share) {
  const { accent, gradientPlus } = palette();
  const { units = 0, inputs = 0 } = layout.network.layers[layer] ?? {};
  if (!isLinear || !layout.isLinked(layer) || units * inputs > MOST_TRAVELLERS) return;
  context.fillStyle = css(backward ? gradientPlus : accent);
  const t = backward ? 1 - share : share;
  for (let unit = 0; unit < units; unit++) {
    for (let source = 0; source < inputs; source++) {
      const { x0, y0, x1, y1 } = layout.link(layer, unit, source);
      context.beginPath();
      context.arc(x0 + (x1 - x0) * (1.5 * t * (1 - t) + t * t * t), y0 + (y1 - y0) * t * t * (3 - 2 * t), 2.5, 0, 7);
      context.fill();
    }
  }
}

/**
 * Write the numbers, each on its unit, on a background so that they can be read. Those of the inputs and the outputs
 * extend inwards, away from the names beside them.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {Pick<Passage, 'at' | 'values' | 'symbol' | 'backward'>} passage
 */
export function paintValues(context, layout, { at, values, symbol, backward }) {
  if (at === undefined || !values || (at < 0 && layout.isBundled)) return;
  const places = layout.columns[at + 1] ?? [];
  const apart = (places[1]?.y ?? Infinity) - (places[0]?.y ?? 0);
  if (values.length !== places.length || apart < LEAST_APART) return;
  const { paper, ink, gradientMinus, gradientPlus } = palette();
  const high = Math.min(16, apart);
  context.font = `600 12px ${palette().sans}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  let widest = 0;
  places.forEach(({ x, y, size }, unit) => {
    const value = values[unit] ?? 0;
    const words = shown(value);
    const width = context.measureText(words).width + 8;
    const beyond = Math.max(0, (width - size) / 2);
    const centre = x + (at < 0 ? beyond : at === layout.network.layers.length - 1 ? -beyond : 0);
    widest = Math.max(widest, width);
    context.fillStyle = css(paper, 0.92);
    context.beginPath();
    context.roundRect(centre - width / 2, y - high / 2, width, high, 4);
    context.fill();
    context.fillStyle = css(!backward ? ink : value < 0 ? gradientMinus : gradientPlus);
    context.fillText(words, centre, y + 0.5);
  });
  if (symbol) paintSymbol(context, layout, at, symbol, widest);
}

/**
 * Write the symbol of the numbers below their column or, if the column is too long, beside its first number.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {number} at
 * @param {string} symbol
 * @param {number} widest the width of the widest number
 */
function paintSymbol(context, layout, at, symbol, widest) {
  const { ink, paper, serif } = palette();
  const { x, y, size } = layout.place(at, 0);
  const below = layout.extent(at).bottom + 14;
  const hasRoom = below <= layout.height - 10;
  context.save();
  context.font = `italic 16px ${serif}`;
  const width = context.measureText(symbol).width + 8;
  const beside = Math.min(layout.width - width / 2, x + Math.max(size, widest) / 2 + 2 + width / 2);
  const [centre, middle] = hasRoom ? [x, below] : [beside, y];
  context.fillStyle = css(paper, 0.85);
  context.beginPath();
  context.roundRect(centre - width / 2, middle - 10, width, 20, 4);
  context.fill();
  context.fillStyle = css(ink);
  context.fillText(symbol, centre, middle);
  context.restore();
}

/** @param {number} value */
function shown(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '−∞' : '∞';
  if (size !== 0 && size < 0.001) return formatExponent(value, 1).replace('-', '−').replace('e-', 'e−');
  return formatShort(Number(value.toPrecision(2)));
}
