/** Plots of the applications: axes with round numbers, and marks on them, as SVG. */
import { ticks } from 'd3-array';
import { nothing, svg } from 'lit';
import { formatTick } from '../text/format.js';

export const WIDTH = 340;
export const HEIGHT = 230;
const MARGIN = { left: 52, right: 12, top: 12, bottom: 40 };

/**
 * @typedef {object} Axis
 * @property {number} low
 * @property {number} high
 * @property {string} label
 * @property {boolean} [isMirrored] whether negative numbers stand for sizes that are drawn downwards
 */

/** @typedef {ArrayLike<number>} Numbers */

/** Converts values on the axes to positions in the plot's own units. */
export class Scale {
  /** @param {Axis} x @param {Axis} y @param {number} [height] */
  constructor(x, y, height = HEIGHT) {
    this.xAxis = x;
    this.yAxis = y;
    this.height = height;
  }

  /** @param {number} value */
  x(value) {
    const { low, high } = this.xAxis;
    return MARGIN.left + ((value - low) / (high - low || 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  }

  /** @param {number} value */
  y(value) {
    const { low, high } = this.yAxis;
    const foot = this.height - MARGIN.bottom;
    return foot - ((value - low) / (high - low || 1)) * (foot - MARGIN.top);
  }

  /**
   * A path through points, interrupted where a number is missing.
   *
   * @param {Numbers} xs
   * @param {Numbers} ys
   */
  path(xs, ys) {
    let path = '';
    let isDown = false;
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [xs[i] ?? NaN, ys[i] ?? NaN];
      const isKnown = Number.isFinite(x) && Number.isFinite(y);
      if (isKnown) path += `${isDown ? 'L' : 'M'}${round(this.x(x))} ${round(this.y(this.inside(y)))}`;
      isDown = isKnown;
    }
    return path;
  }

  /** @param {number} y */
  inside(y) {
    return Math.min(this.yAxis.high, Math.max(this.yAxis.low, y));
  }

  /**
   * A path of small squares, one per point, which is cheap even for hundreds of points.
   *
   * @param {Numbers} xs
   * @param {Numbers} ys
   */
  dots(xs, ys) {
    let path = '';
    for (let i = 0; i < xs.length; i++) path += `M${round(this.x(xs[i] ?? 0) - 1)} ${round(this.y(ys[i] ?? 0))}h2`;
    return path;
  }
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/**
 * A plot with axes and the given content.
 *
 * @param {string} label what it shows, for screen readers
 * @param {Scale} scale
 * @param {unknown} content an SVG template
 */
export function plot(label, scale, content) {
  const { height, xAxis, yAxis } = scale;
  const foot = height - MARGIN.bottom;
  return svg`<svg class="app-plot" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${label}>
    ${ticks(yAxis.low, yAxis.high, 4).map((tick) => svg`<path class="grid" d="M${MARGIN.left} ${scale.y(tick)}H${WIDTH - MARGIN.right}"></path><text class="tick" x=${MARGIN.left - 6} y=${scale.y(tick) + 4} text-anchor="end">${formatTick(yAxis.isMirrored ? Math.abs(tick) : tick)}</text>`)}
    ${ticks(xAxis.low, xAxis.high, 5).map((tick) => svg`<text class="tick" x=${scale.x(tick)} y=${foot + 15} text-anchor="middle">${formatTick(tick)}</text>`)}
    <path class="axis" d="M${MARGIN.left} ${MARGIN.top}V${foot}H${WIDTH - MARGIN.right}"></path>
    <text class="axis-name" x=${(MARGIN.left + WIDTH - MARGIN.right) / 2} y=${height - 6} text-anchor="middle">${xAxis.label}</text>
    ${yAxis.label ? svg`<text class="axis-name" transform="translate(11 ${(MARGIN.top + foot) / 2}) rotate(-90)" text-anchor="middle">${yAxis.label}</text>` : nothing}
    ${content}
  </svg>`;
}

/**
 * A vertical line at a value, with a name.
 *
 * @param {Scale} scale
 * @param {number} value
 * @param {string} name
 * @param {string} kind a class
 */
export function markAt(scale, value, name, kind) {
  const x = scale.x(value);
  const isRight = x > WIDTH * 0.62;
  return svg`<path class="mark ${kind}" d="M${x} ${MARGIN.top}V${scale.height - MARGIN.bottom}"></path><text class="mark-name" x=${x + (isRight ? -5 : 5)} y=${MARGIN.top + 10} text-anchor=${isRight ? 'end' : 'start'}>${name}</text>`;
}

/**
 * The largest finite number in some arrays, or `least` if that is larger.
 *
 * @param {number} least
 * @param {Numbers[]} columns
 */
export function highest(least, ...columns) {
  let most = least;
  for (const column of columns) for (let i = 0; i < column.length; i++) if (Number.isFinite(column[i])) most = Math.max(most, column[i] ?? most);
  return most;
}

/**
 * A row of a matrix.
 *
 * @param {Numbers} matrix row by row
 * @param {number} width its columns
 * @param {number} row
 */
export const rowOf = (matrix, width, row) => Array.from({ length: width }, (_, at) => matrix[row * width + at] ?? NaN);

/**
 * A column of a matrix.
 *
 * @param {Numbers} matrix row by row
 * @param {number} width its columns
 * @param {number} column
 */
export const columnOf = (matrix, width, column) => Array.from({ length: width ? matrix.length / width : 0 }, (_, at) => matrix[at * width + column] ?? NaN);
