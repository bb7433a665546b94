/** A step of the page's network: forward through the first layer, the loss, backward, and the update. */

/**
 * @param {string} name
 * @param {number} rows
 * @param {number} columns
 * @param {object} [facts]
 */
const result = (name, rows, columns, facts = {}) => ({ kind: 'result', name, sign: name === 'y' ? 'a^{1}' : name, rows, columns, shape: [rows, columns], has_rows: rows === 10, ...facts });

/** @type {any[]} */
export const ops = [
  { title: 'Linear', section: 'forward', layer: 0, backward: false, is_linear: true, matrices: [result('x', 10, 2, { kind: 'operand' }), result('y', 10, 3)] },
  { title: 'tanh', section: 'forward', layer: 0, backward: false, is_linear: false, matrices: [result('y', 10, 3)] },
  { title: 'Cross-entropy', section: 'loss', layer: null, backward: false, is_linear: false, matrices: [result('loss', 1, 1)] },
  { title: 'Linear', section: 'backward', layer: 0, backward: true, is_linear: true, has_paths: true, matrices: [result('dx', 10, 2), result('dweight', 3, 2, { parameter: { offset: 0, strides: [3, 1] } }), result('dbias', 1, 3, { shape: [3], parameter: { offset: 2, strides: [3] } })] },
  { title: 'SGD', section: 'update', layer: null, backward: false, is_linear: false, matrices: [result('theta', 1, 13)] },
];

/** The indices of the batch's examples. */
export const rows = [31, 4, 15, 9, 26, 5, 35, 8, 97, 93];

/** @param {object} [facts] what differs from the default */
export const walked = (facts = {}) => ({ type: 'walked', revision: 1, step: 0, example: null, batch: rows, rows, takes_one: true, first_bad: null, ops, ...facts });
