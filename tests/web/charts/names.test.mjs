import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roomFor } from '../../../web/src/charts/names.js';

const widths = (/** @type {number} */ count, width = 45) => Array.from({ length: count }, () => width);

test('names are beside the plot if there is room for all of them', () => {
  const { isCrowded, right } = roomFor(widths(8), { width: 300, height: 112 });
  assert.equal(isCrowded, false);
  assert.ok(right > 45 && right < 80);
  assert.ok(roomFor([40, 90], { width: 300, height: 112 }).right > 90, 'the longest name fits');
});

test('names are listed below the chart if they are too many or too long', () => {
  assert.equal(roomFor(widths(9), { width: 300, height: 112 }).isCrowded, true);
  assert.equal(roomFor(widths(2, 150), { width: 300, height: 112 }).isCrowded, true);
  assert.ok(roomFor(widths(9), { width: 300, height: 112 }).right < 30, 'the plot gets their room');
});

test('a chart without names reserves no room for them', () => {
  const { isCrowded, right } = roomFor([], { width: 300, height: 112 });
  assert.deepEqual([isCrowded, right], [false, 18]);
});

test('only as many names as necessary are placed beside the marks and the axis', () => {
  const few = roomFor(widths(5), { width: 300, height: 112 });
  assert.deepEqual([few.top, few.bottom], [16, 84]);
  const more = roomFor(widths(6), { width: 300, height: 112 });
  assert.deepEqual([more.top, more.bottom], [0, 84]);
  const most = roomFor(widths(8), { width: 300, height: 112 });
  assert.deepEqual([most.top, most.bottom], [0, 112]);
  assert.ok(most.leader > few.leader, 'the last number of the axis is between the plot and the names');
});
