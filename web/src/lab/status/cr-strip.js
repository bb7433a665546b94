import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { nextLower } from '../../model/settings.js';
import { text } from '../../text/index.js';
import { formatEpoch, formatSetting } from '../../text/format.js';
import { comparisonOf } from '../../compare/state.js';
import { LabElement } from '../../kit/lab-element.js';
import { Fading } from './fading.js';
import { previewOf } from '../../settings/state.js';

/** @import { Lab } from '../../model/lab.js' */
/** @import { Comparison } from '../../compare/state.js' */
/** @import { LeftRun } from '../../store/left-run.js' */

/** The offer to keep the curve of a run that was reset disappears from the strip after this time. */
const OFFER_MS = 8000;

/**
 * `<cr-strip>`: messages at the foot of the window. They say that the displayed run is a recording, how far Python has
 * loaded, what failed and how to continue, and which side effects a change had.
 */
export class CrStrip extends LabElement {
  constructor() {
    super();
    this.fading = new Fading(this);
    /** @type {import('./fading.js').Notice | undefined} the message on display that disappears on its own */
    this.notice = undefined;
    /** The dock and the small frame leave this room for the message. */
    this.sizes = new ResizeObserver(() => document.documentElement.style.setProperty('--strip', `${this.offsetHeight}px`));
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
    document.documentElement.style.removeProperty('--strip');
  }

  /** @param {Lab} lab */
  view(lab) {
    this.notice = undefined;
    if (lab.bootFailure) return html`${bootFailure(lab)}${lab.recorded.recording ? recorded(lab) : nothing}`;
    // A table being read is checked before failures, because any failure is older than the order that reads the table.
    if (previewOf(lab).share !== undefined) return readingTable(previewOf(lab));
    const { failure: fault, isShownAtControl } = lab.notices;
    const isAwaited = lab.link.awaited !== undefined;
    if (fault && !isShownAtControl) return isAwaited && fault.field === 'table' ? awaitsTable() : failure(lab);
    if (lab.isDiverged && lab.sentence) return diverged(lab, lab.sentence);
    if (!lab.isLive) return recorded(lab);
    if (lab.goal !== null) return onItsWay(lab, lab.goal);
    const { message } = lab.notices;
    if (message) return this.briefly(row(message, closeButton(lab)), message, () => lab.notices.dismiss());
    const comparison = comparisonOf(lab);
    if (isAwaited) return awaitsTable();
    if (comparison?.isOffering) return this.briefly(keeping(comparison), text.compare.offer, () => comparison.endOffer(), OFFER_MS);
    if (lab.leftRun?.offered) return left(lab.leftRun, lab.leftRun.offered);
    return nothing;
  }

  /**
   * @param {unknown} content
   * @param {string} words of the message
   * @param {() => void} end
   * @param {number} [ms] until it disappears
   */
  briefly(content, words, end, ms) {
    this.notice = { words, end, ms };
    return content;
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    super.updated(changed);
    this.fading.follow(this.notice);
    const { lab } = this;
    const hasFailed = lab?.notices.failure !== undefined && !lab.notices.isShownAtControl;
    this.classList.toggle('is-alarm', Boolean(lab?.bootFailure) || hasFailed || lab?.isDiverged);
    this.hidden = !this.querySelector('.strip-row');
  }

  /** @param {Lab} lab */
  paint({ goal, frame, isLive }) {
    const bar = this.querySelector('progress');
    if (!bar || !isLive || goal === null || !frame) return;
    bar.value = frame.step;
    this.write('.sentence', text.onTheWay(frame.step, goal));
  }
}

/** @param {Lab} lab */
function bootFailure(lab) {
  const { sentence = '', can_retry = false, traceback = '' } = lab.bootFailure ?? {};
  const actions = can_retry
    ? html`<button type="button" @click=${() => lab.retry()}>${text.retry}</button>`
    : nothing;
  return row(sentence, actions, traceback);
}

/** @param {Lab} lab */
function failure(lab) {
  const { sentence = '', traceback = '' } = lab.notices.failure ?? {};
  return row(sentence, closeButton(lab), traceback);
}

/** The message that a link waits for the file of its table. */
function awaitsTable() {
  const open = (/** @type {Event} */ { target }) => target?.dispatchEvent(new CustomEvent('csv', { bubbles: true }));
  return row(text.share.awaitsTable, html`<button type="button" @click=${open}>${text.share.openTable}</button>`);
}

/**
 * @param {Lab} lab
 * @param {string} sentence
 */
function diverged(lab, sentence) {
  const rate = nextLower('learning_rate', lab.experiment['learning_rate']);
  return row(
    sentence,
    html`${rate === undefined
        ? nothing
        : html`<button type="button" @click=${() => lab.change({ learning_rate: rate })}>
            ${text.lowerRate(formatSetting(rate))}
          </button>`}
      <button type="button" @click=${() => lab.reset()}>${text.startOver}</button>`,
  );
}

/**
 * @param {Lab} lab
 * @param {number} goal
 */
function onItsWay(lab, goal) {
  return html`<progress class="strip-progress" aria-label=${text.states.training} max=${goal}></progress>
    <div class="strip-row">
      <p class="sentence"></p>
      <div class="strip-actions">
        <button type="button" @click=${() => lab.togglePlay()}>${text.stop}</button>
      </div>
    </div>`;
}

/** @param {import('../../settings/state.js').TablePreview} table */
function readingTable(table) {
  const { share = 0 } = table;
  return html`<progress class="strip-progress" aria-label=${text.reading} max="1" .value=${share}></progress>
    <div class="strip-row">
      <p class="sentence">${text.readingTable(share)}</p>
      <div class="strip-actions">
        <button type="button" @click=${() => table.stop()}>${text.stopReading}</button>
      </div>
    </div>`;
}

/**
 * @param {LeftRun} leftRun
 * @param {NonNullable<LeftRun['offered']>} offered
 */
function left(leftRun, { run }) {
  return row(
    text.runWasLeft(formatEpoch(run.epoch, true)),
    html`<button type="button" @click=${() => leftRun.continue()}>${text.continueRun}</button>
      <button type="button" @click=${() => leftRun.dismiss()}>${text.discardRun}</button>`,
  );
}

/** @param {Comparison} comparison */
function keeping(comparison) {
  return row(
    text.compare.offer,
    html`<button type="button" @click=${() => comparison.keepOffered()}>${text.compare.keepLast}</button>
      <button type="button" @click=${() => comparison.endOffer()}>${text.close}</button>`,
  );
}

/** @param {Lab} lab */
function recorded(lab) {
  const { recording, index, isMissing } = lab.recorded;
  const { frame } = lab;
  if (!recording) {
    const words = isMissing ? text.recordingMissing : lab.playsWhenReady ? text.startsWhenReady : '';
    return html`${progressBar(lab)}${words && !lab.bootFailure ? row(words, nothing) : nothing}`;
  }
  const last = Math.max(1, recording.length - 1);
  return html`${progressBar(lab)}
    <div class="strip-row">
      <div class="recorded">
        <label for="recorded-run">${text.recordedRun}</label>
        <input
          id="recorded-run"
          class="range"
          type="range"
          min="0"
          max=${last}
          aria-valuetext=${text.recordedEpoch(formatEpoch(frame?.epoch))}
          .value=${live(String(recording.length > 1 ? index : last))}
          @pointerdown=${() => void lab.recorded.load()}
          @focus=${() => void lab.recorded.load()}
          @input=${(/** @type {Event} */ event) =>
            lab.recorded.go(/** @type {HTMLInputElement} */ (event.target).valueAsNumber)}
        />
        <span class="number">${text.recordedEpoch(formatEpoch(frame?.epoch))}</span>
      </div>
      <p class="quiet">
        ${isMissing ? text.recordingMissing : nothing}
        ${lab.bootFailure ? nothing : recordedHint(lab)}
      </p>
    </div>`;
}

/** @param {Lab} lab */
function recordedHint({ playsWhenReady, progress }) {
  return html`${playsWhenReady ? text.startsWhenReady : text.recordedHint} ${progress ? nothing : text.loading}`;
}

/** @param {Lab} lab */
function progressBar({ progress, bootFailure }) {
  if (!progress || bootFailure) return nothing;
  return html`<progress
    class="strip-progress"
    aria-label=${progress.phase}
    max=${progress.total}
    .value=${progress.loaded}
  ></progress>`;
}

/** @param {Lab} lab */
function closeButton(lab) {
  return html`<button type="button" @click=${() => lab.notices.dismiss()}>${text.close}</button>`;
}

/**
 * @param {string} sentence
 * @param {unknown} actions
 * @param {string} [traceback]
 */
function row(sentence, actions, traceback = '') {
  return html`<div class="strip-row">
    <p class="sentence">${sentence}</p>
    ${traceback
      ? html`<details>
          <summary>${text.details}</summary>
          <pre tabindex="0">${traceback}</pre>
        </details>`
      : nothing}
    <div class="strip-actions">${actions}</div>
  </div>`;
}

customElements.define('cr-strip', CrStrip);

/** @param {{ lab: Lab }} properties */
export const strip = ({ lab }) => html`<cr-strip class="strip" role="region" aria-label=${text.messages} .lab=${lab}></cr-strip>`;
