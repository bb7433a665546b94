import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleOf, tangent } from '../../../web/src/touch/curve.js';
import { choiceOf, choicesAt, scoreOf, symbolAt, symbolOf } from '../../../web/src/touch/weights.js';
import { network } from '../page.mjs';

/** A parabola: the tangent at w has slope 2w. */
const weights = Float64Array.from({ length: 65 }, (_, i) => -2 + i / 16);
const along = /** @type {any} */ ({ low: -2, high: 2, value: 1, loss: 1, slope: 2, arrays: { weights, losses: weights.map((w) => w * w) } });

test('the tangent touches the curve, and its slope in pixels is that of the curve', () => {
  const scale = scaleOf(along);
  assert.ok(scale);
  const [x0, y0, x1, y1] = tangent(1, 1, 2, scale);
  const rise = (y1 - y0) / (x1 - x0);
  const near = (scale.y(1.01 ** 2) - scale.y(0.99 ** 2)) / (scale.x(1.01) - scale.x(0.99));
  assert.ok(Math.abs(rise - near) < 1e-6);
  assert.ok(Math.abs(y0 + rise * (scale.x(1) - x0) - scale.y(1)) < 1e-9);
});

test('the tangent ends inside the chart, however steep it is', () => {
  const scale = scaleOf(along);
  assert.ok(scale);
  for (const slope of [-1e6, -3, 0, 3, 1e6]) {
    for (const value of [-2, 0, 2]) {
      const [x0, y0, x1, y1] = tangent(value, value * value, slope, scale);
      assert.ok([x0, x1].every((x) => x >= 0 && x <= 248), `${slope} at ${value}`);
      assert.ok([y0, y1].every((y) => y >= 0 && y <= 128), `${slope} at ${value}`);
    }
  }
});

test('without a finite loss, or without a curve, there is no chart', () => {
  assert.equal(scaleOf({ ...along, loss: null, arrays: { weights, losses: weights.map(() => NaN) } }), undefined);
  assert.equal(scaleOf({ ...along, arrays: { weights: [], losses: [] } }), undefined);
});

test('weights have the symbols of the microscope', () => {
  const known = /** @type {any} */ (network);
  assert.equal(symbolOf(known, { layer: 0, unit: 1, source: 0 }), 'w¹₂₁');
  assert.equal(symbolOf(known, { layer: 1, unit: 0, source: null }), 'b²₁');
  assert.equal(symbolOf(known, { layer: 0, unit: 11, source: 2 }), 'w¹₁₂,₃');
  assert.equal(symbolAt(known, 10), 'w²₁₂');
  // Layers without weights have no number, so the third layer may have the number 2.
  const pooled = /** @type {any} */ ({ layers: [{ number: 0 }, { number: null }, { number: 1 }] });
  assert.equal(symbolOf(pooled, { layer: 2, unit: 0, source: 1 }), 'w²₁₂');
});

test('the outputs of a classifier are called scores, and those of a regression are predictions', () => {
  const outputs = (/** @type {string} */ activation, /** @type {string[]} */ names) =>
    scoreOf(/** @type {any} */ ({ network: { layers: [{ number: 0 }, { number: 1, activation }] }, scale: { names } }));
  assert.equal(outputs('identity', ['0', '1']), 'score z²');
  assert.equal(outputs('sigmoid', ['0', '1']), '');
  assert.equal(outputs('identity', []), '');
});

test('a unit offers its bias and its incoming weights, and each link is one of these', () => {
  const known = /** @type {any} */ (network);
  const choices = choicesAt(known, { layer: 0, unit: 1, source: null });
  assert.deepEqual(choices.map(({ name, index }) => [name, index]), [['b¹₂', 5], ['w¹₂₁', 3], ['w¹₂₂', 4]]);
  assert.equal(choiceOf(known, { layer: 0, unit: 1, source: 1 })?.index, 4);
  assert.match(choices[2]?.words ?? '', /x2 → layer 1, unit 2/);
  assert.deepEqual(choicesAt(known, { layer: -1, unit: 0, source: null }), []);
});

test('a channel offers its own filters, and other layers offer all their weights', () => {
  const conv = { kind: 'conv', is_dense: false, has_channels: true, images: 2, units: 2, inputs: 1, parameters: [
    { name: 'weight', shape: [2, 1, 3], offset: 0, strides: [3, 3, 1] },
    { name: 'bias', shape: [2], offset: 6, strides: [1] },
  ] };
  const net = /** @type {any} */ ({ ...network, layers: [conv, { ...conv, kind: 'rnn', has_channels: false }] });
  const own = choicesAt(net, { layer: 0, unit: 1, source: null });
  assert.deepEqual(own.map(({ index }) => index), [3, 4, 5, 7]);
  assert.deepEqual(own.map(({ name }) => name), ['weight 2, 1, 1', 'weight 2, 1, 2', 'weight 2, 1, 3', 'bias 2']);
  assert.equal(choicesAt(net, { layer: 1, unit: 0, source: null }).length, 8);
  const gru = { kind: 'gru', images: 0, units: 1, inputs: 1, parameters: ['weight_ih_l0', 'bias_ih_l0'].map((name, offset) => ({ name, shape: [1], offset, strides: [1] })) };
  const all = choicesAt(/** @type {any} */ ({ ...network, layers: [gru] }), { layer: 0, unit: 0, source: null });
  assert.deepEqual(all.map(({ isBias }) => isBias), [false, true]);
});
