import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart, shortened, spread } from '../../../web/src/charts/labels.js';

test('of several marks close together, the last is labelled', () => {
  assert.deepEqual(apart([0, 1, 2, 10, 11], 4), [11, 2]);
  assert.deepEqual(apart([], 4), []);
});

test('names for which there is no room are shortened, without a space before the ellipsis', () => {
  const widthOf = (/** @type {string} */ words) => words.length;
  assert.equal(shortened(widthOf, 'learning rate', 13), 'learning rate');
  assert.equal(shortened(widthOf, 'learning rate', 10), 'learning…');
  assert.equal(shortened(widthOf, 'learning rate', 0), '…');
});

test('names of curves that end close together do not overlap, and stay in order within the chart', () => {
  for (const ends of [[10, 11, 12, 13], [95, 97, 99, 100], [0, 50, 51, 100], [20, 60, 90]]) {
    const names = ends.map((y) => ({ y }));
    spread(names, 14, 100);
    names.forEach(({ y }, i) => {
      assert.ok(i === 0 || y - names[i - 1].y >= 14, `${ends} → ${names.map((name) => name.y)}`);
      assert.ok(y <= 100);
    });
  }
});

test('names with enough room are exactly level with their curves', () => {
  const names = [{ y: 20 }, { y: 60 }];
  spread(names, 14, 100);
  assert.deepEqual(names, [{ y: 20 }, { y: 60 }]);
});
