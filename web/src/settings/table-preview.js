import { html, nothing } from 'lit';
import { text } from '../text/index.js';

/** @import { TablePreview } from '../generated/protocol' */

/**
 * The first rows of a table as Python reads them, and Python's remarks on them.
 *
 * @param {TablePreview} preview
 * @param {(missing: string[]) => void} setMissing
 */
export function tablePreview({ columns, kinds, rows, remarks, doubtful, row_count: rowCount, column_count: columnCount }, setMissing) {
  if (!columns.length) return nothing;
  return html`<div class="preview-rows" role="region" tabindex="0" aria-label=${text.firstRows}>
      <table>
        <caption>
          ${text.tableSize(rowCount, columnCount, columns.length)}
        </caption>
        <thead>
          <tr>
            ${columns.map(
              (name, index) => html`<th scope="col">${name}<small>${text.columnKinds[kinds[index] ?? ''] ?? ''}</small></th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) =>
              html`<tr>
                ${cells.map((cell, index) => html`<td class=${kinds[index] ?? ''}>${cell || '–'}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul class="quiet preview-remarks">
      ${remarks.slice(1).map((remark) => html`<li>${remark}</li>`)}
      ${doubtful.map(
        ({ marker, sentence, missing }) => html`<li>
          ${sentence}
          <button type="button" class="text-button" @click=${() => setMissing(missing)}>${text.treatAsMissing(marker)}</button>
        </li>`,
      )}
    </ul>`;
}
