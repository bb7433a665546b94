/**
 * The matrices of an op in equations, with signs between them.
 *
 * @import { EquationPart, WalkedOp } from '../../generated/protocol'
 * @import { Formula } from './entry.js'
 * @import { Microscope } from '../state.js'
 */
import { html, nothing } from 'lit';
import { text } from '../../text/index.js';
import { matrixView } from '../cr-matrix.js';
import { WINDOW } from '../cells.js';
import { windowControls } from './window-controls.js';

/**
 * @param {Microscope} microscope
 * @param {WalkedOp} op
 * @param {Formula} formula
 */
export function equationsView(microscope, op, formula) {
  const isLarge = op.matrices.some(({ rows, columns }) => rows > WINDOW || columns > WINDOW);
  return html`${isLarge ? windowControls(microscope, op) : ''}
    <div class="equations">
      ${op.equations.map((parts) => html`<div class="equation">${parts.map((part) => partView(microscope, op, part, { formula, across: columnsOf(op, parts) }))}</div>`)}
    </div>`;
}

/**
 * The columns of all matrices of an equation, as displayed.
 *
 * @param {WalkedOp} op
 * @param {EquationPart[]} parts
 */
function columnsOf({ matrices }, parts) {
  return parts.reduce((sum, { matrix: index, turned }) => {
    const matrix = matrices[index ?? -1];
    return sum + Math.min(WINDOW, (turned ? matrix?.rows : matrix?.columns) ?? 0);
  }, 0);
}

/**
 * @param {Microscope} microscope
 * @param {WalkedOp} op
 * @param {EquationPart} part
 * @param {{ formula: Formula, across: number }} shared
 */
function partView({ lab }, { matrices }, { sign, matrix: index, turned }, { formula, across }) {
  const matrix = matrices[index ?? -1];
  if (!matrix) return html`<span class="between-matrices">${formula(sign ?? '')}</span>`;
  return matrixView({ lab, matrix, formula: formula(matrix.sign), turned, across });
}

/**
 * A legend of the colours and of the bar over a symbol.
 *
 * @param {WalkedOp} op
 */
export function legend({ backward, matrices }) {
  const hasGradients = matrices.some((matrix) => matrix.is_gradient);
  const key = (/** @type {string} */ words, /** @type {string} */ kind) =>
    html`<span class="key">${words} <span class="is-minus ${kind}">−</span> <span class="is-plus ${kind}">+</span></span>`;
  return html`${key(text.valuesAre, 'of-value')} ${hasGradients ? key(text.gradientsAre, 'of-gradient') : nothing}
    ${backward ? html`<span>${text.barMeans}</span>` : nothing}`;
}
