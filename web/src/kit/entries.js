/** What people type where numbers are wanted; what is no number goes to Python as it is. */

import { asNumber, asNumbers } from '../text/format.js';

/** @param {string} typed */
export function numberIn(typed) {
  return typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** @param {string} typed a number that may have a decimal comma */
export function realIn(typed) {
  return numberIn(asNumber(typed));
}

/** @param {string} typed numbers parted by semicolons, spaces, or commas that are not decimal */
export function numbersIn(typed) {
  return asNumbers(typed).map(numberIn);
}
