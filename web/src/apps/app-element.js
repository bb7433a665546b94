/**
 * The base class of the applications' figures. A figure is a lab in a worker of its own, with the application's
 * experiment and instruments, and controls for the run.
 *
 * @import { InstrumentRow } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { startEngine } from '../engine/client.js';
import { LabElement } from '../kit/lab-element.js';
import { Lab as Model } from '../model/lab.js';
import { fixedAddress } from '../store/address.js';
import { parts } from '../text/apps/parts.js';
import { formatEpoch, formatLoss, formatPercent } from '../text/format.js';

/**
 * Attributes
 * ----------
 * experiment : the experiment with which the application starts, such as `app:digits`.
 * about : what the figure's still picture shows.
 */
export class AppElement extends LabElement {
  static properties = { ...LabElement.properties, experiment: { type: String } };

  constructor() {
    super();
    this.experiment = '';
  }

  /** The application's instruments. @returns {InstrumentRow[]} */
  get rows() {
    return [];
  }

  connectedCallback() {
    if (!this.lab) {
      this.lab = new Model(startEngine, undefined, fixedAddress(this.experiment), this.rows);
      // An application's figure draws neither the images nor the weights of the lab's diagram.
      this.lab.view = { ...this.lab.view, maps: false, weights: false };
      this.lab.start();
    }
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.lab?.connection.stop();
  }

  /** The name of the displayed data set, if the page's text depends on it. @returns {string | undefined} */
  get set() {
    return undefined;
  }

  /**
   * Show the sentences in the page's HTML that are about this data set, and hide the others. With the attributes `live`
   * and `failed`, the style sheet shows a still picture in print or if Python has failed.
   *
   * @param {Lab} lab
   */
  mark(lab) {
    this.toggleAttribute('live', lab.isLive && lab.frame !== undefined);
    this.toggleAttribute('failed', lab.bootFailure !== undefined);
    const { set } = this;
    if (set === undefined) return;
    for (const part of document.querySelectorAll('[data-set]')) part.toggleAttribute('hidden', part.getAttribute('data-set') !== set);
  }
}

/**
 * Train or Pause, Start over, and the numbers of the run.
 *
 * @param {Lab} lab
 */
export function runControls(lab) {
  return html`<div class="app-run" role="group" aria-label=${parts.training}>
    <button type="button" class="app-train" ?disabled=${!lab.isLive} @click=${() => lab.togglePlay()}>${lab.isPlaying ? parts.pause : parts.train}</button>
    <button type="button" ?disabled=${!lab.isLive || lab.frame?.state === 'ready'} @click=${() => lab.reset()}>${parts.again}</button>
    ${number(parts.epoch, formatEpoch(lab.frame?.epoch, !lab.isPlaying))} ${number(parts.heldOutLoss, formatLoss(lab.frame?.test_loss))}
    ${lab.scale?.classes ? number(parts.accuracy, formatPercent(lab.frame?.accuracy ?? undefined)) : nothing}
    <output class="quiet" role="status">${status(lab)}</output>
  </div>`;
}

/**
 * A menu of the figure, such as its data sets.
 *
 * @template {string} Choice
 * @param {Lab} lab
 * @param {{ label: string, names: Record<Choice, string>, chosen: Choice | null, none?: string, choose: (choice: Choice) => void }} menu `none`
 *   is the label that is shown while nothing is chosen
 */
export function menu(lab, { label, names, chosen, none, choose }) {
  const choices = /** @type {[Choice, string][]} */ (Object.entries(names));
  const change = (/** @type {Event} */ event) => choose(/** @type {Choice} */ (/** @type {HTMLSelectElement} */ (event.target).value));
  return html`<label class="app-set"
    ><span class="quiet">${label}</span>
    <select @change=${change} ?disabled=${!lab.isLive}>
      ${chosen === null ? html`<option value="" selected>${none}</option>` : nothing}
      ${choices.map(([choice, name]) => html`<option value=${choice} .selected=${live(choice === chosen)}>${name}</option>`)}
    </select></label
  >`;
}

/** @param {string} name @param {string} value */
const number = (name, value) => html`<span class="app-number"><span class="quiet">${name}</span> <span class="number">${value}</span></span>`;

/** @param {Lab} lab */
export function status({ bootFailure, isLive, notices, progress, state = 'ready' }) {
  if (bootFailure) return bootFailure.sentence;
  if (!isLive) return parts.loading(progress?.total ? Math.floor((100 * progress.loaded) / progress.total) : 0);
  return notices.failure?.sentence ?? parts.states[state];
}
