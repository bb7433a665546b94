import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { choiceMenu } from '../kit/figure-menus.js';
import { LabElement } from '../kit/lab-element.js';
import { text } from '../text/index.js';
import { keepButton, remarks, sample } from './kept-parts.js';
import { comparisonOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { KeptRun } from '../store/kept-runs.js' */
/** @import { Comparison, Series } from './state.js' */

/**
 * `<cr-kept>`: the button below the chart that keeps the curve, and the legend of the kept runs, where each can be
 * shown or hidden.
 */
export class CrKept extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    const comparison = comparisonOf(lab);
    if (!comparison) return nothing;
    return html`<div class="kept-head">${keepButton(comparison)} ${comparison.runs.length ? head(lab, comparison) : nothing}</div>
      ${comparison.runs.length ? list(comparison) : nothing} ${remarks(comparison)}`;
  }
}

/**
 * @param {Lab} lab
 * @param {Comparison} comparison
 */
function head({ instruments }, comparison) {
  /** @type {[Series, string][]} */
  const series = [
    ['test', text.testSeries],
    ['training', text.trainingSeries],
  ];
  const choose = (/** @type {Series} */ choice) => {
    comparison.series = choice;
  };
  return html`<span id="kept-runs" class="quiet">${text.compare.legend}</span>
    ${choiceMenu(text.compare.whichCurve, comparison.series, series, choose)}
    <button type="button" class="text-button" aria-expanded=${instruments.open.has('compare')} @click=${() => instruments.toggle('compare')}>
      ${text.compare.table}
    </button>`;
}

/** @param {Comparison} comparison */
function list(comparison) {
  const { drawn } = comparison;
  // `repeat` calls its template after dependency tracking has stopped, so everything is read here.
  const rows = comparison.runs.map((run) => ({ run, name: comparison.nameOf(run), isDrawn: drawn.includes(run) }));
  return html`<ul aria-labelledby="kept-runs">
    ${repeat(rows, ({ run }) => run.number, (row) => item(comparison, row))}
  </ul>`;
}

/**
 * @param {Comparison} comparison
 * @param {{ run: KeptRun, name: string, isDrawn: boolean }} row
 */
function item(comparison, { run, name, isDrawn }) {
  return html`<li>
    <label>
      <input
        type="checkbox"
        .checked=${live(isDrawn)}
        @change=${(/** @type {Event} */ event) => comparison.draw(run, /** @type {HTMLInputElement} */ (event.target).checked)}
      />
      ${sample(run.number)} <span>${text.compare.runNamed(run.number, name)}</span>
    </label>
  </li>`;
}

customElements.define('cr-kept', CrKept);

/** @param {{ lab: Lab }} properties */
export const kept = ({ lab }) => html`<cr-kept .lab=${lab}></cr-kept>`;
