import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbersOf } from '../../../web/src/network/network-numbers.js';
import { livePage } from '../page.mjs';

test('a link shows its weight and gradient, and a unit shows its bias', async () => {
  const { lab } = await livePage();
  const { network } = lab.opened;
  const { theta, grad } = lab.frame.arrays;
  const link = numbersOf(lab, { layer: 0, unit: 1, source: 0 });
  const unit = numbersOf(lab, { layer: 0, unit: 1, source: null });
  assert.match(link[0][0], / → /);
  assert.deepEqual(link[1][0], 'weight');
  assert.deepEqual(unit[1][0], 'bias');
  assert.equal(unit[0][1], network.layers[0].activation);
  assert.ok(theta.length > 0);
  assert.equal(link.some(([name]) => name === 'gradient'), Boolean(grad));
});

test('an input shows its name, and a layer that does not exist shows nothing', async () => {
  const { lab } = await livePage();
  assert.equal(numbersOf(lab, { layer: -1, unit: 0, source: null })[0][1], 'x1');
  assert.deepEqual(numbersOf(lab, { layer: 9, unit: 0, source: null }), []);
});
