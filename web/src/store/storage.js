/**
 * The page's storage in this browser, in one database. The data never leave the browser.
 *
 * @import { IDBPDatabase } from 'idb'
 * @import { TableSource } from '../generated/protocol'
 */
import { openDB } from 'idb';

/** @import { KeptRun as KeptCurve } from './kept-runs.js' */
/** @typedef {{ text: string, epoch: number, hash: string, time: number }} KeptRun */
/** @typedef {{ tables: { key: string, value: TableSource }, runs: { key: string, value: KeptRun }, kept: { key: number, value: KeptCurve } }} Stores */

/**
 * Read from or write to the database.
 *
 * @template T
 * @param {(database: IDBPDatabase<Stores>) => Promise<T>} ask
 * @returns {Promise<T>} of the stored value; rejects if storage is not available
 */
export async function inStorage(ask) {
  /** @type {IDBPDatabase<Stores>} */
  const database = await openDB('chainrule', 3, {
    upgrade(created) {
      for (const store of /** @type {const} */ (['tables', 'runs', 'kept'])) {
        if (!created.objectStoreNames.contains(store)) created.createObjectStore(store);
      }
    },
  });
  try {
    return await ask(database);
  } finally {
    database.close();
  }
}
