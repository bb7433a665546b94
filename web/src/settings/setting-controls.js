import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { formulaOf, isInUse, ruleOf, setting } from '../model/settings.js';
import { text } from '../text/index.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Setting } from '../model/settings.js' */

/**
 * @param {Lab} lab
 * @param {Setting} row
 * @param {unknown} control
 * @param {unknown} [number] shown to the right of the name
 */
export function labelled(lab, { name, label }, control, number = nothing) {
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
export function faultOf(lab, name, sentence) {
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
export function menu(lab, { name, choices }, value) {
  const change = (/** @type {Event} */ event) => {
    const target = /** @type {HTMLSelectElement} */ (event.target);
    if (name === 'data') chooseData(lab, target.value, target);
    else lab.change({ [name]: target.value });
  };
  return html`<select
    id="setting-${name}"
    aria-invalid=${lab.faults.get(name) ? 'true' : nothing}
    aria-describedby=${lab.faults.get(name) ? `fault-${name}` : nothing}
    @change=${change}
  >
    ${Object.entries(choices).map(([choice, label]) => {
      const isFitting = name !== 'loss' || (lab.fittingLosses?.includes(choice) ?? true);
      return html`<option value=${choice} .selected=${live(choice === value)} ?disabled=${!isFitting}>${label}</option>`;
    })}
  </select>`;
}

/**
 * @param {Lab} lab
 * @param {Setting} row
 */
export function toggle(lab, { name, label }) {
  return html`<div class="field">
    <label class="switch">
      <input
        type="checkbox"
        .checked=${live(lab.experiment[name] === true)}
        @change=${(/** @type {Event} */ event) =>
          lab.change({ [name]: /** @type {HTMLInputElement} */ (event.target).checked })}
      />${label}
    </label>
  </div>`;
}

/**
 * Nesterov momentum requires momentum, so it cannot be switched on without it.
 *
 * @param {Lab} lab
 */
export function nesterov(lab) {
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
 * Change the data set; a user's own table must be imported first.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {Element} target
 */
export function chooseData(lab, name, target) {
  if (name !== 'table') lab.change({ data: name });
  else target.dispatchEvent(new CustomEvent('csv', { bubbles: true }));
}

/**
 * The optimizer's formula with the current settings, and their additions to the gradient.
 *
 * @param {Lab} lab
 */
export function learningRule({ experiment }) {
  const hasDecay = isInUse('weight_decay', experiment) && experiment['weight_decay'] !== 0 && !ruleOf(experiment).decays_apart;
  return text.learningRule(formulaOf(experiment), hasDecay, experiment['l1'] !== 0 || experiment['l2'] !== 0);
}
