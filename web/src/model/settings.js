/** The table of settings, as Python describes it. */
import rows from '../generated/settings.json';

/**
 * @typedef {object} Setting
 * @property {string} name
 * @property {'choice' | 'whole' | 'real' | 'switch' | 'layers' | 'features' | 'numbers' | 'class_weights'} kind
 * @property {unknown} default
 * @property {string} label
 * @property {Record<string, string>} choices
 * @property {number | null} low
 * @property {number | null} high
 * @property {number[]} suggestions
 * @property {string} allowed
 * @property {{ name: string, values: string[] } | null} needs
 */

/**
 * @typedef {[width: number, activation: string, dropout?: number, norm?: boolean]} HiddenLayer
 */

/** @type {Map<string, Setting>} */
const table = new Map(
  /** @type {Setting[]} */ (/** @type {unknown} */ (rows)).map((row) => [row.name, row]),
);

/**
 * @param {string} name
 * @returns {Setting}
 */
export function setting(name) {
  const row = table.get(name);
  if (!row) throw new RangeError(`unknown setting: ${name}`);
  return row;
}

/** @param {string} name */
export function isSetting(name) {
  return table.has(name);
}

/**
 * Whether a setting does anything beside the others.
 *
 * @param {string} name
 * @param {Record<string, unknown>} experiment
 */
export function isInUse(name, experiment) {
  const { needs } = setting(name);
  return needs === null || needs.values.includes(String(experiment[needs.name]));
}

/** What the controls show before any experiment has come. */
export const defaults = Object.freeze(Object.fromEntries([...table.values()].map((row) => [row.name, row.default])));

/**
 * The next lower value that the table suggests for a setting, if there is one.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function nextLower(name, value) {
  return setting(name).suggestions.findLast((suggestion) => suggestion < Number(value));
}
