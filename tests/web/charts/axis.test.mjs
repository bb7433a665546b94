import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decades, fitted, fromZero } from '../../../web/src/charts/axis.js';

test('the axis extends from zero to a little above the largest value', () => {
  const { range, above } = fromZero([0.5, 2, 1]);
  assert.equal(range[0], 0);
  assert.ok(range[1] > 2 && range[1] < 2.2);
  assert.equal(above, 0);
});

test('if no value is above zero, the axis extends to 1', () => {
  assert.deepEqual(fromZero([]).range, [0, 1]);
  assert.deepEqual(fromZero([0, 0]).range, [0, 1]);
});

test('a first loss far above all others is excluded and counted, so that the rest is not flattened', () => {
  const falling = Array.from({ length: 100 }, (_, i) => 1 + 0.1 / (1 + i));
  const { range, above } = fromZero([500, ...falling]);
  assert.ok(range[1] < 3);
  assert.equal(above, 1);
});

test('all values are shown if there are few, or if the peak is not far above the rest', () => {
  assert.ok(fromZero([500, 1, 1, 1]).range[1] > 500);
  const { range, above } = fromZero([2.5, ...Array.from({ length: 100 }, () => 1)]);
  assert.ok(range[1] > 2.5);
  assert.equal(above, 0);
});

test('a log axis covers whole decades around all values, at least one', () => {
  assert.deepEqual(decades(0.03, 4), [0.01, 10]);
  assert.deepEqual(decades(1, 1), [1, 10]);
  assert.deepEqual(decades(2, 5), [1, 10]);
});

test('reference levels are included in the axis', () => {
  assert.deepEqual(decades(2, 5, [0.5]), [0.1, 10]);
  assert.deepEqual(decades(2, 5, [3, 3000]), [1, 10_000]);
});

test('a fitted axis extends from the smallest value to the highest level, and larger values are counted', () => {
  const { above, range } = fitted([4.6, 3.7, 3.35, 2.25, 2.1, 2.0], [2.4, 3.3]);
  assert.ok(range[0] < 2 && range[0] > 1.9);
  assert.ok(range[1] > 3.35 - 0.01 && range[1] < 3.4);
  assert.equal(above, 2);
});

test('a fitted axis without levels, or with values above all of them, begins at zero', () => {
  assert.deepEqual(fitted([2, 3], []), fromZero([2, 3]));
  assert.deepEqual(fitted([2, 3], [1]).range[1], fromZero([2, 3]).range[1]);
});

test('a log axis without positive values still has a range', () => {
  assert.deepEqual(decades(-1, 0), [0.01, 1]);
  assert.deepEqual(decades(NaN, NaN), [0.01, 1]);
});
