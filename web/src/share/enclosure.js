/**
 * The data that a link contains after the experiment: trained weights and the user's own table, compressed. They are
 * after `#`, in a part of the URL that browsers never send to a server.
 *
 * @import { CsvSource } from '../store/tables.js'
 */

/** The maximum number of bytes of a part after it is unpacked. */
const MOST_UNPACKED = 2 ** 20;

const PART = /(?:^|&)(trained|csv)=([^&]*)/g;

/** @typedef {{ trained?: string, csv?: string }} Enclosed compressed parts, in base64 for URLs */

/**
 * Separate the experiment of a link from the data that follow it.
 *
 * @param {string} hash the link after `#`
 * @returns {{ experiment: string, enclosed: Enclosed }}
 */
export function opened(hash) {
  const enclosed = /** @type {Record<string, string>} */ ({});
  for (const [, name = '', value = ''] of hash.matchAll(PART)) enclosed[name] ??= value;
  return { experiment: hash.replaceAll(PART, '').replace(/^&/, ''), enclosed };
}

/**
 * The part of a link after `#`.
 *
 * @param {string} experiment
 * @param {Enclosed} enclosed
 */
export function closed(experiment, { trained, csv }) {
  return [experiment, trained === undefined ? '' : `trained=${trained}`, csv === undefined ? '' : `csv=${csv}`].filter(Boolean).join('&');
}

/**
 * Compress bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<string>} in base64 for URLs
 */
export async function compressed(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return toBase64(packed).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * @param {string} text from `compressed`
 * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} nothing if it is damaged or too long
 */
export async function unpacked(text) {
  try {
    const packed = fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const parts = [];
    for (let length = 0; length <= MOST_UNPACKED; ) {
      const { done, value } = await reader.read();
      if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
      const part = /** @type {Uint8Array<ArrayBuffer>} */ (value);
      parts.push(part);
      length += part.length;
    }
    await reader.cancel();
  } catch {
    // Damaged; the caller reports it.
  }
  return undefined;
}

/** @param {CsvSource} table @returns {Promise<string>} */
export const compressedTable = (table) => compressed(new TextEncoder().encode(JSON.stringify(table)));

/**
 * @param {string} text
 * @returns {Promise<CsvSource | undefined>}
 */
export async function unpackedTable(text) {
  const bytes = await unpacked(text);
  if (!bytes) return undefined;
  try {
    const table = /** @type {unknown} */ (JSON.parse(new TextDecoder().decode(bytes)));
    return typeof table === 'object' && table !== null ? /** @type {CsvSource} */ (table) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @param {string} text */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
