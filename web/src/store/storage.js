/**
 * What this browser keeps for the page, in one database. It never leaves the browser.
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
 * @returns {Promise<T>} of what is on disk; rejects where the browser keeps nothing for pages
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
