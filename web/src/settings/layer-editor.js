/**
 * The controls of the hidden layers: a kind and its settings for each, from the table of kinds that
 * Python describes.
 *
 * @import { TemplateResult } from 'lit'
 * @import { Lab } from '../model/lab.js'
 * @import { HiddenLayer, LayerField } from '../model/settings.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { numberIn, realIn } from '../kit/entries.js';
import { formatSetting } from '../text/format.js';
import { text } from '../text/index.js';
import { layerKind, layerKinds } from '../model/settings.js';
import { freezeSwitch } from './output-layer.js';
import { faultOf } from './setting-controls.js';

const NAME = 'layers';

/**
 * @param {object} properties
 * @param {Lab} properties.lab
 * @param {Map<string, string>} properties.typed what was typed and is not in force, by `layers.0.units`
 */
export function layerEditor({ lab, typed }) {
  const fault = lab.faults.get(NAME);
  return html`<div role="group" aria-label=${text.hiddenLayers} class=${fault ? 'is-wrong' : ''}>
    ${lab.hiddenLayers.map((layer, index) => layerControls(lab, typed, layer, index))}
    ${fault ? faultOf(lab, NAME, fault) : nothing} ${adding(lab)}
  </div>`;
}

/**
 * @param {Lab} lab
 * @param {Map<string, string>} typed
 * @param {HiddenLayer} layer
 * @param {number} index
 */
function layerControls(lab, typed, layer, index) {
  const layers = lab.hiddenLayers;
  const row = layerKind(layer.kind);
  const place = index + 1;
  const number = lab.network?.layers[index]?.number ?? null;
  const with_ = (/** @type {HiddenLayer | string} */ other) =>
    lab.change({ layers: layers.map((old, at) => (at === index ? other : old)) });
  const swap = (/** @type {number} */ at) =>
    lab.change({ layers: layers.map((old, i) => (i === index ? layers[at] : i === at ? layer : old)) });
  const button = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {boolean} */ isOff, /** @type {() => void} */ act) =>
    html`<button type="button" aria-label=${label} title=${label} ?disabled=${isOff} @click=${act}>${sign}</button>`;
  return html`<div class="layer-editor" role="group" aria-label="${text.layer} ${place}">
    <div class="layer-head">
      <span class="field-name">${text.layer} ${place}</span>
      <span class="layer-moves">
        ${button(text.moveUp(place), '↑', index === 0, () => swap(index - 1))}
        ${button(text.moveDown(place), '↓', index === layers.length - 1, () => swap(index + 1))}
        ${button(text.removeThis(place), '×', false, () => lab.change({ layers: layers.filter((_, at) => at !== index) }))}
      </span>
    </div>
    <div class="layer-fields">
      <label class="field layer-field"
        ><span>${text.kind}</span>${kindMenu(text.kindOf(place), layer.kind, (kind) => with_({ kind }))}</label
      >
      ${row?.fields.map((field) => fieldControl(lab, typed, layer, field, index, with_))}
      ${number === null ? nothing : freezeSwitch(lab, String(number + 1), text.freezeLayer(place))}
    </div>
  </div>`;
}

/**
 * @param {string} label
 * @param {string} chosen
 * @param {(kind: string) => void} choose
 */
function kindMenu(label, chosen, choose) {
  return html`<select
    aria-label=${label}
    @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}
  >
    ${layerKinds().map(
      ({ kind, label: name }) => html`<option value=${kind} .selected=${live(kind === chosen)}>${name}</option>`,
    )}
  </select>`;
}

/**
 * @param {Lab} lab
 * @param {Map<string, string>} typed
 * @param {HiddenLayer} layer
 * @param {LayerField} field
 * @param {number} index
 * @param {(layer: HiddenLayer | string) => void} change
 * @returns {TemplateResult}
 */
function fieldControl(lab, typed, layer, field, index, change) {
  const { name, kind, label, choices } = field;
  const spoken = text.ofLayer(label, index + 1);
  const set = (/** @type {unknown} */ value) => change({ ...layer, [name]: value });
  if (kind === 'switch') {
    return html`<label class="switch"
      ><input
        type="checkbox"
        aria-label=${spoken}
        .checked=${live(layer[name] === true)}
        @change=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)}
      />${label}</label
    >`;
  }
  if (kind === 'choice') {
    return html`<label class="field layer-field"
      ><span>${label}</span
      ><select
        aria-label=${spoken}
        @change=${(/** @type {Event} */ event) => set(/** @type {HTMLSelectElement} */ (event.target).value)}
      >
        ${Object.entries(choices).map(
          ([choice, words]) => html`<option value=${choice} .selected=${live(choice === layer[name])}>${words}</option>`,
        )}
      </select></label
    >`;
  }
  const key = `${NAME}.${index}.${name}`;
  // Layers inside a layer are typed as in an address; Python reads them.
  const notation = kind === 'layers' ? (lab.network?.layers[index]?.notation ?? '') : '';
  const shown = kind === 'layers' ? notation : formatSetting(/** @type {number} */ (layer[name]));
  const input = (/** @type {Event} */ event) => {
    const words = /** @type {HTMLInputElement} */ (event.target).value;
    typed.set(key, words);
    if (event.type !== 'change') return;
    if (kind === 'layers') change(words);
    else set(kind === 'real' ? realIn(words) : numberIn(words));
  };
  return html`<label class="field layer-field ${kind === 'layers' ? 'is-wide' : ''}"
    ><span>${label}</span
    ><input
      type="text"
      inputmode=${kind === 'layers' ? 'text' : 'decimal'}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      aria-label=${spoken}
      aria-describedby=${lab.faults.has(NAME) ? `fault-${NAME}` : nothing}
      .value=${live(typed.get(key) ?? shown)}
      @input=${input}
      @change=${input}
  /></label>`;
}

/**
 * A menu of kinds and a button: a menu alone would add a layer at each arrow key.
 *
 * @param {Lab} lab
 */
function adding(lab) {
  const add = (/** @type {Event} */ event) => {
    const menu = /** @type {Element} */ (event.currentTarget).previousElementSibling;
    if (menu instanceof HTMLSelectElement) lab.change({ layers: [...lab.hiddenLayers, { kind: menu.value }] });
  };
  return html`<div class="field layer-adding">
    <select aria-label=${text.newKind}>
      ${layerKinds().map(({ kind, label }) => html`<option value=${kind}>${label}</option>`)}
    </select>
    <button type="button" @click=${add}>${text.addHidden}</button>
  </div>`;
}
