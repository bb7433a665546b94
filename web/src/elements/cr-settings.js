import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { setting } from '../state/settings.js';
import { text } from '../text/en.js';
import { dataSetPictures } from './data-set-pictures.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */
/** @import { HiddenLayer, Setting } from '../state/settings.js' */

/**
 * `<cr-settings>`: a control for every setting but the layers' widths, which the diagram changes.
 * A control shows what is in force or asked for; a value that was refused stays as typed, with the
 * sentence that Python sent.
 */
export class CrSettings extends LabElement {
  constructor() {
    super();
    /** What was typed and is not in force, by setting. */
    /** @type {Map<string, string>} */
    this.typed = new Map();
    /** The setting being typed: an answer that arrives meanwhile must not overwrite it. */
    /** @type {string | undefined} */
    this.typing = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    if (!lab.isBusy) {
      for (const name of this.typed.keys()) {
        if (!lab.faults.has(name) && name !== this.typing) this.typed.delete(name);
      }
    }
    const isAdam = lab.experiment['optimizer'] === 'adam';
    return html`<form @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <fieldset class="group">
        <legend>${text.data}</legend>
        ${pictures(lab)} ${this.field(lab, 'data')} ${slider(lab, 'noise')}
        ${this.more(['samples', 'train_share', 'data_seed'].map((name) => this.field(lab, name)))}
      </fieldset>
      <fieldset class="group">
        <legend>${text.network}</legend>
        ${activation(lab)} ${this.field(lab, 'init')}
      </fieldset>
      <fieldset class="group">
        <legend>${text.training}</legend>
        ${this.field(lab, 'loss')} ${this.field(lab, 'optimizer')}
        ${this.field(lab, 'learning_rate')} ${this.field(lab, 'batch_size')}
        ${this.more([
          ...(isAdam
            ? ['beta1', 'beta2', 'epsilon'].map((name) => this.field(lab, name))
            : [this.field(lab, 'momentum'), nesterov(lab)]),
          this.field(lab, 'weight_decay'),
          this.field(lab, 'seed'),
          this.field(lab, 'dtype'),
        ])}
      </fieldset>
    </form>`;
  }

  /** @param {unknown[]} fields */
  more(fields) {
    return html`<details>
      <summary>${text.more}</summary>
      ${fields}
    </details>`;
  }

  /**
   * @param {Lab} lab
   * @param {string} name
   */
  field(lab, name) {
    const row = setting(name);
    const value = lab.experiment[name];
    const control = row.kind === 'choice' ? menu(lab, row, value) : this.entry(lab, row, value);
    return labelled(lab, row, control);
  }

  /**
   * A line to type a number into; what is no number goes to Python as it is, for the sentence.
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
      const isNumber = typed.trim() !== '' && Number.isFinite(Number(typed));
      lab.change({ [name]: isNumber ? Number(typed) : typed });
    };
    return html`<input
        id="setting-${name}"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck="false"
        list=${suggestions.length ? `suggestions-${name}` : nothing}
        aria-invalid=${lab.faults.get(name) ? 'true' : nothing}
        aria-describedby=${lab.faults.get(name) ? `fault-${name}` : nothing}
        .value=${live(this.typed.get(name) ?? String(value))}
        @input=${input}
        @change=${change}
        @blur=${() => (this.typing = undefined)}
      />${suggestions.length
        ? html`<datalist id="suggestions-${name}">
            ${suggestions.map((suggestion) => html`<option value=${suggestion}></option>`)}
          </datalist>`
        : nothing}`;
  }
}

/**
 * @param {Lab} lab
 * @param {Setting} row
 * @param {unknown} control
 * @param {unknown} [number] to stand at the right of the name
 */
function labelled(lab, { name, label }, control, number = nothing) {
  const fault = lab.faults.get(name);
  return html`<div class="field ${fault ? 'is-wrong' : ''}">
    <div class="field-name"><label for="setting-${name}">${label}</label>${number}</div>
    ${control} ${fault ? faultOf(lab, name, fault) : nothing}
  </div>`;
}

/**
 * @param {Lab} lab
 * @param {string} name
 * @param {string} sentence
 */
function faultOf(lab, name, sentence) {
  const traceback = lab.failure?.field === name ? lab.failure.traceback : '';
  return html`<p class="field-error" id="fault-${name}">${sentence}</p>
    ${traceback
      ? html`<details class="field-trace">
          <summary>${text.details}</summary>
          <pre tabindex="0">${traceback}</pre>
        </details>`
      : nothing}`;
}

/**
 * @param {Lab} lab
 * @param {Setting} row
 * @param {unknown} value
 */
function menu(lab, { name, choices }, value) {
  const change = (/** @type {Event} */ event) =>
    lab.change({ [name]: /** @type {HTMLSelectElement} */ (event.target).value });
  return html`<select
    id="setting-${name}"
    aria-invalid=${lab.faults.get(name) ? 'true' : nothing}
    aria-describedby=${lab.faults.get(name) ? `fault-${name}` : nothing}
    .value=${live(String(value))}
    @change=${change}
  >
    ${Object.entries(choices).map(
      ([choice, label]) => html`<option value=${choice} ?selected=${choice === value}>${label}</option>`,
    )}
  </select>`;
}

/**
 * @param {Lab} lab
 * @param {string} name
 */
function slider(lab, name) {
  const row = setting(name);
  const value = Number(lab.experiment[name]);
  const [low, high] = [row.low ?? 0, row.high ?? 1];
  const input = (/** @type {Event} */ event) =>
    lab.change({ [name]: /** @type {HTMLInputElement} */ (event.target).valueAsNumber });
  const control = html`<input
    id="setting-${name}"
    class="range"
    type="range"
    min=${low}
    max=${high}
    step="0.01"
    .value=${live(String(value))}
    @input=${input}
  />`;
  return labelled(lab, row, control, html`<span class="number">${value.toFixed(2)}</span>`);
}

/**
 * Nesterov's correction is one of the momentum, so without momentum there is nothing to switch.
 *
 * @param {Lab} lab
 */
function nesterov(lab) {
  const name = 'nesterov';
  const isIdle = lab.experiment['momentum'] === 0;
  return html`<div class="field">
    <label class="switch">
      <input
        type="checkbox"
        ?disabled=${isIdle}
        aria-describedby=${isIdle ? `hint-${name}` : nothing}
        .checked=${live(lab.experiment[name] === true)}
        @change=${(/** @type {Event} */ event) =>
          lab.change({ [name]: /** @type {HTMLInputElement} */ (event.target).checked })}
      />${setting(name).label}
    </label>
    ${isIdle ? html`<p class="quiet" id="hint-${name}">${text.nesterovHint}</p>` : nothing}
  </div>`;
}

/**
 * One activation for all hidden layers; an address can still give each its own.
 *
 * @param {Lab} lab
 */
function activation(lab) {
  const layers = lab.hiddenLayers;
  const kinds = [...new Set(layers.map(([, kind]) => kind))];
  const chosen = kinds.length === 1 ? kinds[0] : '';
  const change = (/** @type {Event} */ event) => {
    const kind = /** @type {HTMLSelectElement} */ (event.target).value;
    lab.change({ layers: layers.map(([width]) => /** @type {HiddenLayer} */ ([width, kind])) });
  };
  const control = html`<select
    id="setting-activation"
    ?disabled=${!layers.length}
    .value=${live(chosen ?? '')}
    @change=${change}
  >
    ${chosen
      ? nothing
      : html`<option value="" disabled selected>${layers.length ? text.mixed : text.noHidden}</option>`}
    ${Object.entries(setting('layers').choices).map(
      ([kind, label]) => html`<option value=${kind} ?selected=${kind === chosen}>${label}</option>`,
    )}
  </select>`;
  return labelled(lab, { ...setting('layers'), name: 'activation', label: text.activation }, control);
}

/**
 * The data sets as pictures, for the pointer; the menu below them is the control itself.
 *
 * @param {Lab} lab
 */
function pictures(lab) {
  const { choices } = setting('data');
  const chosen = lab.experiment['data'];
  return html`<div class="data-sets" aria-hidden="true">
    ${Object.entries(choices).map(
      ([name, label]) =>
        html`<div
          class="data-set ${name === chosen ? 'is-chosen' : ''}"
          title=${label}
          @click=${() => lab.change({ data: name })}
        >
          <svg viewBox="0 0 40 40">${dataSetPictures[name]}</svg>
        </div>`,
    )}
  </div>`;
}

customElements.define('cr-settings', CrSettings);

/** @param {{ lab: Lab }} properties */
export const settings = ({ lab }) => html`<cr-settings class="settings" .lab=${lab}></cr-settings>`;
