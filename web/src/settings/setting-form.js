import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { numberIn, numbersIn, realIn } from '../kit/entries.js';
import { LabElement } from '../kit/lab-element.js';
import { setting } from '../model/settings.js';
import { formatSetting, formatSettings } from '../text/format.js';
import { labelled, menu, toggle } from './setting-controls.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Setting } from '../model/settings.js' */

/** The base class of elements with controls for settings. It holds values that were typed but not applied. */
export class SettingForm extends LabElement {
  constructor() {
    super();
    /** Typed values that are not applied, by setting. */
    /** @type {Map<string, string>} */
    this.typed = new Map();
    /** The setting being typed, which answers must not overwrite. */
    /** @type {string | undefined} */
    this.typing = undefined;
  }

  /**
   * Forget typed values that were answered; rejected values stay, and so does the value that is being typed.
   *
   * @param {Lab} lab
   */
  forgetTyped(lab) {
    if (!this.typed.size || lab.isBusy) return;
    const active = document.activeElement;
    const typing = active instanceof HTMLElement && this.contains(active) ? active.dataset['typing'] : undefined;
    for (const name of this.typed.keys()) {
      const owner = name.startsWith('layers.') ? 'layers' : name;
      if (!lab.notices.faults.has(owner) && name !== this.typing && name !== typing) this.typed.delete(name);
    }
  }

  /**
   * @param {Lab} lab
   * @param {string} name
   */
  field(lab, name) {
    const row = setting(name);
    const value = lab.settings[name];
    if (row.kind === 'switch') return toggle(lab, row);
    const control = row.kind === 'choice' ? menu(lab, row, value) : this.entry(lab, row, value);
    return labelled(lab, row, control);
  }

  /**
   * A text field for a number; other text is sent to Python unchanged, for its error message.
   *
   * @param {Lab} lab
   * @param {Setting} row
   * @param {unknown} value
   */
  entry(lab, row, value) {
    const { name, suggestions } = row;
    const keep = (/** @type {Event} */ event) => {
      const typed = /** @type {HTMLInputElement} */ (event.target).value;
      this.typed.set(name, typed);
      return typed;
    };
    const input = (/** @type {Event} */ event) => {
      this.typing = name;
      keep(event);
    };
    const change = (/** @type {Event} */ event) => {
      const typed = keep(event);
      this.typing = undefined;
      // In an integer, a comma is not a decimal separator, because 1,000 must not become 1.
      const number = row.kind === 'real' ? realIn(typed) : numberIn(typed);
      lab.change({ [name]: row.kind === 'numbers' || row.kind === 'class_weights' ? numbersIn(typed) : number });
    };
    return html`<input
        id="setting-${name}"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck="false"
        list=${suggestions.length ? `suggestions-${name}` : nothing}
        aria-invalid=${lab.notices.faults.get(name) ? 'true' : nothing}
        aria-describedby=${lab.notices.faults.get(name) ? `fault-${name}` : nothing}
        .value=${live(this.typed.get(name) ?? shownValue(value))}
        @input=${input}
        @change=${change}
        @blur=${() => (this.typing = undefined)}
      />${suggestions.length
        ? html`<datalist id="suggestions-${name}">
            ${suggestions.map((suggestion) => html`<option value=${formatSetting(suggestion)}></option>`)}
          </datalist>`
        : nothing}`;
  }
}

/** @param {unknown} value a setting as shown in its field @returns {string} */
function shownValue(value) {
  if (Array.isArray(value)) return formatSettings(/** @type {number[]} */ (value));
  return typeof value === 'number' ? formatSetting(value) : String(value);
}
