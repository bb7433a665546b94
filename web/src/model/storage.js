/** What this browser keeps for the page, in one database. It never leaves the browser. */

const STORES = /** @type {const} */ (['tables', 'runs']);

/** @typedef {(typeof STORES)[number]} Store */

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('chainrule', 2);
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const store of STORES) {
        if (!result.objectStoreNames.contains(store)) result.createObjectStore(store);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no storage'));
  });
}

/**
 * One request to a store.
 *
 * @template T
 * @param {Store} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>} rejects where the browser keeps nothing for pages
 */
export async function inStore(store, mode, ask) {
  const database = await open();
  try {
    /** @type {Promise<T>} */
    const answer = new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = ask(transaction.objectStore(store));
      // A request's success is not yet on disk.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('no storage'));
    });
    return await answer;
  } finally {
    database.close();
  }
}
