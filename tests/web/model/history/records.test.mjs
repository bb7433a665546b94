import assert from 'node:assert/strict';
import { test } from 'node:test';
import { branchesOf } from '../../../../web/src/model/history/branches.js';
import { Records } from '../../../../web/src/model/history/records.js';

/** @param {number[]} epochs @param {number} layers */
const arraysOf = (epochs, layers) => ({
  epochs: Float64Array.from(epochs),
  training_losses: Float64Array.from(epochs, (epoch) => 1 / (1 + epoch)),
  test_losses: Float64Array.from(epochs, (epoch) => 2 / (1 + epoch)),
  training_accuracies: Float64Array.from(epochs, () => 0.5),
  test_accuracies: Float64Array.from(epochs, () => NaN),
  gradient_norms: Float64Array.from({ length: epochs.length * layers }, (_, i) => i),
  smoothed_norms: Float64Array.from({ length: epochs.length * layers }, (_, i) => i / 2),
});

test('the records of a frame replace all from the first of them on, so that a thinned history is not duplicated', () => {
  const records = new Records();
  records.merge(0, arraysOf([0, 1, 2, 3], 2), 2);
  records.merge(2, arraysOf([4, 6], 2), 2);
  assert.deepEqual(records.epochs, [0, 1, 4, 6]);
  assert.deepEqual(records.trainingLosses, [1, 0.5, 0.2, 1 / 7]);
  assert.deepEqual(records.testLosses, [2, 1, 0.4, 2 / 7]);
  // One list per layer, each from its own column of the rows.
  assert.deepEqual(records.gradientNorms, [[0, 2, 0, 2], [1, 3, 1, 3]]);
  assert.deepEqual(records.smoothedNorms, [[0, 1, 0, 1], [0.5, 1.5, 0.5, 1.5]]);
});

test('an infinite or NaN number becomes null, which a chart skips', () => {
  const records = new Records();
  records.merge(0, { ...arraysOf([0, 1], 1), training_losses: Float64Array.of(Infinity, NaN) }, 1);
  assert.deepEqual(records.trainingLosses, [null, null]);
  assert.deepEqual(records.testAccuracies, [null, null]);
});

test('a frame without records leaves them unchanged', () => {
  const records = new Records();
  records.merge(0, arraysOf([0, 1], 1), 1);
  records.merge(0, {}, 1);
  assert.deepEqual(records.epochs, [0, 1]);
});

test('branches read their own arrays by number; a branch without a test set has empty test curves', () => {
  const report = {
    branches: [{ number: 3, left_at: 1.5, epoch: 9, hash: 'data=xor', is_other: true }, { number: 5, left_at: 0, epoch: 2 }],
    arrays: {
      'epochs 0': Float64Array.of(0, 9),
      'training_loss 0': Float64Array.of(1, Infinity),
      'test_loss 0': Float64Array.of(2, 0.5),
      'epochs 1': Float64Array.of(0),
      'training_loss 1': Float64Array.of(4),
    },
  };
  const [first, second] = branchesOf(/** @type {any} */ (report));
  assert.deepEqual([first.number, first.leftAt, first.epoch, first.hash, first.isOther], [3, 1.5, 9, 'data=xor', true]);
  assert.deepEqual(first.epochs, [0, 9]);
  assert.deepEqual(first.trainingLosses, [1, null]);
  assert.deepEqual(first.testLosses, [2, 0.5]);
  assert.deepEqual(second.trainingLosses, [4]);
  assert.deepEqual(second.testLosses, []);
});
