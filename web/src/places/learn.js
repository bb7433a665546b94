/** The lessons, the applications, and experiments to open in the microscope. */
import { html } from 'lit';
import { CHAPTERS } from '../text/learn/chapters.js';
import presets from '../generated/presets.json';
import { text } from '../text/index.js';
import { say } from '../text/phrases.js';
import { pictureOf } from './pictures.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Navigation } from './navigation.js' */

export const APPS = /** @type {const} */ ([
  ['digits', 'apps/digits.html'],
  ['names', 'apps/names.html'],
  ['diagnosis', 'apps/diagnosis.html'],
  ['vehicle', 'apps/vehicle.html'],
]);

export const LESSONS = /** @type {const} */ ([
  ['hand', 'worked-example.html'],
  ['every', 'every-op.html'],
]);

/**
 * @param {Lab} lab
 * @param {Navigation} navigation
 */
export function learn(lab, navigation) {
  return html`<section aria-labelledby="article">
      <h3 id="article">${text.article.title}</h3>
      <p>${text.article.about} <a href="learn/index.html">${text.article.all}</a></p>
      <ol class="chapter-list" lang="en">
        ${CHAPTERS.map(({ file, title, line }) => html`<li><a href="learn/${file}.html">${title}</a> <span>${line}</span></li>`)}
      </ol>
    </section>
    <section aria-labelledby="lessons">
      <h3 id="lessons">${text.lessons.title}</h3>
      <p>${text.lessons.about}</p>
      <ul class="cards">
        ${card('step', html`<a href="./" @click=${openFirst}>${text.firstStep.watch}</a>`, text.firstStep.offered)}
        ${LESSONS.map(([name, file]) => card(name, html`<a href=${file}>${text.lessons[name].title}</a>`, text.lessons[name].line))}
      </ul>
    </section>
    <section aria-labelledby="apps">
      <h3 id="apps">${text.apps.title}</h3>
      <p>${text.apps.about}</p>
      <ul class="cards">
        ${APPS.map(([name, file]) => card(name, html`<a href=${file}>${phraseOf(`app.${name}`)}</a>`, phraseOf(`app.${name}.line`)))}
      </ul>
    </section>
    <section aria-labelledby="presets">
      <h3 id="presets">${text.presets.title}</h3>
      <p>${text.presets.about}</p>
      <ul class="cards">
        ${presets.map(({ name, hash }) => {
          const open = (/** @type {Event} */ event) => {
            event.preventDefault();
            navigation.goToNew();
            void lab.openHash(`${hash}&step=0&op=0`, false);
          };
          const link = html`<a href="./#${hash}&step=0&op=0" @click=${open}>${phraseOf(`preset.${name}`)}</a>`;
          return card(name, link, text.presets.lines[name] ?? '');
        })}
      </ul>
    </section>`;
}

/** @param {string} key */
const phraseOf = (key) => say({ key, values: {} });

/**
 * @param {string} name of the picture
 * @param {unknown} link
 * @param {string} line
 */
function card(name, link, line) {
  return html`<li class="card">
    <svg viewBox="0 0 96 60" aria-hidden="true">${pictureOf(name)}</svg>
    <div><h4>${link}</h4><p>${line}</p></div>
  </li>`;
}

/** @param {Event} event the lab shows the first screen */
function openFirst(event) {
  event.preventDefault();
  event.target?.dispatchEvent(new CustomEvent('first', { bubbles: true }));
}
