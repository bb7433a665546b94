/** A weight that is dragged, nudged and reverted, and the facts about an example that is pointed at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { touchOf } from '../../../web/src/touch/state.js';
import { livePage } from '../page.mjs';

const NUMBERS = { value: 0, loss: 0.5, slope: -0.1, low: -1, high: 1, step: 0.01, examples: 10, is_slow: false, is_frozen: false };

/** A page with the slider of parameter 4 open, whose first request has been answered. */
async function opened() {
  const page = await livePage();
  const touch = touchOf(page.lab);
  touch.open(4);
  page.news();
  const answer = (/** @type {object} */ facts = {}) =>
    page.report({ type: 'loss_along', revision: page.revision, index: 4, ...NUMBERS, ...facts, arrays: { weights: [-1, 1], losses: [1, 2] } });
  answer();
  return { page, touch, answer };
}

/** The requests sent since the last call. */
const questions = (/** @type {any} */ page) => page.news().filter(({ type }) => type !== 'drawn');

const edits = (/** @type {any[]} */ commands) => commands.filter(({ type }) => type === 'edit').map(({ value }) => value);

test('opening the slider requests the loss along the weight and the gradient at the current weights', async () => {
  const page = await livePage();
  touchOf(page.lab).open(4);
  assert.deepEqual(page.news().map(({ type }) => type), ['loss_along', 'view']);
});

test('during a drag, only the newest value is sent once Python has answered, and one undo reverts the drag', async () => {
  const { page, touch, answer } = await opened();
  touch.startChange(true);
  for (const value of [0.1, 0.2, 0.3]) touch.set(value);
  assert.deepEqual(edits(page.news()), [0.1]);
  assert.equal(touch.value, 0.3);
  answer({ value: 0.1 });
  assert.deepEqual(page.news(), [
    { type: 'edit', index: 4, value: 0.3 },
    { type: 'loss_along', index: 4, keeps: true },
  ]);
  touch.set(0.4);
  touch.end();
  assert.deepEqual(edits(page.news()), [0.4]);
  assert.equal(page.lab.undoList.past.length, 1);
  page.lab.undo();
  assert.deepEqual(edits(page.news()), [0]);
});

test('two drags in quick succession are undone one by one', async () => {
  const { page, touch, answer } = await opened();
  for (const value of [0.1, 0.2]) {
    touch.startChange(true);
    touch.set(value);
    touch.end();
    answer({ value });
    page.frame({ arrays: { theta: Float64Array.of(0, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0, 0) } });
  }
  assert.equal(page.lab.undoList.past.length, 2);
});

test('a reverted change leaves nothing to undo', async () => {
  const { page, touch } = await opened();
  assert.equal(touch.cancel(), false);
  touch.set(0.1);
  touch.set(0.2);
  assert.equal(touch.cancel(), true);
  assert.deepEqual(edits(page.news()), [0.1, 0]);
  assert.equal(page.lab.undoList.past.length, 0);
  assert.equal(touch.value, 0);
});

test('training pauses during a drag and then continues; nudging does not pause it', async () => {
  const { page, touch } = await opened();
  const { lab } = page;
  lab.togglePlay();
  page.frame({ state: 'training' });
  page.news();
  touch.set(0.1);
  touch.end();
  assert.ok(lab.isPlaying);
  assert.ok(!page.news().some(({ type }) => type === 'pause'));
  touch.startChange(true);
  assert.ok(!lab.isPlaying);
  touch.set(0.5);
  touch.cancel();
  const types = page.news().map(({ type }) => type);
  assert.deepEqual([types[0], types.at(-1)], ['pause', 'play']);
  assert.ok(lab.isPlaying);
});

test('a paused run stays paused after a drag', async () => {
  const { page, touch } = await opened();
  touch.startChange(true);
  touch.set(0.5);
  touch.end();
  assert.ok(!page.news().some(({ type }) => type === 'play' || type === 'pause'));
});

test('the curve is requested again when the weights have changed, and only then', async () => {
  const { page } = await opened();
  page.frame();
  assert.deepEqual(questions(page), []);
  page.frame({ step: 1, arrays: { theta: new Float64Array(13).fill(1) } });
  assert.deepEqual(questions(page), [{ type: 'loss_along', index: 4, keeps: false }]);
});

/** @param {any} page @param {object} facts */
const examined = (page, facts) =>
  page.report({ type: 'examined', revision: page.revision, index: null, ...facts, arrays: { predictions: [1] } });

test('examples are requested one at a time, and the newest is shown', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.opened = { ...lab.opened, examples: 20 };
  const touch = touchOf(lab);
  for (const example of [3, 4, 5]) lab.selection.pointed = example;
  assert.deepEqual(questions(page), [{ type: 'examine', example: 3, index: null }]);
  examined(page, { example: 3 });
  assert.equal(touch.known, undefined);
  assert.deepEqual(questions(page), [{ type: 'examine', example: 5, index: null }]);
  examined(page, { example: 5 });
  assert.equal(touch.known?.example, 5);
  assert.deepEqual(questions(page), []);
  // The weights have changed, so the numbers of the example are requested again.
  page.frame({ step: 1, arrays: { theta: new Float64Array(13).fill(1) } });
  assert.deepEqual(questions(page), [{ type: 'examine', example: 5, index: null }]);
});

test('the contribution refers to the selected weight', async () => {
  const page = await livePage();
  page.lab.opened = { ...page.lab.opened, examples: 20 };
  page.lab.selection.choose({ layer: 0, unit: 1, source: 0 });
  page.lab.selection.pointed = 2;
  assert.deepEqual(questions(page), [{ type: 'examine', example: 2, index: 3 }]);
});

test('an example is announced once its facts are known, unless another was selected since', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.opened = { ...lab.opened, examples: 20 };
  const touch = touchOf(lab);
  lab.selection.pointed = 3;
  touch.announce(3, () => 'three');
  assert.equal(lab.notices.announcement, '');
  examined(page, { example: 3 });
  assert.equal(lab.notices.announcement, 'three');
  lab.selection.pointed = 4;
  touch.announce(4, () => 'four');
  lab.selection.pointed = 5;
  examined(page, { example: 4 });
  assert.equal(lab.notices.announcement, 'three');
});
