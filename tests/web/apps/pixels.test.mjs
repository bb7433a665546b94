import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourAt } from '../../../web/src/apps/pixels.js';

test('values on the scale are drawn in its colours from first to last; values beyond it have the colour of the nearer end', () => {
  assert.deepEqual([-1, 0, 1, 9, -9].map((value) => colourAt(value, -1, 1)), [0, 128, 255, 255, 0]);
});

test('a picture whose values are all equal is drawn in the colour of zero, not of the lowest value', () => {
  assert.equal(colourAt(0, 0, 0), 128);
});
