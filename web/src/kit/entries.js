/** What people type where numbers are wanted; what is no number goes to Python as it is. */

/** @param {string} typed */
export function numberIn(typed) {
  return typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** @param {string} typed numbers parted by commas or spaces */
export function numbersIn(typed) {
  return typed
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(numberIn);
}
