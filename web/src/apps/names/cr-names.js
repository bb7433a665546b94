import limits from '../../generated/limits.json';
import { html, nothing } from 'lit';
import { names as text } from '../../text/apps/names.js';
import { parts } from '../../text/apps/parts.js';
import { formatFixed } from '../../text/format.js';
import { AppElement, status } from '../app-element.js';
import { namesChart } from './cr-names-chart.js';
import { Names, namesOf, NETS, PAIR } from './state.js';
import { answers, attention, lossTable, task } from './views.js';

/** @import { Lab } from '../../model/lab.js' */

/** `<cr-names experiment="app:names">`: four networks learn names, and two learn who is where. */
export class CrNames extends AppElement {
  get rows() {
    return [{ name: 'names', State: Names }];
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = namesOf(lab);
    const { letters, prefix } = state;
    const attentive = letters['attention'];
    return html`<figure class="app-figure" aria-label=${text.figure}>
      <div class="app-run" role="group" aria-label=${parts.training}>
        ${trainButton(state, NETS, text.trainAll)} ${stopButton(state)} <output class="quiet" role="status">${lab.isLive && !lab.notices.failure ? '' : status(lab)}</output>
      </div>
      <div class="app-scroll" tabindex="0" role="group" aria-label=${text.table}>${lossTable(state)}</div>
      <section class="app-part app-chart">${namesChart({ lab })}</section>
      <h2>${text.ask}</h2>
      <div class="app-run">
        <label>${text.prefix} <input type="text" size="12" maxlength=${limits.prefix} autocomplete="off" autocapitalize="off" spellcheck="false" .value=${prefix} @input=${(/** @type {Event} */ event) => state.setPrefix(valueOf(event))} /></label>
        <label>
          ${text.temperature}
          <input type="range" min="0.1" max="2" step="0.1" .value=${String(state.temperature)} @input=${(/** @type {Event} */ event) => state.setTemperature(Number(valueOf(event)))} />
          <span class="number">${formatFixed(state.temperature, 1)}</span>
        </label>
        <button type="button" ?disabled=${!Object.keys(letters).length} @click=${() => state.newSeed()}>${text.seed}</button>
      </div>
      ${answers(state)}
      ${attentive?.heads ? html`<h3>${text.attention}</h3><p class="quiet">${text.attentionHint}</p>${attention(attentive, attentive.context.map((letter) => (letter === '.' ? '·' : letter)), 0)}` : nothing}
      <h2>${text.task}</h2>
      <p class="quiet">${text.taskAbout}</p>
      <div class="app-run" role="group" aria-label=${text.task}>
        ${trainButton(state, PAIR, text.trainPair)} <button type="button" ?disabled=${!lab.isLive} @click=${() => state.nextExample()}>${text.nextExample}</button>
      </div>
      <div class="app-scroll" tabindex="0" role="group" aria-label=${text.taskTable}>${task(state)}</div>
    </figure>`;
  }
}

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {Names} state @param {readonly string[]} nets @param {string} label */
const trainButton = (state, nets, label) => html`<button type="button" class="app-train" ?disabled=${!state.lab.isLive || state.isBusy} @click=${() => state.train(nets)}>${label}</button>`;

/** @param {Names} state */
const stopButton = (state) => html`<button type="button" ?disabled=${!state.isBusy} @click=${() => state.stop()}>${text.stop}</button>`;

customElements.define('cr-names', CrNames);
