import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusters, markLines } from '../../../web/src/charts/marks.js';

const mark = (/** @type {number} */ epoch, /** @type {string} */ text) => ({ epoch, text });
const place = (/** @type {number} */ left, /** @type {string} */ text) => ({ left, marks: [mark(left, text)] });

test('marks whose buttons would overlap share one, which lists all of them', () => {
  const found = clusters([place(10, 'a'), place(20, 'b'), place(33, 'c'), place(34, 'd'), place(90, 'e')]);
  assert.deepEqual(found.map(({ left, marks }) => [left, marks.map(({ text }) => text).join('')]), [
    [10, 'abc'],
    [34, 'd'],
    [90, 'e'],
  ]);
  assert.deepEqual(clusters([]), []);
});

test('several changes at one epoch have a line each', () => {
  assert.deepEqual(markLines([mark(120, 'Learning rate 0.03 → 0.01'), mark(120.25, 'Noise 0 → 0.3')]), [
    'Epoch 120: Learning rate 0.03 → 0.01',
    'Epoch 120.25: Noise 0 → 0.3',
  ]);
});
