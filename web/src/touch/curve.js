/**
 * The loss along one weight as a small chart, with the tangent at the current value.
 *
 * @import { Along } from './state.js'
 */
import { html, nothing, svg } from 'lit';
import { formatTick } from '../text/format.js';
import { text } from '../text/index.js';

const SIZE = { width: 248, height: 128, left: 8, right: 8, top: 20, bottom: 20 };
/** The fraction of the width that the tangent spans. */
const TANGENT = 0.5;

/**
 * @param {Along} along
 * @param {string} name of the weight
 */
export function curve(along, name) {
  const { low, high, value, loss, arrays } = along;
  const scale = scaleOf(along);
  if (!scale) return html`<p class="quiet">${along.is_slow ? text.touch.slow : text.touch.noCurve}</p>`;
  const { x, y, bottom, top } = scale;
  const { width, height, left, right } = SIZE;
  const points = pointsOf(arrays.weights, arrays.losses, x, y);
  return html`<svg class="loss-along" viewBox="0 0 ${width} ${height}" role="img" aria-label=${text.touch.chart(name, along)}>
    <line x1=${left} x2=${width - right} y1=${y(bottom)} y2=${y(bottom)} class="frame" />
    <text x=${left} y="12">${text.touch.loss} ${formatTick(bottom)} … ${formatTick(top)}</text>
    <text x=${left} y=${height - 5}>${formatTick(low)}</text>
    <text x=${width / 2} y=${height - 5} text-anchor="middle">${name}</text>
    <text x=${width - right} y=${height - 5} text-anchor="end">${formatTick(high)}</text>
    ${points.map((line) => svg`<polyline points=${line} class="curve" />`)}
    ${loss === null || value < low || value > high ? nothing : here(along, scale)}
  </svg>`;
}

/**
 * @typedef {object} Scale from weights and losses to pixels
 * @property {(weight: number) => number} x
 * @property {(loss: number) => number} y
 * @property {number} bottom the smallest loss
 * @property {number} top the largest
 */

/**
 * @param {Along} along
 * @returns {Scale | undefined} undefined without a finite loss
 */
export function scaleOf({ low, high, loss, arrays }) {
  const { width, height, left, right, top: over, bottom: under } = SIZE;
  const losses = [...arrays.losses, ...(loss === null ? [] : [loss])].filter(Number.isFinite);
  if (!losses.length || !arrays.losses.length) return undefined;
  const [bottom, top] = [Math.min(...losses), Math.max(...losses)];
  const span = top - bottom || Math.abs(top) || 1;
  return {
    x: (weight) => left + ((weight - low) / (high - low)) * (width - left - right),
    y: (value) => height - under - 3 - ((value - bottom) / span) * (height - over - under - 6),
    bottom,
    top,
  };
}

/**
 * The curve's points as SVG text: one line for each stretch of finite losses.
 *
 * @param {ArrayLike<number>} weights
 * @param {ArrayLike<number>} losses
 * @param {Scale['x']} x
 * @param {Scale['y']} y
 */
function pointsOf(weights, losses, x, y) {
  /** @type {string[][]} */
  const lines = [[]];
  for (let i = 0; i < weights.length; i++) {
    const loss = losses[i] ?? NaN;
    if (Number.isFinite(loss)) lines.at(-1)?.push(`${x(weights[i] ?? 0).toFixed(1)},${y(loss).toFixed(1)}`);
    else lines.push([]);
  }
  return lines.filter((line) => line.length > 1).map((line) => line.join(' '));
}

/**
 * The current point and the tangent. A falling tangent is dashed, like every negative value.
 *
 * @param {Along} along
 * @param {Scale} scale
 */
function here({ value, loss, slope }, scale) {
  const [cx, cy] = [scale.x(value), scale.y(loss ?? 0)];
  const ends = slope === null ? undefined : tangent(value, loss ?? 0, slope, scale);
  return svg`${
    ends
      ? svg`<line x1=${ends[0]} y1=${ends[1]} x2=${ends[2]} y2=${ends[3]} class="tangent ${(slope ?? 0) < 0 ? 'is-negative' : ''}" />`
      : nothing
  }<circle cx=${cx} cy=${cy} r="5" class="here" />`;
}

/**
 * The ends of the tangent, cut off at the edges of the chart.
 *
 * @param {number} value
 * @param {number} loss
 * @param {number} slope
 * @param {Scale} scale
 * @returns {[number, number, number, number]}
 */
export function tangent(value, loss, slope, { x, y }) {
  const { width, height, left, right, top: over, bottom: under } = SIZE;
  const [cx, cy] = [x(value), y(loss)];
  // The slope in pixels, from two points of the line.
  const rise = (y(loss + slope) - cy) / (x(value + 1) - cx);
  const along = (/** @type {number} */ end) => {
    const room = rise === 0 ? Infinity : Math.abs(((end * rise > 0 ? height - under : over - 4) - cy) / rise);
    const side = end < 0 ? cx - left : width - right - cx;
    return end * Math.max(0, Math.min((width * TANGENT) / 2, side, room));
  };
  const [before, after] = [along(-1), along(1)];
  return [cx + before, cy + before * rise, cx + after, cy + after * rise];
}
