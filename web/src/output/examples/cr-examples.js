import { html, nothing } from 'lit';
import { text } from '../../text/index.js';
import { formatAsGiven, formatPercent, formatShort, listSeparator } from '../../text/format.js';
import { LabElement } from '../../kit/lab-element.js';
import { exampleInRow } from './indices.js';
import { formatTarget } from '../../text/target.js';
import { keepExample, pointAt, walkExamples } from './pointing.js';

/** @import { Lab } from '../../model/lab.js' */

const REFRESH_MS = 250;

/**
 * `<cr-examples>`: a table of examples with the network's predictions. Pointing at a row, or moving
 * there with the arrow keys, selects its example.
 */
export class CrExamples extends LabElement {
  constructor() {
    super();
    this.renderMs = REFRESH_MS;
  }

  /** @param {Lab} lab */
  view(lab) {
    const { rows, scale, frame, opened } = lab;
    if (!rows || !scale || !opened) return nothing;
    const { names, target } = scale;
    const { row_predictions: predictions, row_shares: shares, row_residuals: residuals } = frame?.arrays ?? {};
    const inWords = (/** @type {number} */ value) => (target ? formatTarget(target, value) : formatShort(value));
    return html`<div class="examples-scroll" tabindex="0" role="group" aria-label=${text.examples}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
      @pointerleave=${() => pointAt(lab, undefined)}
      @blur=${() => pointAt(lab, undefined)}
    >
      <table class="examples" aria-label=${text.examples}>
        <thead>
          <tr>
            <th scope="col">${text.set}</th>
            ${rows.names.map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col">${text.prediction}</th>
            ${target ? html`<th scope="col">${text.residual}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${rows.cells.map((cells, index) => {
            const several = (predictions?.length ?? 0) / rows.cells.length;
            const own = (/** @type {ArrayLike<number> | undefined} */ all) =>
              Array.from({ length: several }, (_, output) => all?.[index * several + output] ?? NaN);
            const values = own(predictions);
            const value = values[0];
            const words = value === undefined ? '–' : (names[value] ?? values.map(inWords).join(listSeparator));
            const share = shares?.[index];
            const isWrong = names.length > 0 && value !== undefined && words !== cells.at(-1);
            const example = exampleInRow(opened, rows.start + index);
            return html`<tr
              class=${isWrong ? 'is-wrong' : ''}
              data-example=${example}
              @pointerenter=${() => pointAt(lab, example)}
              @click=${() => keepExample(lab, example)}
            >
              <td>${rows.is_test[index] ? text.testSeries : text.trainingSeries}</td>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
              <td>
                ${isWrong ? '✗ ' : ''}${words}${share !== undefined && Number.isFinite(share)
                  ? html` <span class="quiet">${formatPercent(share)}</span>`
                  : nothing}
              </td>
              ${target ? html`<td>${own(residuals).map((residual) => formatAsGiven(residual, target.decimals)).join(listSeparator)}</td>` : nothing}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  /**
   * Mark the row of the selected example.
   *
   * @param {Lab} lab
   */
  paint({ selection: { example } }) {
    const chosen = this.querySelector(`tr[data-example="${example}"]`);
    const before = this.querySelector('tr[aria-current]');
    if (chosen === before) return;
    before?.removeAttribute('aria-current');
    chosen?.setAttribute('aria-current', 'true');
  }

  /**
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   */
  key(lab, event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'ArrowLeft' || event.key === 'ArrowRight') return;
    const rows = [...this.querySelectorAll('tr[data-example]')];
    const examples = rows.flatMap((row) => (row instanceof HTMLElement ? [Number(row.dataset['example'])] : []));
    if (!walkExamples(lab, examples, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    rows[examples.indexOf(lab.selection.example ?? -1)]?.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('cr-examples', CrExamples);

/** @param {{ lab: Lab }} properties */
export const examples = ({ lab }) => html`<cr-examples .lab=${lab}></cr-examples>`;
