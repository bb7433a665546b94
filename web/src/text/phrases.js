/**
 * Converts phrases, which Python sends as a key and values, to text. `py/chainrule/phrases` describes the templates;
 * this module fills them in the same way, with numbers in the page's format.
 */

import limits from '../generated/limits.json';
import { digitsApart, formatWhole, inLocale, listSeparator, percent } from './format.js';
import { text } from './index.js';

/** @typedef {{ key: string, values: Record<string, unknown> }} Phrase */

const PLACE = /\{(\w+)(?::([^{}|]*)|\|([^{}|]*)\|([^{}|]*))?\}/g;
/** The phrases that consist of a number. */
const NUMBERS = new Set(['value.number', 'value.short']);
const SUPERSCRIPTS = /** @type {Record<string, string>} */ ({
  '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹',
});

/**
 * A report with all phrases converted to text; arrays are unchanged.
 *
 * @template Value
 * @param {Value} value
 * @returns {Value}
 */
export function spoken(value) {
  return /** @type {Value} */ (inWords(value));
}

/** @param {unknown} value @returns {unknown} */
function inWords(value) {
  if (Array.isArray(value)) return value.map(inWords);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (isPhrase(value)) return say(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inWords(each)]));
}

/** @param {object} value @returns {value is Phrase} */
function isPhrase(value) {
  return 'key' in value && 'values' in value && Object.keys(value).length === 2;
}

/** @param {Phrase} phrase */
export function say({ key, values }) {
  const templates = /** @type {Record<string, string>} */ (text.phrases);
  return filled(templates[key] ?? key, values);
}

/**
 * A template with its placeholders filled in.
 *
 * @param {string} template
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
export function filled(template, values) {
  return template.replace(
    PLACE,
    (/** @type {string} */ _, /** @type {string} */ name, /** @type {string | undefined} */ spec, /** @type {string | undefined} */ one, /** @type {string} */ many) => {
      const value = values[name];
      if (one !== undefined) return value === 1 ? one : many;
      if (spec?.startsWith('~')) return apart(value, values[spec.slice(1)]);
      if (spec?.startsWith('±')) return spread(value, values[spec.slice(1)]);
      return textOf(value, spec);
    },
  );
}

/** @param {unknown} value @param {string} [spec] @returns {string} */
function textOf(value, spec) {
  if (typeof value === 'string') return spec === 'lower' ? value.slice(0, 1).toLowerCase() + value.slice(1) : value;
  if (Array.isArray(value)) return value.map((each) => textOf(each)).join(spec ?? separatorOf(value));
  if (typeof value === 'number') return spec || !Number.isInteger(value) ? numberOf(value, spec) : String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  // JSON does not distinguish a float without a fraction from an integer, so Python marks it.
  if ('float' in value) return numberOf(Number(value.float), spec);
  return isPhrase(value) ? textOf(say(value), spec) : '';
}

/** @param {unknown} value */
function isNumber(value) {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  return 'float' in value || (isPhrase(value) && NUMBERS.has(value.key));
}

/** @param {unknown[]} values numbers are separated by a character that is not the decimal sign */
function separatorOf(values) {
  return values.some(isNumber) ? listSeparator : ', ';
}

/** @param {number} value @param {string} [spec] */
function numberOf(value, spec) {
  return !spec ? inLocale(said(value)) : formatted(value, spec);
}

/**
 * A number in Python's format specification: `,`, `g`, `.4g`, `.0f`, `.0%`, or `.3m`, which is `.3g`
 * with a true minus.
 *
 * @param {number} value
 * @param {string} spec
 */
function formatted(value, spec) {
  if (spec === ',') return formatWhole(value);
  const [, digits, kind] = /^(?:\.(\d+))?([gmf%])$/.exec(spec) ?? [];
  if (kind === '%') return percent(value, Number(digits));
  if (kind === 'f') return inLocale(value.toFixed(Number(digits)));
  const shown = inLocale(general(value, digits === undefined ? 6 : Number(digits)));
  return kind === 'm' ? shown.replaceAll('-', '−') : shown;
}

/**
 * Python's `g`: without trailing zeros, and with at least two digits in the exponent.
 *
 * @param {number} value
 * @param {number} digits
 */
function general(value, digits) {
  if (value === 0) return '0';
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${String(Number(mantissa))}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  const fixed = value.toFixed(Math.max(0, digits - 1 - exponent));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/**
 * A number with two significant digits: 0.0042, 12, 6.1 × 10⁻⁵.
 *
 * @param {number} value
 * @param {number} [count] of digits
 */
function said(value, count = 2) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e4)) return general(Number(value.toPrecision(count)), Math.max(6, count));
  const [digits = '', power = ''] = value.toExponential(count - 1).split('e');
  const exponent = [...String(Number(power))].map((digit) => SUPERSCRIPTS[digit]).join('');
  return `${String(Number(digits))} × 10${exponent}`.replaceAll(' ', '\u00a0');
}

/** @param {unknown} value as `textOf` takes it */
const floatOf = (value) => Number(typeof value === 'object' && value !== null && 'float' in value ? value.float : value);

/**
 * A number with two significant digits, or as many as distinguish it from another. A number that is not finite arrives
 * as text.
 *
 * @param {unknown} value
 * @param {unknown} other
 */
function apart(value, other) {
  if (typeof value === 'string' || typeof other === 'string') return textOf(value);
  return inLocale(said(floatOf(value), digitsApart(floatOf(value), floatOf(other), 2, said)));
}

/**
 * A mean and a deviation, both with the decimals that give the deviation two significant digits: 0.6630 ± 0.0042. If
 * this takes more than `limits.decimals`, the mean has three significant digits and the deviation two. Numbers that are
 * not finite arrive as text.
 *
 * @param {unknown} mean
 * @param {unknown} deviation
 */
function spread(mean, deviation) {
  const size = floatOf(deviation);
  const decimals = Math.max(0, 1 - Number(size.toExponential(1).split('e')[1]));
  const isShort = size > 0 && decimals <= limits.decimals;
  return isShort ? `${textOf(mean, `.${decimals}f`)} ± ${textOf(deviation, `.${decimals}f`)}` : `${textOf(mean, '.3g')} ± ${textOf(deviation, '.2g')}`;
}
