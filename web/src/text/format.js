/** Formatting of numbers in the page's language. Every number comes from Python. */

import limits from '../generated/limits.json';
import { locale } from './language.js';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const decimalSign = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A loss or a norm with six characters, so that its width does not change.
 *
 * @param {number | null | undefined} value
 */
export function formatLoss(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === Infinity) return '∞';
  if (value !== 0 && value < 0.001) return scientific(value, 2);
  if (value >= 9999.95) return scientific(value, 3);
  const before = Math.floor(value).toString().length;
  return formatFixed(value, 5 - before);
}

/**
 * A typed number in JavaScript's format, with a point and a hyphen.
 *
 * @param {string} typed
 */
export function asNumber(typed) {
  return typed.trim().replace('−', '-').replace(/^([+-]?\d*),(\d+)/, '$1.$2');
}

/**
 * A number in JavaScript's format with the decimal sign of the page's language.
 *
 * @param {string} digits
 */
export function inLocale(digits) {
  return digits.replace('.', decimalSign);
}

/** The separator of numbers in a list: a comma, unless that is the decimal sign. */
export const listSeparator = decimalSign === ',' ? '; ' : ', ';

/** @param {readonly number[]} values settings in their shortest form */
export function formatSettings(values) {
  return values.map(formatSetting).join(listSeparator);
}

/**
 * Split a text into the typed numbers that it contains. A comma between digits is the decimal sign in languages that
 * use it.
 *
 * @param {string} typed
 */
export function asNumbers(typed) {
  const separators = decimalSign === ',' ? /[\s;]+|,(?!\d)/ : /[\s,;]+/;
  return typed.split(separators).filter(Boolean).map(asNumber);
}

/** @param {number} value @param {number} digits the number of significant digits */
export function formatDigits(value, digits) {
  return inLocale(value.toPrecision(digits));
}

/**
 * The smallest number of digits with which two values look different, so that a change is not rounded away. Floats
 * that agree in `limits.digits` significant digits are equal.
 *
 * @template Value
 * @param {Value} value
 * @param {Value} other
 * @param {number} least
 * @param {(value: Value, digits: number) => string} write
 */
export function digitsApart(value, other, least, write) {
  for (let digits = least; digits < limits.digits; digits++) if (write(value, digits) !== write(other, digits)) return digits;
  return least;
}

/**
 * Two numbers with as many digits as it takes to tell them apart.
 *
 * @param {number} value
 * @param {number} other
 * @param {number} least
 * @returns {[string, string]}
 */
export function formatApart(value, other, least) {
  const digits = digitsApart(value, other, least, formatDigits);
  return [formatDigits(value, digits), formatDigits(other, digits)];
}

/**
 * The first and the last point of a path, with enough decimals to look different unless they are equal.
 *
 * @param {ArrayLike<number>} path x, y, x, y …
 * @param {(x: number, y: number, decimals: number) => string} at writes a point
 * @returns {[string, string]}
 */
export function endsOf(path, at) {
  const point = (/** @type {number} */ index) => ({ x: path[index] ?? 0, y: path[index + 1] ?? 0 });
  const write = (/** @type {{ x: number, y: number }} */ { x, y }, /** @type {number} */ decimals) => at(x, y, decimals);
  const [first, last] = [point(0), point(path.length - 2)];
  const decimals = digitsApart(first, last, 2, write);
  return [write(first, decimals), write(last, decimals)];
}

/** @param {number} value @param {number} decimals */
export function formatFixed(value, decimals) {
  return inLocale(value.toFixed(decimals));
}

/** @param {number} value @param {number} digits after the first */
export function formatExponent(value, digits) {
  return inLocale(value.toExponential(digits));
}

/** @param {number} share @param {number} decimals */
export function percent(share, decimals) {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(locale, { style: 'percent', ...digits }).format(share);
}

/** @param {number | null | undefined} value weight, bias or gradient, with its sign */
export function formatSigned(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size !== 0 && (size < 0.001 || size >= 1e4) ? scientific(size, 2) : formatFixed(size, 4);
  return `${value < 0 ? '−' : '+'}${digits}`;
}

/** @param {number | undefined} value */
export function formatWhole(value) {
  return value === undefined ? '–' : whole.format(value);
}

/** @param {number | undefined} value @param {boolean} [exact] whether to show fractions of an epoch */
export function formatEpoch(value, exact = false) {
  if (value === undefined) return '–';
  const isWhole = !exact || Number.isInteger(value) || value >= 1e4;
  return isWhole ? String(Math.floor(value)) : formatFixed(value, 2);
}

/** @param {number | null | undefined} share @param {number} [digits] */
export function formatPercent(share, digits = 1) {
  return share === null || share === undefined ? '–' : `${formatFixed(share * 100, digits)} %`;
}

/** The significant digits of bounds and ticks, unless ticks are so close together that they need more. */
const SHORT = 3;

/** @param {number} value @param {number} digits significant digits, without zeros at the end */
function formatBriefly(value, digits) {
  return inLocale(String(Number(value.toPrecision(digits)))).replace('-', '−');
}

/** @param {number} value a bound or a tick, in as few digits as it needs */
export function formatShort(value) {
  return formatBriefly(value, SHORT);
}

/** @param {number} value a tick of an axis; a long one would not fit beside it */
export function formatTick(value) {
  return tickOf(value, SHORT);
}

/** @param {number} value @param {number} digits */
function tickOf(value, digits) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e4)) return inLocale(Number(value.toPrecision(digits)).toExponential()).replace('e+', 'e');
  return formatBriefly(value, digits);
}

/**
 * The ticks of an axis of epochs, rounded so that they still differ.
 *
 * @param {number[]} epochs
 */
export function formatEpochs(epochs) {
  const digits = digitsOfTicks(epochs);
  return epochs.map((epoch) => formatBriefly(epoch, digits));
}

/**
 * The ticks of an axis, rounded so that they still differ.
 *
 * @param {number[]} ticks
 */
export function formatTicks(ticks) {
  const digits = digitsOfTicks(ticks);
  return ticks.map((tick) => tickOf(tick, digits));
}

/**
 * The significant digits that show all ticks of an axis exactly: 4 for 1005, 1010 and 1015, so that they differ.
 *
 * @param {number[]} ticks
 */
function digitsOfTicks(ticks) {
  let digits = SHORT;
  const isRounded = (/** @type {number} */ tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) > 1e-9 * Math.abs(tick);
  while (digits < 9 && ticks.some(isRounded)) digits++;
  return digits;
}

/** @param {number} epoch a tick of a narrow axis */
export function formatEpochTick(epoch) {
  return epoch >= 1e5 ? formatTick(epoch) : whole.format(epoch);
}

/** The decimals of R². */
export const R2_DECIMALS = 4;

/**
 * A number in a table's unit, with as many decimals as the table's own numbers.
 *
 * @param {number | null | undefined} value
 * @param {number | null} decimals null for 4 significant digits
 */
export function formatAsGiven(value, decimals) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const isPlain = decimals !== null && Math.abs(value) < 1e12;
  if (!isPlain) return inLocale(String(Number(value.toPrecision(4)))).replaceAll('-', '−');
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const useGrouping = Math.abs(value) >= 1e4;
  // A small negative number must not be written as −0.
  const rounded = Number(value.toFixed(decimals)) || 0;
  return new Intl.NumberFormat(locale, { ...digits, useGrouping }).format(rounded).replace('-', '−');
}

/** @param {number} days since 1970-01-01 @param {boolean} isWhole without the time of day */
export function formatDate(days, isWhole) {
  const moment = new Date(Math.round(days * 1440) * 60_000);
  if (Number.isNaN(moment.getTime())) return '–';
  const whole = new Date(Math.round(days) * 86_400_000);
  return isWhole ? whole.toISOString().slice(0, 10) : moment.toISOString().slice(0, 16).replace('T', ' ');
}

/** @param {number | undefined} edge of a histogram's bin */
export function formatEdge(edge) {
  if (edge === undefined) return '–';
  const size = Math.abs(edge);
  const words = size !== 0 && (size < 0.01 || size >= 1e4) ? scientific(size, 3) : inLocale(String(Number(size.toPrecision(3))));
  return `${edge < 0 ? '−' : ''}${words}`;
}

/** @param {number} value a setting in its shortest form */
export function formatSetting(value) {
  return inLocale(String(value));
}

/** @param {number} exponent */
export function powerOfTen(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** @param {number} value @param {number} digits */
function scientific(value, digits) {
  return formatExponent(value, digits - 1).replace('e+', 'e');
}
