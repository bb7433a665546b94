import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticks } from '../../../web/src/kit/ticks.js';

test('ticks are round numbers within the axis', () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(ticks(0.13, 0.29, 4), [0.15, 0.2, 0.25]);
});
