import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drawing } from '../../../../web/src/output/map/drawing.js';
import { livePage, openedReport } from '../../page.mjs';

/** A page with an experiment that has these drawn points. */
async function drawn(/** @type {number[][]} */ points) {
  const page = await livePage();
  page.lab.change({ data: 'drawn' });
  page.answer({ experiment: { ...openedReport().experiment, data: 'drawn', drawn: points } });
  page.news();
  return { page, lab: page.lab, drawing: new Drawing() };
}

const four = [[0, 0, 0], [1, 0, 1], [0, 1, 0], [1, 1, 1]];

test('points of two classes are sent to Python once there are four; until then, they are a draft', async () => {
  const { page, lab, drawing } = await drawn([]);
  for (const [x1, x2] of [[0, 0], [1, 0], [2, 0], [3, 0]]) drawing.mark(lab, x1, x2);
  // Four points, but of one class.
  assert.deepEqual(page.news(), []);
  assert.equal(drawing.points(lab).length, 4);
  drawing.kind = 1;
  drawing.mark(lab, 4, 0);
  assert.deepEqual(page.news()[0].changes.drawn.at(-1), [4, 0, 1]);
  assert.equal(lab.draft, undefined);
});

test('a point is limited to the plane and rounded to a hundredth', async () => {
  const { page, lab, drawing } = await drawn(four);
  drawing.mark(lab, 1.23456, -99);
  assert.deepEqual(page.news()[0].changes.drawn.at(-1), [1.23, -6, 0]);
});

test('erasing removes the points within reach, and sends nothing if there are none', async () => {
  const { page, lab, drawing } = await drawn([...four, [3, 3, 1], [3.3, 3.3, 0]]);
  drawing.kind = null;
  drawing.mark(lab, -4, -4);
  assert.deepEqual(page.news(), []);
  drawing.mark(lab, 3.1, 3.1);
  assert.deepEqual(page.news()[0].changes.drawn, four);
});

test('the newest 500 points are kept', async () => {
  const many = Array.from({ length: 500 }, (_, i) => [0, 0, i % 2]);
  const { page, lab, drawing } = await drawn(many);
  drawing.mark(lab, 5, 5);
  const { drawn: points } = page.news()[0].changes;
  assert.equal(points.length, 500);
  assert.deepEqual(points.at(-1), [5, 5, 0]);
});

test('dragging draws a point every 16 pixels, and only with the main button', async () => {
  const { lab, drawing } = await drawn([]);
  const move = (/** @type {string} */ type, /** @type {number} */ offsetX, buttons = 1) =>
    drawing.drag(lab, /** @type {any} */ ({ type, buttons, offsetX, offsetY: 0 }), 120);
  move('pointerdown', 0);
  move('pointermove', 10);
  move('pointermove', 20);
  move('pointermove', 60, 0);
  // The top left corner of the map is (−6, 6).
  assert.deepEqual(drawing.points(lab), [[-6, 6, 0], [-4, 6, 0]]);
});

test('keys move a cursor within the plane, draw, choose a class and erase', async () => {
  const { page, lab, drawing } = await drawn([...four, [0.25, 0.25, 0]]);
  const key = (/** @type {string} */ name, shiftKey = false) => drawing.key(lab, /** @type {any} */ ({ key: name, shiftKey }));
  assert.equal(key('ArrowRight'), true);
  key('ArrowUp');
  assert.deepEqual(drawing.cursor, [0.25, 0.25]);
  for (let i = 0; i < 9; i++) key('ArrowLeft', true);
  assert.deepEqual(drawing.cursor, [-6, 0.25]);
  key('2');
  assert.equal(drawing.kind, 1);
  key('Enter');
  assert.deepEqual(page.news()[0].changes.drawn.at(-1), [-6, 0.25, 1]);
  page.answer({ experiment: { ...openedReport().experiment, data: 'drawn', drawn: [...four, [-6, 0.25, 1]] } });
  key('Delete');
  assert.deepEqual(page.news()[0].changes.drawn, four);
  // Erasing with a key keeps the chosen class.
  assert.equal(drawing.kind, 1);
  assert.equal(key('7'), false);
  assert.equal(key('x'), false);
});
