import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellSize, shareOf, shown } from '../../../web/src/microscope/matrix.js';
import { namedLinks } from '../../../web/src/microscope/views/step-network.js';

const dense = (/** @type {number} */ inputs, /** @type {number} */ units) => ({ kind: 'linear', picture: 'units', inputs, units });

test('the weights of the worked example are numbered as in the published text', () => {
  const links = namedLinks(/** @type {any} */ ({ layers: [dense(2, 2), dense(2, 2)] }));
  assert.deepEqual(links.map(({ name }) => name), ['w₁', 'w₂', 'w₃', 'w₄', 'w₅', 'w₆', 'w₇', 'w₈']);
  // w₂ leads from the second input to the first hidden unit.
  assert.deepEqual(links[1], { layer: 0, unit: 0, source: 1, name: 'w₂' });
  assert.deepEqual(links[6], { layer: 1, unit: 1, source: 0, name: 'w₇' });
});

test('a network with many weights, or with a convolution, is not drawn with names', () => {
  assert.deepEqual(namedLinks(/** @type {any} */ ({ layers: [dense(2, 16)] })), []);
  assert.deepEqual(namedLinks(/** @type {any} */ ({ layers: [{ ...dense(2, 2), kind: 'conv' }] })), []);
});

test('the matrices of an equation share its width, but their numbers stay legible', () => {
  // δ (4 × 1) · aᵀ (1 × 6) = W̄ (4 × 6) in 740 pixels.
  const widths = [1, 6, 6].map((columns) => columns * cellSize(4, columns, shareOf(740, columns, 13)).width);
  assert.ok(widths.reduce((sum, width) => sum + width) <= 740 - 120, String(widths));
  for (const columns of [1, 6]) assert.ok(cellSize(4, columns, shareOf(300, columns, 13)).hasNumbers);
});

test('a number in a cell is rounded once', () => {
  assert.deepEqual([1.2249213, 0.99961, 0.0358, 12.349].map(shown), ['1.22', '1', '0.036', '12.3']);
});
