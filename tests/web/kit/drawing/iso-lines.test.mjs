import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoLines } from '../../../../web/src/kit/drawing/iso-lines.js';

/**
 * A grid with the values of a function of column and row.
 *
 * @param {number} width
 * @param {number} height
 * @param {(column: number, row: number) => number} value
 */
function grid(width, height, value) {
  return Float64Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
}

const closed = (/** @type {[number, number][]} */ line) => line.length > 2 && String(line[0]) === String(line.at(-1));

test('the contour of a plane is one straight line from edge to edge, at the exact position', () => {
  const lines = isoLines(grid(5, 4, (x) => x), 5, 1.25);
  assert.equal(lines.length, 1);
  assert.equal(lines[0].length, 4);
  for (const [x] of lines[0]) assert.ok(Math.abs(x - 1.25) < 1e-12);
  assert.deepEqual(lines[0].map(([, y]) => y).sort(), [0, 1, 2, 3]);
});

test('the contour of a bowl is one closed line, at most one cell from the circle', () => {
  const lines = isoLines(grid(41, 41, (x, y) => (x - 20) ** 2 + (y - 20) ** 2), 41, 144);
  assert.equal(lines.length, 1);
  assert.ok(closed(lines[0]));
  for (const [x, y] of lines[0]) assert.ok(Math.abs(Math.hypot(x - 20, y - 20) - 12) < 0.02);
});

test('no line is drawn along the edge of the grid, however high the values at the edge are', () => {
  assert.deepEqual(isoLines(grid(4, 4, () => 5), 4, 3), []);
  const lines = isoLines(grid(6, 6, (x, y) => x + y), 6, 4.5);
  assert.equal(lines.length, 1);
  for (const [x, y] of lines[0]) assert.ok(Math.abs(x + y - 4.5) < 1e-12);
  assert.ok(!closed(lines[0]));
});

test('cells without a value have no line, and leave a gap', () => {
  const lines = isoLines(grid(7, 3, (x, y) => (x === 3 ? NaN : y)), 7, 0.5);
  assert.equal(lines.length, 2);
  for (const [x] of lines.flat()) assert.ok(x <= 2 || x >= 4);
});

test('at a saddle, two lines cut off one corner each and never cross', () => {
  for (const level of [1, 2]) {
    const lines = isoLines([3, 0, 0, 3], 2, level);
    assert.equal(lines.length, 2);
    for (const [[x0, y0], [x1, y1]] of lines) {
      const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
      const nearest = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([u, v]) => Math.hypot(x - u, y - v));
      assert.ok(Math.min(...nearest) < 0.5, 'beside a corner');
    }
    const [[[x0, y0]], [[x1, y1]]] = lines;
    assert.notDeepEqual([x0, y0], [x1, y1]);
  }
});
