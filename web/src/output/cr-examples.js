import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { formatPercent, formatShort } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */

const REFRESH_MS = 250;

/** `<cr-examples>`: a table of examples with the network's predictions. */
export class CrExamples extends LabElement {
  constructor() {
    super();
    this.renderMs = REFRESH_MS;
  }

  /** @param {Lab} lab */
  view(lab) {
    const { rows, scale, frame } = lab;
    if (!rows || !scale) return nothing;
    const { names } = scale;
    const { row_predictions: predictions, row_shares: shares } = frame?.arrays ?? {};
    return html`<div class="examples-scroll" tabindex="0" role="group" aria-label=${text.examples}>
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
            return html`<tr class=${isWrong ? 'is-wrong' : ''}>
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
}

customElements.define('cr-examples', CrExamples);

/** @param {{ lab: Lab }} properties */
export const examples = ({ lab }) => html`<cr-examples .lab=${lab}></cr-examples>`;
