/**
 * A person's own tables, kept in this browser under the names that Python gave them, so that an
 * address that names one can be opened again. They never leave the browser.
 */
import { inStore } from './storage.js';

/** @typedef {import('../generated/protocol').TableSource} CsvSource */

/**
 * @param {string} name
 * @param {CsvSource} source
 */
export async function keep(name, source) {
  await inStore('tables', 'readwrite', (store) => store.put(source, name));
}

/**
 * @param {string} name
 * @returns {Promise<CsvSource | undefined>}
 */
export async function find(name) {
  const source = await inStore('tables', 'readonly', (store) => /** @type {IDBRequest<unknown>} */ (store.get(name)));
  return /** @type {CsvSource | undefined} */ (source);
}
