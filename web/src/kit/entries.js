/** Parsing of typed numbers; text that is not a number is sent to Python unchanged. */

import { asNumber, asNumbers } from '../text/format.js';

/** @param {string} typed */
export function numberIn(typed) {
  return typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** @param {string} typed a number that may have a decimal comma */
export function realIn(typed) {
  return numberIn(asNumber(typed));
}

/** @param {string} typed numbers separated by semicolons, spaces, or commas that are not decimal */
export function numbersIn(typed) {
  return asNumbers(typed).map(numberIn);
}
