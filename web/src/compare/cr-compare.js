import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LabElement } from '../kit/lab-element.js';
import { saveFile } from '../store/files.js';
import { text } from '../text/index.js';
import { keepButton, remarks, sample } from './kept-parts.js';
import { comparisonOf } from './state.js';
import { csvOf, markdownOf, tableOf } from './table.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { KeptRun } from '../store/kept-runs.js' */
/** @import { Comparison } from './state.js' */
/** @import { Row } from './table.js' */

/** Milliseconds between two updates of the current run's row while it trains. */
const REFRESH_MS = 250;

/**
 * `<cr-compare>`: the table of kept runs, with the settings in which they differ and their results. A
 * run can be opened again or removed; the table can be saved.
 */
export class CrCompare extends LabElement {
  constructor() {
    super();
    this.renderMs = REFRESH_MS;
    /** The row whose button gets the focus after the next rendering. */
    /** @type {number | undefined} */
    this.focusAt = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    const comparison = comparisonOf(lab);
    if (!comparison) return nothing;
    const { runs } = comparison;
    return html`<figure aria-label=${text.compare.title} class="figure-body compare">
      <div class="figure-head">
        <h2>${text.compare.title}</h2>
        <span class="quiet">${text.compare.about}</span>
        <span class="aside chart-tools">
          ${keepButton(comparison)} ${runs.length ? exports(lab, comparison) : nothing}
        </span>
      </div>
      ${runs.length ? this.table(lab, comparison) : html`<p class="quiet">${text.compare.none}</p>`}
      ${remarks(comparison)}
    </figure>`;
  }

  /**
   * @param {Lab} lab
   * @param {Comparison} comparison
   */
  table(lab, comparison) {
    const { settings, results, rows } = tableOf(lab, comparison);
    return html`<div class="compare-scroll" role="region" aria-label=${text.compare.title} tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${text.compare.runColumn}</th>
            ${settings.map((title) => html`<th scope="col">${title}</th>`)}
            ${results.map((title) => html`<th scope="col" class="number">${title}</th>`)}
            <th scope="col"><span class="unseen">${text.compare.actions}</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(rows, ({ run }) => run?.number ?? 0, (row, place) => this.row(comparison, row, place))}
        </tbody>
      </table>
    </div>`;
  }

  /**
   * @param {Comparison} comparison
   * @param {Row} row
   * @param {number} place
   */
  row(comparison, { run, name, settings, results }, place) {
    return html`<tr class=${run ? '' : 'is-current'}>
      <th scope="row">${run ? html`${sample(run.number)} ${text.compare.runNamed(run.number, name)}` : name}</th>
      ${settings.map((value) => html`<td>${value}</td>`)} ${results.map((value) => html`<td class="number">${value}</td>`)}
      <td>${run ? this.buttons(comparison, run, place) : nothing}</td>
    </tr>`;
  }

  /**
   * @param {Comparison} comparison
   * @param {KeptRun} run
   * @param {number} place
   */
  buttons(comparison, run, place) {
    const remove = () => {
      this.focusAt = place;
      comparison.remove(run);
    };
    return html`<button
        type="button"
        class="text-button"
        title=${text.compare.openHint}
        aria-label=${text.compare.openRun(run.number)}
        @click=${() => void comparison.open(run)}
      >
        ${text.open}
      </button>
      <button type="button" class="text-button quiet remove" aria-label=${text.compare.removeRun(run.number)} @click=${remove}>
        ${text.compare.remove}
      </button>`;
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    super.updated(changed);
    if (this.focusAt === undefined) return;
    const buttons = [...this.querySelectorAll('button.remove')];
    const next = buttons[Math.min(this.focusAt, buttons.length) - 1] ?? this.querySelector('.figure-head button:enabled');
    this.focusAt = undefined;
    if (next instanceof HTMLElement) next.focus();
  }
}

/**
 * @param {Lab} lab
 * @param {Comparison} comparison
 */
function exports(lab, comparison) {
  const csv = () => saveFile('chainrule-runs.csv', csvOf(comparison.compared?.rows ?? []), 'text/csv');
  const markdown = () => saveFile('chainrule-runs.md', markdownOf(tableOf(lab, comparison)), 'text/markdown');
  return html`<button type="button" class="text-button" ?disabled=${!comparison.compared} @click=${csv}>${text.compare.saveCsv}</button>
    <button type="button" class="text-button" ?disabled=${!comparison.compared} @click=${markdown}>${text.compare.saveMarkdown}</button>`;
}

customElements.define('cr-compare', CrCompare);

/** @param {{ lab: Lab }} properties */
export const compare = ({ lab }) => html`<cr-compare class="wide-instrument" .lab=${lab}></cr-compare>`;
