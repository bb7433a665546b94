/**
 * The URL that the dialog creates.
 *
 * @import { Lab } from '../model/lab.js'
 * @import { Setup } from '../store/query.js'
 * @import { Enclosed } from './enclosure.js'
 */
import { withOpen, withParameters, withSetup } from '../store/query.js';
import { closed } from './enclosure.js';
import { openNow } from './open-parts.js';

/** Nothing is open. */
const NOTHING = { open: [], view: undefined, speed: undefined, example: undefined, layer: undefined };

/**
 * @typedef {object} Choices
 * @property {boolean} hasOpen whether the link opens what is open now
 * @property {string} lang the page's language, or empty for the recipient's own
 * @property {Setup} setup
 * @property {Enclosed} enclosed
 */

/**
 * @param {Lab} lab
 * @param {Choices} choices
 * @param {string} [page] the URL of this page
 */
export function addressOf(lab, { hasOpen, lang, setup, enclosed }, page = location.href) {
  const url = new URL(page);
  const query = withParameters(withOpen('', hasOpen ? openNow(lab) : NOTHING), { lang });
  url.search = withSetup(query, setup).replace(/^\?/, '');
  url.hash = closed(lab.opened?.hash ?? '', enclosed);
  return url.href;
}

/** The size of a frame, in pixels. */
export const FRAME = [700, 450];

/**
 * The markup of a frame that shows only the lab.
 *
 * @param {string} address
 * @param {string} title
 */
export function frameOf(address, title) {
  const [width, height] = FRAME;
  const escaped = (/** @type {string} */ words) => words.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${escaped(address)}" width="${width}" height="${height}" title="${escaped(title)}" loading="lazy" style="border:0"></iframe>`;
}
