/**
 * The user's own tables, stored in this browser under the names given by Python, so that a URL that
 * names one can be opened again. They never leave the browser.
 */
import { inStorage } from './storage.js';

/** @typedef {import('../generated/protocol').TableSource} CsvSource */

/**
 * @param {string} name
 * @param {CsvSource} source
 */
export async function keep(name, source) {
  await inStorage((database) => database.put('tables', source, name));
}

/**
 * @param {string} name
 * @returns {Promise<CsvSource | undefined>}
 */
export function find(name) {
  return inStorage((database) => database.get('tables', name));
}
