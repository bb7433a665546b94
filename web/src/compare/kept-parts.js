/** Parts that the legend and the table of kept runs share. */
import { html, nothing, svg } from 'lit';
import { text } from '../text/index.js';
import { styleOf } from './kept-curves.js';

/** @import { Comparison } from './state.js' */

/**
 * A sample of a kept run's line, drawn as in the chart.
 *
 * @param {number} number
 */
export function sample(number) {
  const { colour, dash } = styleOf(number);
  return html`<svg class="kept-line class-${colour}" viewBox="0 0 34 8" aria-hidden="true">
    ${svg`<path d="M0 4h34" stroke-dasharray=${dash.join(' ')} />`}
  </svg>`;
}

/** @param {Comparison} comparison */
export function keepButton(comparison) {
  const isLast = !comparison.canKeep && comparison.offered !== undefined;
  const { oldest } = comparison;
  return html`<button
    type="button"
    class="text-button"
    title=${oldest ? text.compare.full(oldest.number, comparison.nameOf(oldest)) : text.compare.keepHint}
    ?disabled=${!comparison.canKeep && !isLast}
    @click=${() => comparison.keep()}
  >
    ${isLast ? text.compare.keepLast : text.compare.keep}
  </button>`;
}

/**
 * Remarks, where they apply: that keeping another run replaces the oldest, and that the runs are lost on a reload.
 *
 * @param {Comparison} comparison
 */
export function remarks(comparison) {
  const { oldest } = comparison;
  return html`${oldest ? html`<p class="quiet">${text.compare.full(oldest.number, comparison.nameOf(oldest))}</p>` : nothing}
  ${comparison.isStored ? nothing : html`<p class="quiet">${text.compare.notStored}</p>`}`;
}
