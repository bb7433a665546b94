/**
 * Shared parts of the fleet and race instruments: input fields and the buttons to train, pause and
 * continue.
 *
 * @import { FleetState } from './state.js'
 */
import { html, nothing } from 'lit';
import { text } from '../text/index.js';

/**
 * A text field.
 *
 * @param {object} field
 * @param {string} field.id
 * @param {string} field.label
 * @param {string} field.value
 * @param {(typed: string) => void} field.change
 * @param {boolean} [field.isWrong]
 * @param {boolean} [field.isWide]
 */
export function entry({ id, label, value, change, isWrong = false, isWide = false }) {
  return html`<div class="field ${isWrong ? 'is-wrong' : ''} ${isWide ? 'is-wide' : ''}">
    <div class="field-name"><label for=${id}>${label}</label></div>
    <input
      id=${id}
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck="false"
      aria-invalid=${isWrong ? 'true' : nothing}
      .value=${value}
      @change=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).value)}
    />
  </div>`;
}

/**
 * The buttons of a fleet: train, pause, continue.
 *
 * @param {FleetState} state
 * @param {object} what
 * @param {string} what.label of the button that trains a first fleet
 * @param {() => void} what.train
 * @param {() => void} what.goOn
 */
export function transport(state, { label, train, goOn }) {
  const { isTraining } = state;
  if (!state.state) return html`<button type="button" class="is-main" @click=${train}>${label}</button>`;
  const isFinishing = state.state === 'pausing';
  return html`${isTraining
      ? html`<button type="button" class="is-main" ?disabled=${isFinishing} @click=${() => state.pause()}>
          ${isFinishing ? text.finishing : text.pause}
        </button>`
      : html`<button type="button" class="is-main" @click=${goOn}>${text.goOn}</button>`}
    <button type="button" @click=${train}>${text.trainAgain}</button>`;
}

/**
 * Messages below the fields: an error, a reduced number of networks, or a warning that the fleet belongs to another
 * experiment.
 *
 * @param {FleetState} state
 * @param {string} rule a sentence about what all members have in common
 */
export function remarks({ refused, planned, isOfOther }, rule) {
  return html`<p class="field-error" role="alert">${refused?.sentence ?? ''}</p>
    <p class="quiet">
      ${rule} ${planned?.remark ?? nothing} ${isOfOther ? html`<strong>${text.madeOfOther}</strong>` : nothing}
    </p>`;
}

/** @param {() => void} close */
export const closeButton = (close) =>
  html`<button type="button" class="text-button quiet" @click=${close}>${text.close}</button>`;
