/**
 * The page's storage in this browser, in one database. The data never leave the browser.
 *
 * @import { IDBPDatabase } from 'idb'
 * @import { TableSource } from '../generated/protocol'
 */
import { openDB } from 'idb';

/** @typedef {{ text: string, epoch: number, hash: string, time: number }} KeptRun */
/** @typedef {{ tables: { key: string, value: TableSource }, runs: { key: string, value: KeptRun } }} Stores */

/**
 * Read or write.
 *
 * @template T
 * @param {(database: IDBPDatabase<Stores>) => Promise<T>} ask
 * @returns {Promise<T>} of the stored value; rejects if storage is not available
 */
export async function inStorage(ask) {
  /** @type {IDBPDatabase<Stores>} */
  const database = await openDB('chainrule', 2, {
    upgrade(created) {
      for (const store of /** @type {const} */ (['tables', 'runs'])) {
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
