/** The dialog's pictures of figures, and its animation of the run. */
import { html, nothing } from 'lit';
import { saveFile } from '../store/files.js';
import { text } from '../text/index.js';
import { pngOf, svgOf } from './figures.js';

/** @import { Figure } from './figures.js' */

/** @param {Figure[]} figures */
export function pictures(figures) {
  return html`<section aria-labelledby="share-pictures">
    <h3 id="share-pictures">${text.share.pictures}</h3>
    <p class="quiet">${text.share.picturesAbout}</p>
    <ul class="share-pictures">
      ${figures.map(
        ({ title, figure, preview }) => html`<li>
          <img src=${preview} alt="" /><span>${title}</span>
          ${button(title, 'PNG', () => void savePng(title, figure))} ${button(title, 'SVG', () => saveFile(fileOf(title, 'svg'), svgOf(figure), 'image/svg+xml'))}
        </li>`,
      )}
    </ul>
  </section>`;
}

/**
 * @param {boolean} isRecording
 * @param {boolean} isPossible
 * @param {() => void} press
 */
export function filmSection(isRecording, isPossible, press) {
  return html`<section aria-labelledby="share-film">
    <h3 id="share-film">${text.share.film}</h3>
    <p class="quiet">${isPossible ? text.share.filmAbout : text.share.noFilm}</p>
    ${isPossible ? html`<p class="share-row"><button type="button" aria-pressed=${isRecording} @click=${press}>${isRecording ? text.share.filmStop : text.share.filmStart}</button></p>` : nothing}
  </section>`;
}

/**
 * @param {string} title
 * @param {string} kind
 * @param {() => void} save
 */
const button = (title, kind, save) =>
  html`<button type="button" class="text-button" aria-label="${title}: ${kind}" @click=${save}>${kind}</button>`;

/**
 * @param {string} title
 * @param {HTMLElement} figure
 */
async function savePng(title, figure) {
  const picture = await pngOf(figure);
  if (picture) saveFile(fileOf(title, 'png'), picture, 'image/png');
}

/**
 * @param {string} title
 * @param {string} ending
 */
const fileOf = (title, ending) => `chainrule-${title.toLowerCase().replaceAll(/\s+/g, '-')}.${ending}`;
