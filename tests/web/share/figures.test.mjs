import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopsOf } from '../../../web/src/share/figures.js';

test('the colours of a scale are read from its gradient, and evenly spaced if no positions are given', () => {
  assert.deepEqual(stopsOf('linear-gradient(to right, rgb(1, 2, 3), color(srgb 0.5 0.5 0.5) 25%, rgb(4, 5, 6))'), [
    { colour: 'rgb(1, 2, 3)', offset: 0 },
    { colour: 'color(srgb 0.5 0.5 0.5)', offset: 0.25 },
    { colour: 'rgb(4, 5, 6)', offset: 1 },
  ]);
  assert.deepEqual(stopsOf('none'), []);
});
