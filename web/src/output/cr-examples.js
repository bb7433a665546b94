import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { formatPercent, formatShort } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';
import { exampleInRow } from './examples.js';
import { pointAt, walkExamples } from './pointing.js';

/** @import { Lab } from '../model/lab.js' */

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
    const { names } = scale;
    const { row_predictions: predictions, row_shares: shares } = frame?.arrays ?? {};
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
          </tr>
        </thead>
        <tbody>
          ${rows.cells.map((cells, index) => {
            const several = (predictions?.length ?? 0) / rows.cells.length;
            const values = predictions?.slice(index * several, (index + 1) * several) ?? [];
            const value = values[0];
            const words = value === undefined ? '–' : (names[value] ?? [...values].map(formatShort).join(', '));
            const share = shares?.[index];
            const isWrong = names.length > 0 && value !== undefined && words !== cells.at(-1);
            const example = exampleInRow(opened, rows.start + index);
            return html`<tr
              class=${isWrong ? 'is-wrong' : ''}
              data-example=${example}
              @pointerenter=${() => pointAt(lab, example)}
              @click=${() => lab.selection.keep(example)}
            >
              <td>${rows.is_test[index] ? text.testSeries : text.trainingSeries}</td>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
              <td>
                ${isWrong ? '✗ ' : ''}${words}${share !== undefined && Number.isFinite(share)
                  ? html` <span class="quiet">${formatPercent(share)}</span>`
                  : nothing}
              </td>
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
