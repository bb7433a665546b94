/**
 * What the cells of an op's matrices stand for: an example of the batch, a unit or a link of the
 * network; and, conversely, the cells of a unit, a link or an example.
 *
 * @import { Matrix, Network, Walked, WalkedOp } from '../generated/protocol'
 * @import { Place } from '../model/places.js'
 * @import { Entry } from './state.js'
 */
import limits from '../generated/limits.json';
import { indexOf, placeAt } from '../model/places.js';

export const { matrix_window: WINDOW } = limits;

/** @typedef {{ row: number, rows: number, column: number, columns: number }} Area of a matrix */
/** @typedef {Pick<Matrix, 'name' | 'has_rows' | 'shape' | 'rows' | 'columns'>} Shape */

/** @param {Matrix} matrix @returns {boolean} whether it is a result, whose entries can be explained */
export const isMade = ({ kind }) => kind === 'result' || kind === 'between';

/**
 * What kind of numbers a matrix holds: `weights` has a row for each unit and a column for each source, `biases` and
 * `units` have a column for each unit, and `vector` has all parameters in one row.
 *
 * @param {Network} network
 * @param {WalkedOp} op
 * @param {Shape} matrix
 * @returns {{ kind: 'weights' | 'biases' | 'vector' | 'units' | 'none', layer: number }}
 */
function contentOf({ layers, features, parameters }, op, { name, rows, columns }) {
  const layer = op.layer ?? layers.length - 1;
  if (op.section === 'update' || (op.layer === null && rows === 1 && columns === parameters)) {
    return { kind: rows === 1 && columns === parameters ? 'vector' : 'none', layer };
  }
  if (op.is_linear && ['weight', 'dweight'].includes(name)) return { kind: 'weights', layer };
  if (op.is_linear && ['bias', 'dbias'].includes(name)) return { kind: 'biases', layer };
  const at = op.is_linear && ['x', 'dx'].includes(name) ? layer - 1 : layer;
  const units = at < 0 ? features.length : layers[at]?.units;
  return { kind: columns === units ? 'units' : 'none', layer: at };
}

/**
 * The unit or the link that a cell belongs to.
 *
 * @param {Network} network
 * @param {WalkedOp} op
 * @param {Shape} matrix
 * @param {number} row
 * @param {number} column
 * @returns {Place | undefined}
 */
export function placeOfCell(network, op, matrix, row, column) {
  const { kind, layer } = contentOf(network, op, matrix);
  if (kind === 'vector') return placeAt(network, column);
  if (kind === 'weights') return { layer, unit: row, source: column };
  return kind === 'none' ? undefined : { layer, unit: column, source: null };
}

/**
 * The cells that belong to a unit or a link.
 *
 * @param {Network} network
 * @param {WalkedOp} op
 * @param {Shape} matrix
 * @param {Place} place
 * @returns {Area | undefined}
 */
export function areaOfPlace(network, op, matrix, place) {
  const { kind, layer } = contentOf(network, op, matrix);
  const one = { rows: 1, columns: 1 };
  if (kind === 'vector') {
    return network.layers[place.layer]?.is_dense ? { ...one, row: 0, column: indexOf(network, place) } : undefined;
  }
  if (place.layer !== layer || (kind === 'weights') !== (place.source !== null)) return undefined;
  if (kind === 'weights') return { ...one, row: place.unit, column: place.source ?? 0 };
  if (kind === 'biases') return { ...one, row: 0, column: place.unit };
  return kind === 'units' ? { row: 0, rows: matrix.rows, column: place.unit, columns: 1 } : undefined;
}

/**
 * The example that a cell belongs to.
 *
 * @param {Walked} walked
 * @param {Shape} matrix
 * @param {number} row
 */
export function exampleOfCell({ rows: examples }, { has_rows: hasRows, shape, rows }, row) {
  return hasRows ? examples[Math.floor((row * (shape[0] ?? 1)) / rows)] : undefined;
}

/**
 * The cells that belong to an example.
 *
 * @param {Walked} walked
 * @param {Shape} matrix
 * @param {number} example
 * @returns {Area | undefined}
 */
export function areaOfExample({ rows: examples }, { has_rows: hasRows, shape, rows, columns }, example) {
  const at = hasRows ? examples.indexOf(example) : -1;
  const each = rows / (shape[0] ?? 1);
  return at < 0 ? undefined : { row: at * each, rows: each, column: 0, columns };
}

/**
 * The index in the flat parameter vector of an entry of a parameter's matrix or of the matrix of its gradient.
 *
 * @param {Pick<Matrix, 'parameter' | 'shape' | 'columns'>} matrix
 * @param {number} row
 * @param {number} column
 * @returns {number | undefined} undefined for any other matrix
 */
export function parameterAt({ parameter, shape, columns }, row, column) {
  if (!parameter) return undefined;
  let rest = row * columns + column;
  let index = parameter.offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index += (rest % size) * (parameter.strides[axis] ?? 0);
    rest = Math.floor(rest / size);
  }
  return index;
}

/**
 * The entry that holds the gradient of a parameter. A frozen layer has no gradient; the output of the parameter's
 * unit is returned instead. In a layer that is not dense, the gradient of the biases is returned.
 *
 * @param {Walked} walked
 * @param {Place} place
 * @returns {{ op: number, entry: Entry } | undefined}
 */
export function entryOfPlace({ ops }, { layer, unit, source }) {
  const name = source === null ? 'dbias' : 'dweight';
  const isDense = ops.some((op) => op.layer === layer && op.is_linear);
  const isOwn = (/** @type {WalkedOp} */ op) => op.layer === layer && (op.is_linear || !isDense);
  const made = (/** @type {WalkedOp | undefined} */ op, /** @type {string} */ wanted) =>
    op?.matrices.find((matrix) => isMade(matrix) && matrix.name === wanted);
  const back = ops.findIndex((op) => isOwn(op) && made(op, name));
  if (back >= 0) {
    const column = source ?? (unit < (made(ops[back], name)?.columns ?? 0) ? unit : 0);
    return { op: back, entry: { name, row: source === null ? 0 : unit, column } };
  }
  const ahead = ops.findIndex((op) => isOwn(op) && !op.backward && made(op, 'y'));
  const isUnit = unit < (made(ops[ahead], 'y')?.columns ?? 0);
  return ahead < 0 ? undefined : { op: ahead, entry: { name: 'y', row: 0, column: isUnit ? unit : 0 } };
}

/**
 * The start of the window that contains an entry.
 *
 * @param {Entry} entry
 * @returns {[number, number]}
 */
export function windowAround({ row, column }) {
  return [row - (row % WINDOW), column - (column % WINDOW)];
}

/**
 * The entry of an op at the same position as an entry of another op. If the op has no such row or column, the first one
 * is used.
 *
 * @param {WalkedOp | undefined} op
 * @param {Entry | undefined} entry
 * @returns {Entry | undefined}
 */
export function nearest(op, entry) {
  const made = op?.matrices.filter(isMade) ?? [];
  const matrix = made.find(({ name }) => name === entry?.name) ?? made.find(({ kind }) => kind === 'result');
  if (!matrix) return undefined;
  const { name, rows, columns } = matrix;
  const { row = 0, column = 0 } = entry ?? {};
  return { name, row: row < rows ? row : 0, column: column < columns ? column : 0 };
}
