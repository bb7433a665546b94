// @ts-check
/** The hashes of the site's files, which the builder writes into each page's import map. */

/** @type {Map<string, string> | undefined} */
let known;

/**
 * The hash of a file in the format of HTML's `integrity` attribute, or "".
 *
 * @param {string} address
 */
export function integrityOf(address) {
  known ??= read();
  return known.get(address) ?? "";
}

function read() {
  const map = document.querySelector('script[type="importmap"]')?.textContent ?? "{}";
  const { integrity = {} } = /** @type {{ integrity?: Record<string, string> }} */ (JSON.parse(map));
  return new Map(
    Object.entries(integrity).map(([file, hash]) => [new URL(file, document.baseURI).href, hash]),
  );
}
