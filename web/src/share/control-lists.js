/** Lists of controls to hide or lock in the dialog. */
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { allSettings, isSetting, setting } from '../model/settings.js';
import { text } from '../text/index.js';
import { PARTS } from './controls.js';

/**
 * @param {string} label
 * @param {string[]} names the chosen controls
 * @param {(names: string[]) => void} choose
 */
export function controlList(label, names, choose) {
  const option = (/** @type {string} */ name) => html`<option value=${name} ?disabled=${names.includes(name)}>${labelOf(name)}</option>`;
  return html`<div class="share-controls" role="group" aria-label=${label}>
    <label
      ><span>${label}</span>
      <select
        .value=${live('')}
        @change=${(/** @type {Event} */ event) => {
          const target = /** @type {HTMLSelectElement} */ (event.target);
          choose([...names, target.value]);
          target.value = '';
        }}
      >
        <option value="">${text.share.add}</option>
        <optgroup label=${text.share.groups.parts}>${Object.keys(PARTS).map(option)}</optgroup>
        <optgroup label=${text.share.groups.settings}>${allSettings.map(({ name }) => option(name))}</optgroup>
      </select></label
    >
    ${names.map(
      (name) => html`<button
        type="button"
        class="pill"
        aria-label=${text.share.remove(labelOf(name))}
        @click=${() => choose(names.filter((other) => other !== name))}
      >
        ${labelOf(name)} <span aria-hidden="true">×</span>
      </button>`,
    )}
  </div>`;
}

/**
 * The label of a control; an unknown name, as in a mistyped URL, is its own label.
 *
 * @param {string} name
 */
const labelOf = (name) => text.share.parts[name] ?? (isSetting(name) ? setting(name).label : name);
