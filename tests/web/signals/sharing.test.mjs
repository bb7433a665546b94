import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharing } from '../../../web/src/signals/sharing.js';

test('equal parts remain the same objects; others are replaced', () => {
  const before = { noise: 10, layers: [[8, 'tanh']], scale: { low: -1, names: ['a', 'b'] } };
  const now = sharing(before, { noise: 20, layers: [[8, 'tanh']], scale: { low: -2, names: ['a', 'b'] } });
  assert.deepEqual(now, { noise: 20, layers: [[8, 'tanh']], scale: { low: -2, names: ['a', 'b'] } });
  assert.equal(now.layers, before.layers);
  assert.notEqual(now.scale, before.scale);
  assert.equal(now.scale.names, before.scale.names);
});

test('an equal object is replaced by the previous one', () => {
  const before = { list: [1, NaN, null], more: { deep: [true] } };
  assert.equal(sharing(before, { list: [1, NaN, null], more: { deep: [true] } }), before);
});

test('a shorter list, a missing name or a different type is a change', () => {
  assert.deepEqual(sharing([1, 2], [1]), [1]);
  assert.deepEqual(sharing({ a: 1, b: undefined }, { a: 1, c: undefined }), { a: 1, c: undefined });
  assert.deepEqual(sharing([], /** @type {object} */ ({})), {});
  assert.equal(sharing(undefined, 3), 3);
  assert.equal(sharing({ a: 1 }, null), null);
});

test('numbers in buffers are left unchanged', () => {
  const [before, now] = [Float64Array.of(1), Float64Array.of(1)];
  assert.equal(sharing({ values: before }, { values: now }).values, now);
});
