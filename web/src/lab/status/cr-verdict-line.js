import { html, nothing } from 'lit';
import { gradientsOf } from '../../gradients/state.js';
import { LabElement } from '../../kit/lab-element.js';
import { text } from '../../text/index.js';
import { openInstrument } from '../cr-instruments.js';

/** @import { Lab } from '../../model/lab.js' */

/**
 * `<cr-verdict-line>`: the verdict in a few words beside the status; its button opens the verdict with all numbers.
 * Only a new finding is announced; the finding's numbers, which change constantly, are in the tip.
 */
export class CrVerdictLine extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    const { summary } = gradientsOf(lab);
    return html`<span class="verdict-line" aria-live="polite"
      >${summary && lab.isLive
        ? html`<button type="button" class="text-button" title="${summary.sentence}&#10;${text.verdict.open}" @click=${() => openInstrument(lab, 'verdict')}>
            <span class="sign ${summary.is_problem ? 'is-problem' : ''}" aria-hidden="true">${signOf(summary)}</span>${summary.name}${summary.others
              ? html`<span class="quiet" aria-hidden="true">+${summary.others}</span><span class="unseen"> ${text.verdict.others(summary.others)}</span>`
              : nothing}
          </button>`
        : nothing}</span
    >`;
  }
}

/** @param {{ is_problem: boolean, is_sound: boolean }} summary */
const signOf = ({ is_problem: isProblem, is_sound: isSound }) => (isProblem ? '!' : isSound ? '✓' : '·');

customElements.define('cr-verdict-line', CrVerdictLine);

/** @param {{ lab: Lab }} properties */
export const verdictLine = ({ lab }) => html`<cr-verdict-line .lab=${lab}></cr-verdict-line>`;
