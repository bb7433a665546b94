/**
 * The controls for showing other parts of a large matrix.
 *
 * @import { WalkedOp } from '../../generated/protocol'
 * @import { Microscope } from '../state.js'
 */
import { html } from 'lit';
import { text } from '../../text/index.js';
import { WINDOW } from '../cells.js';

/**
 * The position of the visible part of a large matrix, with buttons to move it.
 *
 * @param {Microscope} microscope
 * @param {WalkedOp} op
 */
export function windowControls(microscope, op) {
  const rows = Math.max(...op.matrices.map(({ rows }) => rows));
  const columns = Math.max(...op.matrices.map(({ columns }) => columns));
  const [row, column] = microscope.start;
  const shift = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {[number, number]} */ to) =>
    html`<button
      type="button"
      class="quiet-button"
      aria-label=${label}
      ?disabled=${to[0] < 0 || to[1] < 0 || to[0] >= rows || to[1] >= columns}
      @click=${() => microscope.move(to)}
    >
      ${sign}
    </button>`;
  return html`<p class="quiet">
    ${text.windowOf} ${shift(text.earlierRows, '↑', [row - WINDOW, column])} ${shift(text.laterRows, '↓', [row + WINDOW, column])}
    ${shift(text.earlierColumns, '←', [row, column - WINDOW])} ${shift(text.laterColumns, '→', [row, column + WINDOW])}
    ${row + 1}–${Math.min(rows, row + WINDOW)} / ${rows}, ${column + 1}–${Math.min(columns, column + WINDOW)} / ${columns}
  </p>`;
}
