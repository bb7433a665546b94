import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPower, powerOf, shown } from '../../../web/src/microscope/cell-numbers.js';
import { cellSize, shareOf } from '../../../web/src/microscope/matrix.js';
import { namedLinks, unitNumbers } from '../../../web/src/microscope/views/step-network.js';

const dense = (/** @type {number} */ inputs, /** @type {number} */ units) => ({ kind: 'linear', is_dense: true, picture: 'units', inputs, units });

test('the weights of the worked example are numbered as in the published text', () => {
  const links = namedLinks(/** @type {any} */ ({ layers: [dense(2, 2), dense(2, 2)] }));
  assert.deepEqual(links.map(({ name }) => name), ['w₁', 'w₂', 'w₃', 'w₄', 'w₅', 'w₆', 'w₇', 'w₈']);
  // w₂ leads from the second input to the first hidden unit.
  assert.deepEqual(links[1], { layer: 0, unit: 0, source: 1, name: 'w₂' });
  assert.deepEqual(links[6], { layer: 1, unit: 1, source: 0, name: 'w₇' });
});

test('a network with many weights, or with a convolution, is not drawn with names', () => {
  assert.deepEqual(namedLinks(/** @type {any} */ ({ layers: [dense(2, 16)] })), []);
  assert.deepEqual(namedLinks(/** @type {any} */ ({ layers: [{ ...dense(2, 2), kind: 'conv', is_dense: false }] })), []);
});

test('the units show the inputs of the example, and the numbers of the op as its matrix writes them', () => {
  const lab = { experiment: { data: 'example', example_inputs: [0.05, 0.1] } };
  const numbersAt = (/** @type {number} */ layer, /** @type {object | undefined} */ highlight) => unitNumbers(/** @type {any} */ ({ lab, highlight }), layer);
  const backward = { at: 1, values: Float64Array.of(0.1384986, -0.0380982) };
  assert.deepEqual(numbersAt(-1, backward).texts, ['0.050', '0.100']);
  assert.deepEqual(numbersAt(0, backward).texts, []);
  assert.deepEqual(numbersAt(1, backward), { texts: ['0.138', '−0.038'], power: '' });
  assert.deepEqual(numbersAt(0, { at: 0, values: Float64Array.of(0.00877, -0.0009954) }), { texts: ['8.77', '−0.995'], power: 'in 10⁻³' });
  assert.deepEqual(unitNumbers(/** @type {any} */ ({ lab: { experiment: { data: 'circle', example_inputs: [0.05, 0.1] } } }), -1).texts, []);
});

test('the matrices of an equation share its width, but their numbers stay legible', () => {
  // δ (4 × 1) · aᵀ (1 × 6) = W̄ (4 × 6) in a window of 1280 pixels, where two signs and the gaps take 80.
  const widths = [1, 6, 6].map((columns) => columns * cellSize(4, columns, shareOf(764, columns, 13)).width);
  assert.ok(widths.reduce((sum, width) => sum + width) <= 764 - 80, String(widths));
  // "−0.357" is 45 pixels wide in a wide font, and a cell is a pixel smaller than its place.
  for (const columns of [1, 6]) assert.ok(cellSize(4, columns, shareOf(328, columns, 13)).width >= 45 + 2 * 3 + 1);
  for (const columns of [1, 6]) assert.ok(cellSize(4, columns, shareOf(328, columns, 13)).hasNumbers);
});

test('a phone shows the numbers that a laptop shows; a matrix without numbers fits its room', () => {
  for (const columns of [7, 10]) assert.deepEqual(cellSize(4, columns, 328), cellSize(4, columns, 764));
  assert.ok(cellSize(4, 10, 328).hasNumbers);
  // Cells are up to 4 pixels narrower if the matrix then need not be scrolled.
  assert.equal(cellSize(4, 7, 358).width, 51);
  for (const [rows, columns] of /** @type {const} */ ([[4, 11], [64, 7], [64, 64]])) {
    const { width, hasNumbers } = cellSize(rows, columns, 328);
    assert.ok(!hasNumbers && width * columns <= 328, `${rows} × ${columns}`);
  }
});

test('a number in a cell is rounded once, and the numbers below 1 of a matrix have equally many decimals', () => {
  assert.deepEqual([1.2249213, 0.99961, 0.0358, 12.349, 0.96, 9.996].map((value) => shown(value)), ['1.22', '1.00', '0.036', '12.3', '0.960', '10.0']);
  assert.deepEqual([0, 1, -2, 0.0001, Infinity, NaN].map((value) => shown(value)), ['0', '1', '−2', '0.000', '∞', 'NaN']);
});

test('small gradients keep three digits, in a power of ten that the whole matrix shares', () => {
  const gradients = [0.00123, -0.00095, 0.0000042, 0];
  const power = powerOf(gradients);
  assert.equal(inPower(power), 'in 10⁻³');
  assert.deepEqual(gradients.map((value) => shown(value, power)), ['1.23', '−0.950', '0.004', '0']);
  assert.deepEqual([powerOf([0.5, 0.0001]), powerOf([0, 0]), powerOf([12345, 3]), powerOf([NaN, Infinity, 0.002])], [0, 0, 3, -3]);
});
