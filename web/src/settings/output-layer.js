/**
 * The controls of the output layer, and the switch that freezes a layer.
 *
 * @import { Lab } from '../model/lab.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { layerMark } from '../kit/drawing/layer-mark.js';
import { isInUse, setting } from '../model/settings.js';
import { text } from '../text/index.js';
import { explained } from './cr-explanation.js';

const BIASES = 'biases';

/**
 * The output layer; a loss that takes raw scores allows no output activation.
 *
 * @param {Lab} lab
 */
export function outputLayer(lab) {
  const name = 'output_activation';
  const value = lab.experiment[name];
  const frozen = /** @type {string[]} */ (lab.experiment['frozen'] ?? []);
  return html`<div class="field layer-row" data-explained=${explained('activation', value)}>
      <span class="field-name"><span>${layerMark(0, 1)}${text.output}</span></span>
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
export function freezeSwitch(lab, name, label) {
  const frozen = /** @type {string[]} */ (lab.experiment['frozen'] ?? []);
  const isFrozen = frozen.includes(name);
  // At least one layer must be trained.
  const isLast = !isFrozen && frozen.filter((other) => other !== BIASES).length >= (lab.network?.learning ?? 1) - 1;
  return html`<label class="switch field-frozen" data-explained=${explained('frozen')}
    ><input
      type="checkbox"
      aria-label=${label}
      ?disabled=${isLast}
      .checked=${live(isFrozen)}
      @change=${() => lab.change({ frozen: isFrozen ? frozen.filter((other) => other !== name) : [...frozen, name] })}
    />${text.freeze}</label
  >`;
}
