// @ts-check
/** Files of the site, verified against a known hash before they are used or run. */

/** @typedef {{ key: string, values: Record<string, unknown> }} Phrase converted to text by `text/phrases.js` */

/** A file that could not be loaded; the message is for the log, the sentence for the user. */
export class LoadError extends Error {
  /**
   * @param {string} file
   * @param {Phrase | string} reason
   */
  constructor(file, reason) {
    super(`${file}: ${typeof reason === "string" ? reason : `${reason.key} ${JSON.stringify(reason.values)}`}`);
    this.name = "LoadError";
    this.file = file;
    this.sentence = phrase("load.failed", { file, reason });
  }
}

/**
 * A sentence, given by its key and its values.
 *
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {Phrase}
 */
export function phrase(key, values = {}) {
  return { key, values };
}

/** The browser's own `fetch`, which `boot.js` replaces in the worker. */
export const plainFetch = globalThis.fetch.bind(globalThis);

/**
 * @typedef {object} FileRequest A file to load.
 * @property {string} name used in messages
 * @property {string} address
 * @property {string} integrity `sha256-…`, or "" if the hash is not known
 * @property {number} [bytes] the size, if known
 */

/**
 * Load a file. If the first copy cannot be read or is damaged, it is loaded again, bypassing and
 * updating the browser's cache.
 *
 * @param {FileRequest} request
 * @param {{ signal: AbortSignal, onBytes?: (loaded: number) => void }} options
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function loadChecked(request, options) {
  try {
    return await load(request, "default", options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    return load(request, "reload", options);
  }
}

/**
 * @param {FileRequest} request
 * @param {RequestCache} cache
 * @param {{ signal: AbortSignal, onBytes?: (loaded: number) => void }} options
 */
async function load(request, cache, { signal, onBytes = () => {} }) {
  const { name, address, integrity, bytes } = request;
  /** @type {Response} */
  let response;
  try {
    response = await plainFetch(address, { cache, signal });
  } catch (error) {
    throw new LoadError(name, phrase("load.no_answer", { error: describe(error) }));
  }
  if (!response.ok) throw new LoadError(name, phrase("load.status", { status: response.status }));
  const content = await read(response, name, onBytes);
  const { length } = content;
  if (bytes !== undefined && length !== bytes) {
    throw new LoadError(name, phrase("load.wrong_length", { came: length, bytes }));
  }
  if (integrity && !(await isIntact(content, integrity))) throw new LoadError(name, phrase("load.corrupt"));
  return content;
}

/**
 * @param {Response} response
 * @param {string} name
 * @param {(loaded: number) => void} onBytes
 */
async function read(response, name, onBytes) {
  const reader = response.body?.getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let loaded = 0;
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk?.value) break;
      chunks.push(chunk.value);
      loaded += chunk.value.length;
      onBytes(loaded);
    }
  } catch (error) {
    throw new LoadError(name, phrase("load.broke_off", { error: describe(error) }));
  }
  const content = new Uint8Array(loaded);
  let place = 0;
  for (const chunk of chunks) {
    content.set(chunk, place);
    place += chunk.length;
  }
  return content;
}

/**
 * Whether a file's bytes have this hash. Pages served over plain HTTP, except from localhost, have no `crypto.subtle`.
 * There, the bytes are fetched from a blob URL, so that the browser compares the hash.
 *
 * @param {Uint8Array<ArrayBuffer>} content
 * @param {string} integrity
 */
async function isIntact(content, integrity) {
  if ("subtle" in crypto) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return integrity === `sha256-${btoa(String.fromCharCode(...digest))}`;
  }
  const copy = URL.createObjectURL(new Blob([content]));
  try {
    await plainFetch(copy, { integrity });
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(copy);
  }
}

/** @param {unknown} error */
export function describe(error) {
  return error instanceof Error ? error.message : String(error);
}
