import assert from 'node:assert/strict';
import { test } from 'node:test';
import { branchCurves, drawable, joined, lastDrawn, valuesWithin } from '../../../web/src/charts/curves.js';

const curve = (/** @type {any[]} */ values, /** @type {number[] | undefined} */ epochs = undefined) => ({
  label: 'loss', colour: '', dash: [], width: 1, values, epochs,
});

test('runs of another experiment are not drawn with the current run', () => {
  const branch = { leftAt: 2, epochs: [0, 1], trainingLosses: [3, 2], testLosses: [5, 4] };
  const branches = /** @type {any} */ ([{ ...branch, isOther: true }, { ...branch, leftAt: 7, isOther: false }]);
  const curves = branchCurves(branches, 'trainingLosses', 'testLosses', 'grey');
  assert.deepEqual(curves.map(({ label, values }) => [label, values]), [['left at 7', [3, 2]], ['', [5, 4]]]);
});

test('infinite and NaN values leave a gap; missing values are skipped', () => {
  assert.deepEqual(drawable([1, null, NaN, Infinity, undefined, 2], false), [1, null, null, null, undefined, 2]);
});

test('on a log scale zero and negative values also leave a gap', () => {
  assert.deepEqual(drawable([1, 0, -1, undefined], true), [1, null, null, undefined]);
  assert.deepEqual(drawable([1, 0, -1], false), [1, 0, -1]);
});

test('curves with different epochs are drawn over the union of all epochs', () => {
  const { epochs, curves } = joined([0, 2, 4], [curve([1, 2, 3]), curve([7, 8], [1, 2])]);
  assert.deepEqual(epochs, [0, 1, 2, 4]);
  assert.deepEqual(curves[0].values, [1, undefined, 2, 3]);
  assert.deepEqual(curves[1].values, [undefined, 7, 8, undefined]);
});

test('curves with the same epochs are not copied at each frame', () => {
  const curves = [curve([1, 2]), curve([3, 4])];
  assert.equal(joined([0, 1], curves).curves, curves);
});

test('only values in the zoomed range determine the axis', () => {
  const curves = [curve([9, 1, 2, null]), curve([8, 3, NaN, 4])];
  assert.deepEqual(valuesWithin(curves, [0, 1, 2, 3], [1, 3]), [1, 2, 3, 4]);
  assert.deepEqual(valuesWithin(curves, [0, 1, 2, 3]), [9, 1, 2, 8, 3, 4]);
});

test('a name is placed at the last drawn value', () => {
  const epochs = [0, 1, 2, 3];
  assert.deepEqual(lastDrawn(curve([4, 3, 0, null]), epochs, Infinity, false), { epoch: 2, value: 0 });
  assert.deepEqual(lastDrawn(curve([4, 3, 0, null]), epochs, Infinity, true), { epoch: 1, value: 3 });
  assert.deepEqual(lastDrawn(curve([4, 3, 0, null]), epochs, 0.5, false), { epoch: 0, value: 4 });
  assert.equal(lastDrawn(curve([null, NaN]), epochs, Infinity, false), undefined);
});

test('the axis of a smoothed curve has room for the raw values', () => {
  const smooth = { ...curve([2, 2]), raw: [1, 9] };
  assert.deepEqual(valuesWithin([smooth], [0, 1]), [1, 9]);
});
