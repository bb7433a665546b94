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
import { layerMark } from '../kit/drawing/layer-mark.js';
import { formatSetting } from '../text/format.js';
import { text } from '../text/index.js';
import { layerKind, layerKinds } from '../model/settings.js';
import { layerName } from '../network/layer-names.js';
import { explained } from './cr-explanation.js';
import { freezeSwitch } from './output-layer.js';
import { faultOf } from './setting-controls.js';

const NAME = 'layers';

/**
 * @param {object} properties
 * @param {Lab} properties.lab
 * @param {Map<string, string>} properties.typed typed values that are not applied, by name, such as `layers.0.units`
 */
export function layerEditor({ lab, typed }) {
  const fault = lab.notices.faults.get(NAME);
  return html`<div role="group" aria-label=${text.hiddenLayers} class="layers-editor ${fault ? 'is-wrong' : ''}">
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
  const name = nameOf(lab, index);
  const number = lab.network?.layers[index]?.number ?? null;
  const with_ = (/** @type {HiddenLayer | string} */ other) =>
    lab.change({ layers: layers.map((old, at) => (at === index ? other : old)) });
  const swap = (/** @type {number} */ at) =>
    lab.change({ layers: layers.map((old, i) => (i === index ? layers[at] : i === at ? layer : old)) });
  const button = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {boolean} */ isOff, /** @type {() => void} */ act) =>
    html`<button type="button" aria-label=${label} title=${label} ?disabled=${isOff} @click=${act}>${sign}</button>`;
  return html`<div class="layer-editor" role="group" aria-label=${name}>
    <div class="layer-head">
      <span class="field-name"><span>${layerMark(number, lab.network?.learning ?? 1)}<span class="layer-title">${name}</span></span></span>
      <span class="layer-moves">
        ${button(text.moveUp(name), '↑', index === 0, () => swap(index - 1))}
        ${button(text.moveDown(name), '↓', index === layers.length - 1, () => swap(index + 1))}
        ${button(text.removeThis(name), '×', false, () => lab.change({ layers: layers.filter((_, at) => at !== index) }))}
      </span>
    </div>
    <div class="layer-fields">
      <label class="field layer-field" data-explained=${explained('layers', layer.kind)}
        ><span>${text.kind}</span>${kindMenu(text.kindOf(name), layer.kind, (kind) => with_({ kind }))}</label
      >
      ${row?.fields.map((field) => fieldControl(lab, typed, layer, field, index, with_))}
      ${number === null ? nothing : freezeSwitch(lab, String(number + 1), text.freezeLayer(name))}
    </div>
  </div>`;
}

/**
 * A layer's name, numbered as in the diagram and the charts. A layer without weights has no number, so
 * it is named by its position.
 *
 * @param {Lab} lab
 * @param {number} index
 */
function nameOf({ network }, index) {
  const row = network?.layers[index];
  if (!network || !row) return `${text.layer} ${index + 1}`;
  const name = layerName(network, index);
  if (row.number !== null) return name;
  const before = network.layers.slice(0, index).findLastIndex(({ number }) => number !== null);
  return text.layerAfter(name, before < 0 ? '' : layerName(network, before));
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
  const spoken = text.ofLayer(label, nameOf(lab, index));
  const set = (/** @type {unknown} */ value) => change({ ...withoutDerived(lab, layer, index), [name]: value });
  if (kind === 'switch') {
    return html`<label class="switch" data-explained=${explained(name)}
      ><input
        type="checkbox"
        aria-label=${spoken}
        .checked=${live(layer[name] === true)}
        @change=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)}
      />${label}</label
    >`;
  }
  if (kind === 'choice') {
    return html`<label class="field layer-field" data-explained=${explained(name, layer[name])}
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
  // Layers inside a layer are typed as in a URL; Python parses them.
  const notation = kind === 'layers' ? (lab.network?.layers[index]?.notation ?? '') : '';
  const value = /** @type {number | undefined} */ (layer[name]);
  const shown = kind === 'layers' ? notation : value === undefined ? '' : formatSetting(value);
  const input = (/** @type {Event} */ event) => {
    const entry = /** @type {HTMLInputElement} */ (event.target);
    const words = entry.value;
    typed.set(key, words);
    if (event.type === 'change') delete entry.dataset['typing'];
    else entry.dataset['typing'] = key;
    if (event.type !== 'change') return;
    if (kind === 'layers') change(words);
    else set(kind === 'real' ? realIn(words) : numberIn(words));
  };
  return html`<label class="field layer-field ${kind === 'layers' ? 'is-wide' : ''}" data-explained=${explained(name)}
    ><span>${label}</span
    ><input
      type="text"
      inputmode=${kind === 'layers' ? 'text' : 'decimal'}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      aria-label=${spoken}
      aria-describedby=${lab.notices.faults.has(NAME) ? `fault-${NAME}` : nothing}
      .value=${live(typed.get(key) ?? shown)}
      @input=${input}
      @change=${input}
  /></label>`;
}

/**
 * A layer without the settings that follow from its other settings, so that Python derives them again.
 *
 * @param {Lab} lab
 * @param {HiddenLayer} layer
 * @param {number} index
 * @returns {HiddenLayer}
 */
function withoutDerived(lab, layer, index) {
  const derived = lab.network?.layers[index]?.derived ?? [];
  return /** @type {HiddenLayer} */ (Object.fromEntries(Object.entries(layer).filter(([name]) => !derived.includes(name))));
}

/**
 * A menu of kinds and a button, because a menu alone would add a layer at each press of an arrow key.
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
