import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleInRow, exampleOfPoint, pointOfExample, rowOfExample } from '../../../../web/src/output/examples/indices.js';

test('the table lists test examples first; training examples have the lower indices', () => {
  const counts = { examples: 10, training_examples: 7 };
  assert.deepEqual([0, 2, 3, 9].map((row) => exampleInRow(counts, row)), [7, 9, 0, 6]);
  for (let row = 0; row < 10; row++) assert.equal(rowOfExample(counts, exampleInRow(counts, row)), row);
});

test('if all examples are drawn, points and examples have the same indices', () => {
  /** @type {any} */
  const drawn = { training_examples: 2, arrays: { test: Float64Array.of(0, 0, 1) } };
  for (const point of [0, 1, 2]) {
    assert.equal(exampleOfPoint(drawn, point), point);
    assert.equal(pointOfExample(drawn, point), point);
  }
});

test('if only some examples are drawn, they are the first of each set', () => {
  /** @type {any} */
  const drawn = { training_examples: 600, arrays: { test: Float64Array.of(0, 0, 0, 1, 1) } };
  assert.deepEqual([0, 2, 3, 4].map((point) => exampleOfPoint(drawn, point)), [0, 2, 600, 601]);
  assert.deepEqual([2, 600, 601].map((example) => pointOfExample(drawn, example)), [2, 3, 4]);
  assert.deepEqual([3, 599, 602, undefined].map((example) => pointOfExample(drawn, example)), Array(4).fill(undefined));
});

test('if there are no test examples, every point belongs to the training set', () => {
  /** @type {any} */
  const drawn = { training_examples: 2, arrays: { test: Float64Array.of(0, 0) } };
  assert.equal(exampleOfPoint(drawn, 1), 1);
  assert.equal(pointOfExample(drawn, 2), undefined);
});
