/** Round numbers along axes. */

export { ticks } from 'd3-array';

/** Sets of round numbers within a decade, from few to many. */
const WITHIN = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9]];

/**
 * Round numbers along a logarithmic axis: powers of ten and, if these are too few, others between them.
 *
 * @param {number} low above 0
 * @param {number} high
 * @param {number} fewest
 * @param {number} most
 * @returns {number[]} fewer than `fewest` only if the axis spans too small a part of a decade
 */
export function logTicks(low, high, fewest, most) {
  const first = Math.floor(Math.log10(low));
  const exponents = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  /** @type {number[]} */
  let found = [];
  for (const factors of WITHIN) {
    found = exponents
      .flatMap((exponent) => factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(6))))
      // The tolerance includes the ends of a range that was rounded to powers of ten.
      .filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
    if (found.length >= fewest) break;
  }
  const stride = Math.ceil(found.length / most);
  return found.filter((_, index) => index % stride === 0);
}

/**
 * The smallest of 1, 2, 5, 10 … that is not below a number.
 *
 * @param {number} value above 0
 */
export function roundUp(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * size >= value) ?? 10) * size;
}

/**
 * The largest of 1, 2, 5, 10 … that is not above a number.
 *
 * @param {number} value above 0
 */
export function roundDown(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return ([5, 2].find((factor) => factor * size <= value) ?? 1) * size;
}
