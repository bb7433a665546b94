/** @import { Lab } from '../model/lab.js' */
import { html, svg } from 'lit';
import { setting } from '../model/settings.js';
import { chooseData } from './setting-controls.js';

/** Small pictures of the data sets, by name, which decorate the menu. */
const dataSetPictures = /** @type {Record<string, unknown>} */ ({
  circle: svg`<rect class="minus" width="40" height="40" /><circle class="plus" cx="20" cy="20" r="11" />`,
  xor: svg`<rect class="minus" width="40" height="40" />
    <path class="plus" d="M20 0h20v20H20zM0 20h20v20H0z" />`,
  gauss: svg`<rect class="minus" width="40" height="40" /><path class="plus" d="M0 0h40v40z" />`,
  spiral: svg`<path
      class="minus-line"
      d="M20 20c3-1 5 2 4 5s-6 4-9 1-3-10 2-13 14-1 16 6-2 15-9 17"
    /><path
      class="plus-line"
      d="M20 20c-3 1-5-2-4-5s6-4 9-1 3 10-2 13-14 1-16-6 2-15 9-17"
    />`,
  moons: svg`<path class="minus-line" d="M7 22a10 10 0 0 1 20 0" /><path class="plus-line" d="M14 19a10 10 0 0 0 20 0" />`,
  rings: svg`<circle class="plus-line" cx="20" cy="20" r="16" /><circle class="minus-line" cx="20" cy="20" r="8" />`,
  checkerboard: svg`<rect class="minus" width="40" height="40" />
    <path class="plus" d="M10 0h10v10H10zM30 0h10v10H30zM0 10h10v10H0zM20 10h10v10H20zM10 20h10v10H10zM30 20h10v10H30zM0 30h10v10H0zM20 30h10v10H20z" />`,
  blobs: svg`<circle class="plus" cx="11" cy="20" r="8" /><circle class="minus" cx="29" cy="20" r="8" />`,
  sine: svg`<path class="plus-line" d="M2 20c6-20 12-20 18 0s12 20 18 0" />`,
  friedman: svg`<linearGradient id="bend" x1="0" y1="1" x2="0" y2="0">
      <stop class="to" offset="0" /><stop class="from" offset="0.5" /><stop class="to" offset="1" />
    </linearGradient><rect width="40" height="40" fill="url(#bend)" />`,
  regress_plane: svg`<linearGradient id="plane" x1="0" y1="1" x2="1" y2="0">
      <stop class="from" offset="0.1" /><stop class="middle" offset="0.5" />
      <stop class="to" offset="0.9" />
    </linearGradient><rect width="40" height="40" fill="url(#plane)" />`,
  regress_gauss: svg`<radialGradient id="hill">
      <stop class="to" /><stop class="middle" offset="1" />
    </radialGradient><radialGradient id="hollow">
      <stop class="from" /><stop class="middle" offset="1" />
    </radialGradient>
    <circle cx="11" cy="11" r="10" fill="url(#hill)" /><circle cx="29" cy="29" r="10" fill="url(#hill)" />
    <circle cx="29" cy="11" r="10" fill="url(#hollow)" /><circle cx="11" cy="29" r="10" fill="url(#hollow)" />`,
  drawn: svg`<path class="plus-line" d="M10 30l3-9L27 7l6 6-14 14z" /><path class="minus-line" d="M23 11l6 6" />`,
  table: svg`<path class="plus-line" d="M6 9h28v22H6zM6 16h28" /><path class="minus-line" d="M16 9v22M25 9v22M6 24h28" />`,
});

/**
 * The data sets as pictures, for the pointer; the actual control is the menu below them.
 *
 * @param {Lab} lab
 */
export function pictures(lab) {
  const { choices } = setting('data');
  const chosen = lab.experiment['data'];
  return html`<div class="data-sets" aria-hidden="true">
    ${Object.entries(choices)
      .filter(([name]) => name in dataSetPictures)
      .map(
      ([name, label]) =>
        html`<div
          class="data-set ${name === chosen ? 'is-chosen' : ''}"
          title=${label}
          @click=${(/** @type {Event} */ event) => chooseData(lab, name, /** @type {Element} */ (event.target))}
        >
          <svg viewBox="0 0 40 40">${dataSetPictures[name]}</svg>
        </div>`,
    )}
  </div>`;
}
