/** A line chart with two logarithmic axes, as SVG. */
import { svg } from 'lit';

const WIDEST = 640;
const HEIGHT = 300;
/** The line height of the labels. */
const LINE = 15;
const MARGIN = { left: 58, right: 148, top: 12, bottom: 40 };
/** Below this width, the labels form a legend above the curves. */
const NARROW = 460;

/** @typedef {{ name: string, label: string, points: [x: number, y: number][] }} Series */

/**
 * @param {number[]} values positive numbers
 * @returns {[low: number, high: number]} the powers of ten that enclose them
 */
export function decades(values) {
  const logs = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10);
  if (!logs.length) return [0, 1];
  const [low, high] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return [low, Math.max(high, low + 1)];
}

/** @param {number} power @param {number} gap the number of decades from one label to the next */
const tickLabel = (power, gap) => (power % gap ? '' : power >= 0 && power < 4 ? String(10 ** power) : `10${superscript(power)}`);

/** @param {number} power */
function superscript(power) {
  const digits = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };
  return [...String(power)].map((digit) => digits[/** @type {keyof typeof digits} */ (digit)]).join('');
}

/**
 * @param {Series[]} series
 * @param {{ x: string, y: string, label: string }} names of the axes and of the chart
 * @param {number} room in CSS pixels, so that text is not scaled
 */
export function logPlot(series, names, room) {
  const width = Math.min(WIDEST, room);
  const isNarrow = width < NARROW;
  const margin = isNarrow ? { ...MARGIN, right: 16, top: MARGIN.top + LINE * series.length } : MARGIN;
  const all = series.flatMap(({ points }) => points);
  const [x0, x1] = decades(all.map(([x]) => x));
  const [y0, y1] = decades(all.map(([, y]) => y));
  const left = (/** @type {number} */ x) => margin.left + ((Math.log10(x) - x0) / (x1 - x0)) * (width - margin.left - margin.right);
  const top = (/** @type {number} */ y) => HEIGHT - margin.bottom - ((Math.log10(y) - y0) / (y1 - y0)) * (HEIGHT - margin.top - margin.bottom);
  const powers = (/** @type {number} */ low, /** @type {number} */ high) => Array.from({ length: high - low + 1 }, (_, at) => low + at);
  const gap = y1 - y0 > 8 ? 3 : 1;
  const across = x1 - x0 > 8 ? 3 : isNarrow ? 2 : 1;
  const bottom = HEIGHT - margin.bottom;
  return svg`<svg class="log-plot" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label=${names.label}>
    ${powers(x0, x1).map((power) => svg`<path class="grid" d="M${left(10 ** power)} ${margin.top}V${bottom}" /><text class="tick" x=${left(10 ** power)} y=${bottom + 16} text-anchor="middle">${tickLabel(power, across)}</text>`)}
    ${powers(y0, y1).map((power) => svg`<path class="grid" d="M${margin.left} ${top(10 ** power)}H${width - margin.right}" /><text class="tick" x=${margin.left - 6} y=${top(10 ** power) + 4} text-anchor="end">${tickLabel(power, gap)}</text>`)}
    <text class="tick" x=${(margin.left + width - margin.right) / 2} y=${HEIGHT - 6} text-anchor="middle">${names.x}</text>
    <text class="tick" x="12" y=${HEIGHT / 2} text-anchor="middle" transform="rotate(-90 12 ${HEIGHT / 2})">${names.y}</text>
    ${placed(series.map(({ name, label, points }) => ({ name, label, points: points.map(([x, y]) => /** @type {[number, number]} */ ([left(x), top(y)])) })), isNarrow).map((each) => line(each))}
  </svg>`;
}

/**
 * Labels beside the ends of the curves, moved down where they would overlap.
 *
 * @param {Series[]} series in pixels
 * @returns {(Series & { y: number })[]}
 */
export function withRoom(series) {
  const ends = series.map((each) => ({ ...each, y: each.points.at(-1)?.[1] ?? 0 })).sort((a, b) => a.y - b.y);
  ends.forEach((each, at) => {
    const above = ends[at - 1];
    if (above) each.y = Math.max(each.y, above.y + LINE);
  });
  return ends;
}

/**
 * @typedef {Series & { at: [x: number, y: number], isKey: boolean }} Labelled with the position of its label
 *
 * @param {Series[]} series in pixels
 * @param {boolean} isNarrow
 * @returns {Labelled[]}
 */
function placed(series, isNarrow) {
  if (isNarrow) return series.map((each, at) => ({ ...each, at: [MARGIN.left + 32, MARGIN.top + LINE * at], isKey: true }));
  return withRoom(series).map((each) => ({ ...each, at: [(each.points.at(-1)?.[0] ?? 0) + 8, each.y], isKey: false }));
}

/** @param {Labelled} series */
function line({ name, label, points, at: [x, y], isKey }) {
  if (!points.length) return '';
  const path = points.map(([cx, cy], index) => `${index ? 'L' : 'M'}${cx.toFixed(1)} ${cy.toFixed(1)}`).join('');
  return svg`<g class="series of-${name}"><path class="curve" d=${isKey ? `M${x - 32} ${y}h26${path}` : path} />${points.map(([cx, cy]) => svg`<circle cx=${cx} cy=${cy} r="3" />`)}<text x=${x} y=${y + 4}>${label}</text></g>`;
}
