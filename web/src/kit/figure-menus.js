import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { text } from '../text/index.js';

/**
 * The menu that saves a figure as an image or a table.
 *
 * @param {string} title
 * @param {{ picture: () => void, table: () => void }} ways
 */
export function saveMenu(title, { picture, table }) {
  return html`<select
    class="quiet-menu save-menu"
    aria-label=${text.saveChart(title)}
    .value=${live('')}
    @change=${(/** @type {Event} */ event) => {
      const target = /** @type {HTMLSelectElement} */ (event.target);
      if (target.value === 'csv') table();
      else picture();
      target.value = '';
    }}
  >
    <option value="">${text.save}</option>
    <option value="png">PNG</option>
    <option value="csv">CSV</option>
  </select>`;
}

/**
 * A menu of a figure's views.
 *
 * @template {string} Choice
 * @param {string} label
 * @param {Choice} chosen
 * @param {[choice: Choice, words: string][]} choices
 * @param {(choice: Choice) => void} choose
 */
export function choiceMenu(label, chosen, choices, choose) {
  return html`<select
    class="quiet-menu"
    aria-label=${label}
    @change=${(/** @type {Event} */ event) =>
      choose(/** @type {Choice} */ (/** @type {HTMLSelectElement} */ (event.target).value))}
  >
    ${choices.map(([choice, words]) => html`<option value=${choice} .selected=${live(choice === chosen)}>${words}</option>`)}
  </select>`;
}

/**
 * The switch between a linear and a logarithmic scale.
 *
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} set
 */
export function logSwitch(isOn, set) {
  return html`<label class="quiet switch"
    ><input
      type="checkbox"
      .checked=${live(isOn)}
      @change=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)}
    />${text.logScale}</label
  >`;
}
