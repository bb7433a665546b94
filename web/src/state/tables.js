/**
 * A person's own tables, kept in this browser under the names that Python gave them, so that an
 * address that names one can be opened again. They never leave the browser.
 */

/** @typedef {{ text: string, delimiter: string | null, header: boolean | null }} CsvSource */

const STORE = 'tables';

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('chainrule', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no storage'));
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function inStore(mode, ask) {
  const database = await open();
  try {
    /** @type {Promise<T>} */
    const answer = new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      // A request's success is not yet on disk.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('no storage'));
    });
    return await answer;
  } finally {
    database.close();
  }
}

/**
 * @param {string} name
 * @param {CsvSource} source
 */
export async function keep(name, source) {
  await inStore('readwrite', (store) => store.put(source, name));
}

/**
 * @param {string} name
 * @returns {Promise<CsvSource | undefined>}
 */
export async function find(name) {
  const source = await inStore('readonly', (store) => /** @type {IDBRequest<unknown>} */ (store.get(name)));
  return /** @type {CsvSource | undefined} */ (source);
}
