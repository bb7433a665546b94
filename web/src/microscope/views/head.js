/**
 * The head of the microscope: the step, the most important message, and the menus.
 *
 * @import { Exhibit } from '../../generated/protocol'
 * @import { Lab } from '../../model/lab.js'
 * @import { Microscope } from '../state.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatAsGiven, formatPercent } from '../../text/format.js';
import { targetInWords, unitOf } from '../../text/target.js';
import { text } from '../../text/index.js';
import { closeMicroscope } from '../actions.js';
import { hintOf } from '../../model/actions.js';
import { microscopeOf } from '../state.js';

/** @param {Lab} lab */
export function heading(lab) {
  const { isDiverged, isLive, progress, bootFailure } = lab;
  const { walked } = microscopeOf(lab);
  if (bootFailure) return text.notRunning;
  if (walked) return isDiverged ? text.stepDiverged(walked.step + 1) : text.stepShown(walked.step + 1);
  if (isLive) return text.pauseToLook;
  return progress ? `${text.loading} ${formatPercent(progress.loaded / progress.total, 0)}` : text.loading;
}

/**
 * The most important message. Only lessons report here that Python is not running.
 *
 * @param {Lab} lab
 * @param {boolean} isOwn
 */
export function problem(lab, isOwn) {
  const { bootFailure } = lab;
  const microscope = microscopeOf(lab);
  const { walked } = microscope;
  const bad = walked?.first_bad;
  if (bootFailure && (isOwn || !walked)) {
    return html`<p class="op-sentence is-wrong" role="alert">
      ${bootFailure.sentence}
      ${isOwn && bootFailure.can_retry
        ? html`<button type="button" @click=${() => lab.retry()}>${text.retry}</button>`
        : nothing}
    </p>`;
  }
  if (!bad) return nothing;
  const words = text.firstBad(walked.ops[bad.op]?.title ?? '', microscope.matrixOf(bad)?.label ?? bad.name, bad.row + 1, bad.column + 1);
  return html`<p class="op-sentence is-wrong" role="status">
    ${words}
    <button type="button" class="text-button" @click=${() => microscope.go(bad.op, bad)}>${text.toFirstBad}</button>
  </p>`;
}

/**
 * The controls that train a lesson's network.
 *
 * @param {Lab} lab
 */
export function ownButtons(lab) {
  const microscope = microscopeOf(lab);
  const { exhibit, exhibitStep } = microscope;
  const step = () => (exhibit ? microscope.exhibitAt(exhibit, exhibitStep + 1) : lab.step('batch'));
  const reset = () => (exhibit ? microscope.exhibitAt(exhibit) : lab.reset());
  return html`<button type="button" ?disabled=${!lab.isLive} @click=${step}>${text.step}</button>
    <button type="button" ?disabled=${!lab.isLive} @click=${reset}>${text.reset}</button>`;
}

/** @param {Lab} lab */
export function closeButton(lab) {
  return html`<button type="button" class="text-button close-microscope" title=${hintOf(closeMicroscope)} @click=${() => closeMicroscope.run(lab)}>
    ${text.close} <kbd aria-hidden="true">${text.escapeKey}</kbd>
  </button>`;
}

/** @param {Microscope} microscope */
export function exhibitMenu(microscope) {
  return html`<select
    class="quiet-menu"
    aria-label=${text.exhibit}
    .value=${live(microscope.exhibit ?? '')}
    @change=${(/** @type {Event} */ event) => microscope.exhibitAt(/** @type {Exhibit} */ (/** @type {HTMLSelectElement} */ (event.target).value))}
  >
    ${Object.entries(text.exhibits).map(
      ([name, label]) => html`<option value=${name} ?selected=${name === microscope.exhibit}>${label}</option>`,
    )}
  </select>`;
}

/**
 * Introductory remarks on the network.
 *
 * @param {Lab} lab
 */
export function note(lab) {
  const { exhibit } = microscopeOf(lab);
  const words = exhibit ? text.exhibitNotes[exhibit] : lab.note;
  return words ? html`<p class="op-sentence">${words}</p>` : nothing;
}

/**
 * The traced example of a regression on a table, in the unit of the target; the step computes with standardised
 * numbers.
 *
 * @param {Lab} lab
 */
export function answer(lab) {
  const { walked } = microscopeOf(lab);
  const target = lab.scale?.target;
  const [row] = walked?.rows ?? [];
  if (!walked?.answer || !target || !lab.table || row === undefined) return nothing;
  const { target: given, prediction, residual } = walked.answer;
  const [shown, predicted] = [given, prediction].map((value) => targetInWords(target, value ?? NaN));
  const difference = [formatAsGiven(residual, target.decimals), unitOf(target)].filter(Boolean).join('\u00a0');
  return html`<p class="quiet example-answer">${text.exampleAnswer(row + 1, target.name, shown ?? '', predicted ?? '', difference)}</p>`;
}

/**
 * The name of the example, if only one is shown. It is for small screens, on which the menu of examples is further
 * down.
 *
 * @param {Microscope} microscope
 */
export function exampleHere({ walked, exhibit }) {
  const [row] = walked?.rows ?? [];
  const isAlone = walked?.rows.length === 1 && !exhibit;
  return isAlone && row !== undefined ? html`<span class="quiet example-here">${text.exampleHere(row + 1)}</span>` : nothing;
}

/** @param {Microscope} microscope */
export function watchMenu(microscope) {
  const { walked, example, exhibit } = microscope;
  const batch = walked?.batch ?? [];
  if (batch.length < 2) return nothing;
  if (!walked?.takes_one) return html`<span class="quiet watch-menu">${text.wholeBatchOnly(batch.length)}</span>`;
  // The examples of an exhibit are in no other figure of the page, so they have no number.
  const name = (/** @type {number} */ number, /** @type {number} */ at) =>
    exhibit ? text.exampleOfBatch(at + 1, batch.length) : text.exampleAlone(number + 1, at + 1, batch.length);
  return html`<select
    class="quiet-menu watch-menu"
    aria-label=${text.watch}
    .value=${live(String(example ?? ''))}
    @change=${(/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.target);
      microscope.watch(value === '' ? null : Number(value));
    }}
  >
    <option value="" ?selected=${example === null}>${text.wholeBatch(batch.length)}</option>
    ${batch.map((number, at) => html`<option value=${at} ?selected=${example === at}>${name(number, at)}</option>`)}
  </select>`;
}
