import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, cellOf, cells, extent, heightsOf, isWide, nearestNode, onAxis } from '../../../web/src/landscape/heights.js';

const grid = (/** @type {number[]} */ values) => ({ a: [0, 1], b: [0, 1], values });

test('the extent excludes infinite and NaN values', () => {
  assert.deepEqual(extent([3, NaN, -1, Infinity, 2]), [-1, 3]);
  assert.equal(heightsOf(grid([NaN, Infinity, NaN, NaN]), false), undefined);
});

test('losses that span more than a factor of 5 count as a wide range, unless some are zero or negative', () => {
  assert.equal(isWide([1, 5]), false);
  assert.equal(isWide([1, 5.1]), true);
  assert.equal(isWide([0, 100]), false);
});

test('heights range from 0 at the smallest value to 1 at the largest, on both scales', () => {
  const linear = heightsOf(grid([1, 2, 4, NaN]), false);
  assert.deepEqual([...linear.at], [0, 1 / 3, 1, NaN]);
  const log = heightsOf(grid([1, 10, 100, 1000]), true);
  for (const [i, height] of [0, 1 / 3, 2 / 3, 1].entries()) assert.ok(Math.abs(log.at[i] - height) < 1e-12);
  assert.ok(Math.abs(log.of(10) - 1 / 3) < 1e-12);
});

test('on a logarithmic scale, a value of zero is at the lowest height', () => {
  const { at, low, high } = heightsOf(grid([0, 1e-20, 1, 2]), true);
  assert.equal(low, high * 1e-12);
  assert.equal(at[0], 0);
  assert.equal(at[1], 0);
  assert.equal(at[3], 1);
});

test('a flat landscape has height 0 everywhere, without a division by zero', () => {
  assert.deepEqual([...heightsOf(grid([2, 2, 2, 2]), false).at], [0, 0, 0, 0]);
});

test('levels are round numbers in ascending order, strictly inside the range, and neither too few nor too many', () => {
  for (const [low, high] of [[0.3, 2.2], [1e-4, 30], [0.69, 0.7], [1e-11, 1e4], [2, 11], [1, 1.0001]]) {
    for (const isLog of [false, true]) {
      const { levels } = heightsOf(grid([low, high, low, high]), isLog);
      assert.ok(levels.length >= 4 && levels.length <= 20, `${levels.length} levels between ${low} and ${high}`);
      levels.forEach((level, i) => {
        assert.ok(level > (levels[i - 1] ?? low) && level < high);
        assert.ok(Number(level.toPrecision(6)) === level, `${level} is not round`);
      });
    }
  }
});

test('a coordinate has a cell and a fraction of it; outside the axis, it is at the nearest end', () => {
  const axis = [-1, 0, 2, 6];
  assert.deepEqual(cellOf(axis, -1), [0, 0]);
  assert.deepEqual(cellOf(axis, 1), [1, 0.5]);
  assert.deepEqual(cellOf(axis, 6), [2, 1]);
  assert.deepEqual(cellOf(axis, -9), [0, 0]);
  assert.deepEqual(cellOf(axis, 99), [2, 1]);
});

test('the nearest node is found on an uneven axis; there is none beyond its ends', () => {
  const axis = [-1, 0, 2, 6];
  assert.equal(nearestNode(axis, 0.9), 1);
  assert.equal(nearestNode(axis, 1.1), 2);
  assert.equal(nearestNode(axis, 6), 3);
  assert.equal(nearestNode(axis, 6.1), undefined);
  assert.equal(nearestNode(axis, NaN), undefined);
});

test('heights between nodes are interpolated bilinearly, and are missing next to a missing node', () => {
  const heights = heightsOf(grid([0, 1, 2, 4]), false);
  assert.equal(between(heights, 0, 0, 0, 0), 0);
  assert.equal(between(heights, 0, 0, 1, 1), 1);
  assert.equal(between(heights, 0, 0, 0.5, 0.5), 1.75 / 4);
  assert.ok(Number.isNaN(between(heightsOf(grid([0, 1, 2, NaN]), false), 0, 0, 0.5, 0.5)));
});

test('pixels along a side are assigned to cells, from the top or from the bottom', () => {
  assert.deepEqual(cells([0, 1, 2], 4, false), [[0, 0.25], [0, 0.75], [1, 0.25], [1, 0.75]]);
  assert.deepEqual(cells([0, 1, 2], 4, true), [[1, 0.75], [1, 0.25], [0, 0.75], [0, 0.25]]);
});

test('a position between nodes has a coordinate on an uneven axis, including the ends', () => {
  const axis = [-1, 0, 2, 6];
  assert.equal(onAxis(axis, 0), -1);
  assert.equal(onAxis(axis, 1.5), 1);
  assert.equal(onAxis(axis, 3), 6);
});
