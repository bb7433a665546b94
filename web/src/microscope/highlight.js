/**
 * What the diagram highlights while the microscope shows an op.
 *
 * @import { WalkedOp } from '../generated/protocol'
 * @import { Microscope } from './state.js'
 */
import { WINDOW } from './cells.js';

/**
 * The layer of the displayed op, and the numbers that the op computes for the layer's units.
 *
 * @param {Microscope} microscope
 */
export function highlightOf(microscope) {
  const { current, isOpen, lab, movedAt } = microscope;
  if (!isOpen || !current || microscope.exhibit || current.section === 'update') return undefined;
  const last = (lab.opened?.network.layers.length ?? 1) - 1;
  const layer = current.layer ?? last;
  const { backward, is_linear: isLinear } = current;
  return { layer, backward, isLinear, movedAt, ...unitValues(microscope, current, layer, isLinear) };
}

/**
 * An op's results for the units of a layer and the example of the selected entry.
 *
 * @param {Microscope} microscope
 * @param {WalkedOp} current
 * @param {number} layer
 * @param {boolean} isLinear
 */
function unitValues({ lab, look, op, entry, start }, current, layer, isLinear) {
  const wanted = current.backward ? ['dx', 'dscores'] : ['y'];
  const matrix = current.matrices.find(({ name, kind }) => kind === 'result' && wanted.includes(name));
  const at = current.backward && isLinear ? layer - 1 : layer;
  const values = matrix && look?.op === op ? look.arrays[`result ${matrix.name}`] : undefined;
  const { layers = [], features = [] } = lab.opened?.network ?? {};
  const units = at < 0 ? features.length : (layers[at]?.units ?? 0);
  if (!matrix || !values || matrix.columns !== units || units > WINDOW || current.section === 'loss') return {};
  const row = (entry?.name === matrix.name ? entry.row : 0) - start[0];
  return { at, symbol: inUnicode(matrix.sign), values: values.subarray(row * units, (row + 1) * units) };
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const BAR = '\u0304';

/**
 * A symbol such as `\bar{a}^{1}` as plain text, for a canvas: ā¹.
 *
 * @param {string} latex
 */
export function inUnicode(latex) {
  return latex
    .replaceAll('\\delta', 'δ')
    .replace(/\\bar\{(\w)\}/g, `$1${BAR}`)
    .replace(/\^\{(\d+)\}/g, (_, /** @type {string} */ digits) => [...digits].map((digit) => RAISED[Number(digit)]).join(''));
}
