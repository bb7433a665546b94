import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../document.mjs';
import { paintPaths } from '../../../web/src/landscape/runs-on-map.js';
import { freePlace, lengthOf } from '../../../web/src/landscape/line-labels.js';

const frame = { left: 0, top: 0, side: 200 };
const line = Array.from({ length: 201 }, (_, x) => /** @type {[number, number]} */ ([x, 100]));

test('the length of a line is the sum of its segments', () => {
  assert.equal(lengthOf([[0, 0], [3, 4], [3, 10]]), 11);
  assert.equal(lengthOf([[5, 5]]), 0);
});

test('the label of a line is in the middle of the line, or elsewhere on it if another label is near', () => {
  assert.deepEqual(freePlace(line, [], frame), [100, 100]);
  const [x, y] = freePlace(line, [[100, 100]], frame) ?? [];
  assert.equal(y, 100);
  assert.ok(Math.abs((x ?? 100) - 100) > 40);
});

test('a line along the map’s edge, or close to other labels, has no label', () => {
  assert.equal(freePlace(line.map(([x]) => [x, 3]), [], frame), undefined);
  assert.equal(freePlace(line, [[30, 100], [70, 100], [110, 100], [150, 100], [190, 100]], frame), undefined);
  assert.equal(freePlace([], [], frame), undefined);
});

test('the step numbers of a path leave the labels of the contour lines free', () => {
  /** @type {{ words: string, left: number, y: number }[]} */
  const written = [];
  const drawn = {
    measureText: (/** @type {string} */ words) => ({ width: 7 * words.length }),
    fillText: (/** @type {string} */ words, /** @type {number} */ left, /** @type {number} */ y) => written.push({ words, left, y }),
  };
  const context = /** @type {any} */ (new Proxy(drawn, { get: (own, name) => own[/** @type {'fillText'} */ (name)] ?? (() => {}) }));
  const scene = /** @type {any} */ ({ paths: [{ label: '', points: [20, 100, 120, 100], steps: [0, 500] }] });
  const place = (/** @type {number} */ a, /** @type {number} */ b) => /** @type {[number, number]} */ ([a, b]);
  paintPaths(context, scene, place, 200);
  const alone = written.find(({ words }) => words === '500') ?? { left: NaN, y: NaN };
  paintPaths(context, scene, place, 200, [{ left: alone.left, right: alone.left + 21, y: alone.y }]);
  const beside = written.findLast(({ words }) => words === '500') ?? { left: NaN, y: NaN };
  assert.ok(beside.left !== alone.left || Math.abs(beside.y - alone.y) >= 12, JSON.stringify([alone, beside]));
});
