/**
 * The controls of each layer: activation, dropout, norm, and what is frozen.
 *
 * @import { Lab } from '../model/lab.js'
 * @import { HiddenLayer } from '../model/settings.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { isInUse, setting } from '../model/settings.js';
import { formatSetting } from '../text/format.js';
import { text } from '../text/index.js';

const BIASES = 'biases';

/**
 * One hidden layer's activation, dropout and layer norm.
 *
 * @param {Lab} lab
 * @param {HiddenLayer} layer
 * @param {number} index
 */
export function hiddenLayer(lab, [width, kind, dropout = 0, norm = false], index) {
  const change = (/** @type {HiddenLayer} */ layer) =>
    lab.change({ layers: lab.hiddenLayers.map((old, at) => (at === index ? layer : old)) });
  return html`<div class="field layer-row">
    <span class="field-name">${text.layer} ${index + 1}</span>
    <select
      aria-label=${text.activationOf(index + 1)}
      @change=${(/** @type {Event} */ event) =>
        change([width, /** @type {HTMLSelectElement} */ (event.target).value, dropout, norm])}
    >
      ${Object.entries(setting('layers').choices).map(
        ([choice, label]) => html`<option value=${choice} .selected=${live(choice === kind)}>${label}</option>`,
      )}
    </select>
    <select
      aria-label=${text.dropoutOf(index + 1)}
      title=${text.dropout}
      @change=${(/** @type {Event} */ event) =>
        change([width, kind, Number(/** @type {HTMLSelectElement} */ (event.target).value), norm])}
    >
      ${[...new Set([0, 0.1, 0.2, 0.3, 0.5, dropout])].map(
        (share) =>
          html`<option value=${share} .selected=${live(share === dropout)}>${share ? `${text.dropout} ${formatSetting(share)}` : text.noDropout}</option>`,
      )}
    </select>
    <span class="layer-switches">
      <label class="switch"
        ><input
          type="checkbox"
          aria-label=${text.normOf(index + 1)}
          .checked=${live(norm)}
          @change=${(/** @type {Event} */ event) =>
            change([width, kind, dropout, /** @type {HTMLInputElement} */ (event.target).checked])}
        />${text.norm}</label
      >
      ${freezeSwitch(lab, String(index + 1), text.freezeLayer(index + 1))}
    </span>
  </div>`;
}

/**
 * The output layer; losses on raw scores allow no output activation.
 *
 * @param {Lab} lab
 */
export function outputLayer(lab) {
  const name = 'output_activation';
  const value = lab.experiment[name];
  const frozen = /** @type {string[]} */ (lab.experiment['frozen'] ?? []);
  return html`<div class="field layer-row">
      <span class="field-name">${text.output}</span>
      ${isInUse(name, lab.experiment)
        ? html`<select
            aria-label=${text.outputActivation}
            @change=${(/** @type {Event} */ event) =>
              lab.change({ [name]: /** @type {HTMLSelectElement} */ (event.target).value })}
          >
            ${Object.entries(setting(name).choices).map(
              ([choice, label]) => html`<option value=${choice} .selected=${live(choice === value)}>${label}</option>`,
            )}
          </select>`
        : nothing}
      <span class="layer-switches">${freezeSwitch(lab, 'output', text.freezeOutput)}</span>
    </div>
    <div class="field">
      <label class="switch"
        ><input
          type="checkbox"
          .checked=${live(frozen.includes(BIASES))}
          @change=${() => lab.change({ frozen: frozen.includes(BIASES) ? frozen.filter((other) => other !== BIASES) : [...frozen, BIASES] })}
        />${text.freezeBiases}</label
      >
    </div>`;
}

/**
 * @param {Lab} lab
 * @param {string} name of the layer
 * @param {string} label
 */
function freezeSwitch(lab, name, label) {
  const frozen = /** @type {string[]} */ (lab.experiment['frozen'] ?? []);
  const isFrozen = frozen.includes(name);
  // At least one layer must be trained.
  const isLast = !isFrozen && frozen.filter((other) => other !== BIASES).length >= lab.hiddenLayers.length;
  return html`<label class="switch"
    ><input
      type="checkbox"
      aria-label=${label}
      ?disabled=${isLast}
      .checked=${live(isFrozen)}
      @change=${() => lab.change({ frozen: isFrozen ? frozen.filter((other) => other !== name) : [...frozen, name] })}
    />${text.freeze}</label
  >`;
}
