/**
 * Heights of a landscape between 0 and 1, on a linear or logarithmic scale, and round levels for its
 * bands.
 */

import { logTicks, ticks } from '../kit/drawing/ticks.js';

/**
 * @typedef {{ a: ArrayLike<number>, b: ArrayLike<number>, values: ArrayLike<number> }} Grid values row by row, one row
 * per b
 */

/**
 * @typedef {object} Heights
 * @property {ArrayLike<number>} a
 * @property {ArrayLike<number>} b
 * @property {Float64Array} at heights, NaN where a value is not finite
 * @property {number} low the smallest value
 * @property {number} high
 * @property {number[]} levels between them
 * @property {(value: number) => number} of a value's height
 */

/** The default scale is logarithmic if the values span more than this factor. */
const WIDE = 5;
/** Values that are smaller than the largest by more than this factor are not distinguished. */
const DEEPEST = 1e-12;
const LEVELS = 10;
const FEWEST_LEVELS = 7;
const MOST_LEVELS = 16;

/**
 * @param {ArrayLike<number>} values
 * @returns {[number, number]} the smallest and the largest finite value
 */
export function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** @param {ArrayLike<number>} values */
export function isWide(values) {
  const [low, high] = extent(values);
  return low > 0 && high > WIDE * low;
}

/**
 * @param {Grid} grid
 * @param {boolean} isLog
 * @returns {Heights | undefined} undefined if there is no finite value
 */
export function heightsOf({ a, b, values }, isLog) {
  const [least, high] = extent(values);
  if (!(high >= least)) return undefined;
  const usesLog = isLog && high > 0;
  const low = usesLog ? Math.max(least, high * DEEPEST) : least;
  const [from, to] = usesLog ? [Math.log(low), Math.log(high)] : [low, high];
  const span = to - from || 1;
  const of = (/** @type {number} */ value) => ((usesLog ? Math.log(Math.max(value, low)) : value) - from) / span;
  const at = new Float64Array(values.length);
  for (let i = 0; i < at.length; i++) {
    const value = values[i] ?? NaN;
    at[i] = Number.isFinite(value) ? of(value) : NaN;
  }
  const logLevels = usesLog ? logTicks(low, high, FEWEST_LEVELS, MOST_LEVELS) : [];
  const levels = logLevels.length < FEWEST_LEVELS ? ticks(low, high, LEVELS) : logLevels;
  return { a, b, at, low, high, levels: levels.filter((level) => level > low && level < high), of };
}

/**
 * The cell of an axis that contains a coordinate, and the position in that cell; for a coordinate outside the axis, the
 * nearest cell.
 *
 * @param {ArrayLike<number>} axis ascending
 * @param {number} value
 * @returns {[cell: number, share: number]}
 */
export function cellOf(axis, value) {
  const last = axis.length - 2;
  let cell = 0;
  while (cell < last && (axis[cell + 1] ?? 0) <= value) cell++;
  const [from, to] = [axis[cell] ?? 0, axis[cell + 1] ?? 1];
  return [cell, Math.min(1, Math.max(0, (value - from) / (to - from)))];
}

/**
 * The node nearest to a coordinate; undefined beyond the ends.
 *
 * @param {ArrayLike<number>} axis
 * @param {number} value
 * @returns {number | undefined}
 */
export function nearestNode(axis, value) {
  const [from = 0, to = 1] = [axis[0], axis[axis.length - 1]];
  if (!(value >= from && value <= to)) return undefined;
  const [cell, share] = cellOf(axis, value);
  return cell + (share > 0.5 ? 1 : 0);
}

/**
 * The interpolated height between nodes.
 *
 * @param {Heights} heights
 * @param {number} column
 * @param {number} row
 * @param {number} s the position in the cell, to the right
 * @param {number} t the position in the cell, upwards
 */
export function between({ a, at }, column, row, s, t) {
  const first = row * a.length + column;
  const [p = NaN, q = NaN] = [at[first], at[first + 1]];
  const [u = NaN, v = NaN] = [at[first + a.length], at[first + a.length + 1]];
  return (1 - t) * ((1 - s) * p + s * q) + t * ((1 - s) * u + s * v);
}

/**
 * For each pixel along a side, its cell and its position in that cell.
 *
 * @param {ArrayLike<number>} axis
 * @param {number} side
 * @param {boolean} isUp whether the first pixel is at the axis's end
 */
export function cells(axis, side, isUp) {
  const [from = 0, to = 1] = [axis[0], axis[axis.length - 1]];
  return Array.from({ length: side }, (_, pixel) => {
    const share = (pixel + 0.5) / side;
    return cellOf(axis, from + (isUp ? 1 - share : share) * (to - from));
  });
}

/**
 * The coordinate of a position between nodes.
 *
 * @param {ArrayLike<number>} axis
 * @param {number} place
 */
export function onAxis(axis, place) {
  const cell = Math.min(axis.length - 2, Math.floor(place));
  const [from = 0, to = 0] = [axis[cell], axis[cell + 1]];
  return from + (place - cell) * (to - from);
}
