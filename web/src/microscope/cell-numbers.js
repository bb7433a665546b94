/** The numbers in the cells of a matrix, which share a power of ten. */
import { formatFixed, powerOfTen } from '../text/format.js';

const SMALLEST = 0.01;
const LARGEST = 1e4;

/**
 * The power of ten in which a matrix shows its numbers, so that small gradients keep their digits: a multiple of 3, or 0
 * if the largest number is easy to read as it is.
 *
 * @param {ArrayLike<number>} values
 */
export function powerOf(values) {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size < Infinity) largest = Math.max(largest, size);
  }
  if (largest === 0 || (largest >= SMALLEST && largest < LARGEST)) return 0;
  return 3 * Math.floor((Math.log10(largest) + 1) / 3);
}

/**
 * The power of ten as text, in English and German; "" for 10⁰. A sign × would look like one of the matrix's shape.
 *
 * @param {number} power
 */
export const inPower = (power) => (power === 0 ? '' : `in ${powerOfTen(power)}`);

/**
 * A number with three decimals below 1 and three significant digits from 1 on. Whole numbers have no decimals.
 *
 * @param {number} value
 * @param {number} [power] the power of ten by which the number shown is to be multiplied
 */
export function shown(value, power = 0) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '−∞' : '∞';
  if (value === 0) return '0';
  const scaled = value / 10 ** power;
  const size = Math.abs(scaled);
  const sign = value < 0 ? '−' : '';
  if (power === 0 && Number.isInteger(value) && size < LARGEST) return `${sign}${size}`;
  // The number is rounded once: 1.2249 becomes 1.22, not first 1.225 and then 1.23.
  const rounded = size < 1 ? Number(size.toFixed(3)) : Number(size.toPrecision(3));
  const decimals = rounded < 10 ? (rounded < 1 ? 3 : 2) : rounded < 100 ? 1 : 0;
  return `${sign}${formatFixed(rounded, decimals)}`;
}
