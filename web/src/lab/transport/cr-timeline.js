import limits from '../../generated/limits.json';
import { html } from 'lit';
import { text } from '../../text/index.js';
import { formatEpoch } from '../../text/format.js';
import { LabElement } from '../../kit/lab-element.js';

/** @import { Branch } from '../../model/history/branches.js' */
/** @import { Lab } from '../../model/lab.js' */


/**
 * Milliseconds between two moves of the thumb while the run trains; each move makes the browser recompute the page's
 * layout.
 */
const REFRESH_MS = 100;

/**
 * `<cr-timeline>`: a slider over the run's epochs. Dragging it, or pressing arrow keys, shows the run at another epoch.
 * The run can resume from there; the old run is kept as a branch for comparison.
 */
export class CrTimeline extends LabElement {
  constructor() {
    super();
    this.paintMs = REFRESH_MS;
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`<div class="timeline" role="group" aria-label=${text.timeline}>
      <span class="quiet" aria-hidden="true">${text.timeline}</span>
      <input
        class="range"
        type="range"
        min="0"
        step="any"
        ?disabled=${!lab.hasPast}
        aria-label=${text.epochShown}
        @input=${(/** @type {Event} */ event) => lab.travel.to(/** @type {HTMLInputElement} */ (event.target).valueAsNumber)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => key(lab, event)}
      />
      <span class="number timeline-epoch" aria-hidden="true"></span>
      <span class="quiet timeline-kept"></span>
      <span class="timeline-acts ${lab.isPast ? '' : 'is-idle'}">
        <button type="button" ?disabled=${!lab.isPast} @click=${() => this.act(() => lab.travel.resume())}>${text.resumeHere}</button>
        <button type="button" class="text-button" ?disabled=${!lab.isPast} @click=${() => this.act(() => lab.travel.toPresent())}>${text.toNewest}</button>
      </span>
      ${lab.branches.map((branch) => this.branchItem(lab, branch))}
    </div>`;
  }

  /**
   * @param {Lab} lab
   * @param {Branch} branch
   */
  branchItem(lab, { number, leftAt, isOther }) {
    const name = (isOther ? text.otherRun : text.branchName)(formatEpoch(leftAt, true));
    return html`<span class="branch">
      <button type="button" class="text-button" title=${text.returnHint} @click=${() => lab.travel.returnTo(number)}>${name}</button>
      <button
        type="button"
        class="text-button quiet"
        aria-label="${text.forget}: ${name}"
        @click=${() => this.act(() => lab.travel.forgetBranch(number))}
      >
        ×
      </button>
    </span>`;
  }

  /**
   * Run an action that removes its own button; the keyboard focus then moves to the slider.
   *
   * @param {() => void} what
   */
  act(what) {
    this.querySelector('input')?.focus({ preventScroll: true });
    what();
  }

  /** @param {Lab} lab */
  paint({ frame, isPlaying, travel: { wanted } }) {
    const range = this.querySelector('input');
    const words = this.querySelector('.timeline-epoch');
    if (!range || !frame) return;
    const { newest_epoch: newest } = frame;
    const shown = wanted ?? frame.epoch;
    range.max = String(Math.max(newest, 1));
    // A held thumb must not jump; it stays at the requested position.
    if (wanted === undefined) range.value = String(newest === 0 ? 1 : shown);
    const label = text.epochOf(formatEpoch(shown, !isPlaying), formatEpoch(newest, !isPlaying), frame.is_past);
    range.setAttribute('aria-valuetext', label);
    const kept = text.snapshotsKept(frame.kept);
    const whole = this.querySelector('.timeline');
    if (whole?.getAttribute('title') !== kept) whole?.setAttribute('title', kept);
    const thinned = this.querySelector('.timeline-kept');
    const isFull = frame.keeps_at_most < limits.records && frame.kept >= frame.keeps_at_most;
    const why = isFull ? text.snapshotsFit(frame.keeps_at_most) : '';
    if (thinned && thinned.textContent !== why) thinned.textContent = why;
    if (words && words.textContent !== label) words.textContent = label;
  }
}

/**
 * Arrow keys move by one record, Page Up and Page Down by ten.
 *
 * @param {Lab} lab
 * @param {KeyboardEvent} event
 */
function key(lab, event) {
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
  if (event.key === 'Home') lab.travel.to(0);
  else if (event.key === 'End') lab.travel.toPresent();
  else if (by !== undefined) lab.travel.by(by);
  else return;
  event.preventDefault();
}

customElements.define('cr-timeline', CrTimeline);

/** @param {{ lab: Lab }} properties */
export const timeline = ({ lab }) => html`<cr-timeline .lab=${lab}></cr-timeline>`;
