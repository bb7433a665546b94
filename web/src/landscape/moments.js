/**
 * Conversions between the points of the run's path and the epoch that all parts of the page mark.
 *
 * @import { LandscapeMapArrays, LandscapePathsArrays } from '../generated/protocol'
 */

/**
 * The index of the run's point that is nearest to an epoch.
 *
 * @param {ArrayLike<number> | undefined} epochs
 * @param {number | undefined} epoch
 */
export function momentAt(epochs, epoch) {
  if (!epochs?.length || epoch === undefined) return undefined;
  const distances = Array.from(epochs, (each) => Math.abs(each - epoch));
  return distances.indexOf(Math.min(...distances));
}

/**
 * The epoch of the run's point that is nearest to a node of the grid; undefined if that point is more than one cell
 * away.
 *
 * @param {LandscapeMapArrays} map
 * @param {LandscapePathsArrays} paths
 * @param {[column: number, row: number]} node
 * @returns {number | undefined}
 */
export function epochAt({ a, b }, { epochs, ['points 0']: points }, [column, row]) {
  if (!a || !b || !points) return undefined;
  const cells = (/** @type {Float64Array} */ axis, /** @type {number} */ value, /** @type {number} */ at) =>
    Math.abs((value - (axis[at] ?? NaN)) / ((axis[1] ?? NaN) - (axis[0] ?? NaN)));
  const distances = Array.from(epochs, (_, moment) =>
    Math.max(cells(a, points[2 * moment] ?? NaN, column), cells(b, points[2 * moment + 1] ?? NaN, row)),
  );
  const nearest = distances.reduce((best, distance, moment) => (distance <= (distances[best] ?? Infinity) ? moment : best), 0);
  return (distances[nearest] ?? Infinity) <= 1 ? epochs[nearest] : undefined;
}
