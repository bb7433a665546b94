/**
 * Values of a regression's target, in its own unit.
 *
 * @import { RegressionTarget } from '../generated/protocol'
 */
import { formatAsGiven, formatDate } from './format.js';
import { text } from './index.js';

/**
 * @param {RegressionTarget} target
 * @returns {string} "" if it has none
 */
export function unitOf({ unit, is_date: isDate }) {
  return isDate ? text.days : unit;
}

/**
 * A target or a prediction, without its unit.
 *
 * @param {RegressionTarget} target
 * @param {number | undefined} value
 */
export function formatTarget({ decimals, is_date: isDate }, value) {
  return isDate && value !== undefined ? formatDate(value, decimals === 0) : formatAsGiven(value, decimals);
}

/**
 * A target or a prediction with its unit.
 *
 * @param {RegressionTarget} target
 * @param {number | undefined} value
 */
export function targetInWords(target, value) {
  return [formatTarget(target, value), target.unit].filter(Boolean).join('\u00a0');
}
