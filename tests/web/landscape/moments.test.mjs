/** The landscape marks the step that the page marks, and the page marks the step under the crosshair. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochAt, momentAt } from '../../../web/src/landscape/moments.js';

const map = { a: Float64Array.of(-2, -1, 0, 1, 2), b: Float64Array.of(-1, -0.5, 0, 0.5, 1) };
const paths = {
  epochs: Float64Array.of(0, 5, 10, 20),
  'points 0': Float64Array.of(-1.9, 0.9, -0.2, 0.4, 0.1, 0.1, 0.1, 0.1),
};

test('the nearest point of the run to an epoch is marked', () => {
  assert.equal(momentAt(paths.epochs, 8), 2);
  assert.equal(momentAt(paths.epochs, -3), 0);
  assert.deepEqual([momentAt(paths.epochs, undefined), momentAt(undefined, 3)], [undefined, undefined]);
});

test('a node on the path gives the epoch of the nearest point, or the latest if several are equally near', () => {
  assert.equal(epochAt(map, paths, [0, 4]), 0);
  assert.equal(epochAt(map, paths, [2, 3]), 5);
  assert.equal(epochAt(map, paths, [2, 2]), 20);
});

test('a node more than a cell away from the path gives no epoch', () => {
  assert.equal(epochAt(map, paths, [4, 0]), undefined);
  assert.equal(epochAt({}, paths, [2, 2]), undefined);
  assert.equal(epochAt(map, { epochs: paths.epochs }, [2, 2]), undefined);
});
