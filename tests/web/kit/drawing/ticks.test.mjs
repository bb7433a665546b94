import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTicks, roundDown, roundUp, ticks } from '../../../../web/src/kit/drawing/ticks.js';

test('ticks are round numbers within the axis, without rounding errors', () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(ticks(0.13, 0.29, 4), [0.15, 0.2, 0.25]);
  assert.deepEqual(ticks(3, 3, 5), [3]);
});

test('a logarithmic axis has ticks at powers of ten, and between them if there are few', () => {
  assert.deepEqual(logTicks(0.001, 100, 4, 6), [0.001, 0.01, 0.1, 1, 10, 100]);
  assert.deepEqual(logTicks(0.01, 1, 4, 6), [0.01, 0.03, 0.1, 0.3, 1]);
  assert.deepEqual(logTicks(1, 10, 4, 6), [1, 2, 5, 10]);
});

test('a logarithmic axis has no more ticks than there is room for, chosen evenly', () => {
  for (const [low, high] of [[1e-12, 1e6], [2e-9, 5e3], [0.5, 700], [1, 1.5]]) {
    const found = logTicks(low, high, 4, 6);
    assert.ok(found.length <= 6);
    for (const [i, tick] of found.entries()) {
      assert.ok(tick >= low * (1 - 1e-6) && tick <= high * (1 + 1e-6));
      assert.ok(i === 0 || tick > found[i - 1]);
    }
  }
  assert.deepEqual(logTicks(1e-9, 1, 1, 6), [1e-9, 1e-7, 1e-5, 1e-3, 0.1]);
});

test('the ends of a range rounded to powers of ten are ticks, however they were computed', () => {
  assert.deepEqual(logTicks(10 ** -5, 10 ** -3, 1, 6), [1e-5, 1e-4, 1e-3]);
});

test('a number is rounded outward to 1, 2 or 5 times a power of ten, by at most one step', () => {
  assert.deepEqual([0.7, 1, 1.1, 3, 6, 20, 21].map(roundUp), [1, 1, 2, 5, 10, 20, 50]);
  assert.deepEqual([0.7, 1, 1.1, 3, 6, 20, 49].map(roundDown), [0.5, 1, 1, 2, 5, 20, 20]);
});
