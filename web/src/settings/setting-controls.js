import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { formulaOf, isInUse, ruleOf } from '../model/settings.js';
import { text } from '../text/index.js';
import { explained } from './cr-explanation.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Setting } from '../model/settings.js' */

/**
 * @param {Lab} lab
 * @param {Setting} row
 * @param {unknown} control
 * @param {unknown} [number] shown to the right of the name
 */
export function labelled(lab, { name, label }, control, number = nothing) {
  const fault = lab.notices.faults.get(name);
  return html`<div class="field field-${name} ${fault ? 'is-wrong' : ''}" data-explained=${explained(name, lab.settings[name])}>
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
  const traceback = lab.notices.failure?.field === name ? lab.notices.failure.traceback : '';
  return html`<div class="field-error">
    <p id="fault-${name}">${sentence}</p>
    ${traceback
      ? html`<details class="field-trace">
          <summary>${text.details}</summary>
          <pre tabindex="0">${traceback}</pre>
        </details>`
      : nothing}
  </div>`;
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
    aria-invalid=${lab.notices.faults.get(name) ? 'true' : nothing}
    aria-describedby=${lab.notices.faults.get(name) ? `fault-${name}` : nothing}
    @change=${change}
  >
    ${Object.entries(choices).map(([choice, label]) => {
      const isIdle = !lab.isFitting(name, choice);
      return html`<option value=${choice} .selected=${live(choice === value)} ?disabled=${isIdle}>${label}</option>`;
    })}
  </select>`;
}

/**
 * A switch; disabled while the other settings do not allow it.
 *
 * @param {Lab} lab
 * @param {Setting} row
 */
export function toggle(lab, { name, label }) {
  const isIdle = !lab.isFitting(name, true);
  const hint = isIdle ? text.hintOf(name) : '';
  return html`<div class="field field-${name}" data-explained=${explained(name)}>
    <label class="switch">
      <input
        type="checkbox"
        ?disabled=${isIdle}
        aria-describedby=${hint ? `hint-${name}` : nothing}
        .checked=${live(lab.settings[name] === true)}
        @change=${(/** @type {Event} */ event) =>
          lab.change({ [name]: /** @type {HTMLInputElement} */ (event.target).checked })}
      />${label}
    </label>
    ${hint ? html`<p class="quiet" id="hint-${name}">${hint}</p>` : nothing}
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
 * The optimizer's update rule with the current settings, and what these add to the gradient.
 *
 * @param {Lab} lab
 */
export function learningRule({ experiment }) {
  const hasDecay = isInUse('weight_decay', experiment) && experiment['weight_decay'] !== 0 && !ruleOf(experiment).decays_apart;
  return text.learningRule(formulaOf(experiment), hasDecay, experiment['l1'] !== 0 || experiment['l2'] !== 0);
}
