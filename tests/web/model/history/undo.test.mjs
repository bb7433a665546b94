import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UndoList, difference, exchanged } from '../../../../web/src/model/history/undo.js';

/** @param {import('node:test').TestContext} context @returns {{ to: (ms: number) => void }} */
function clock(context) {
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  return { to: (ms) => (now = ms) };
}

const change = (/** @type {string} */ key, /** @type {number} */ from, /** @type {number} */ to) => ({
  key,
  before: { type: 'change', changes: { [key]: from } },
  after: { type: 'change', changes: { [key]: to } },
});

test('undo and redo traverse the same steps in both directions', () => {
  const list = new UndoList();
  list.add(change('seed', 0, 1));
  list.add(change('noise', 10, 20));
  assert.deepEqual(list.undo(), { type: 'change', changes: { noise: 10 } });
  assert.deepEqual(list.undo(), { type: 'change', changes: { seed: 0 } });
  assert.equal(list.undo(), undefined);
  assert.deepEqual(list.redo(), { type: 'change', changes: { seed: 1 } });
  assert.deepEqual(list.redo(), { type: 'change', changes: { noise: 20 } });
  assert.equal(list.redo(), undefined);
});

test('dragging a slider is one change, from its first value to its last', (context) => {
  const time = clock(context);
  const list = new UndoList();
  for (const [at, from, to] of [[0, 0, 5], [400, 5, 10], [900, 10, 15]]) {
    time.to(at);
    list.add(change('noise', from, to));
  }
  assert.equal(list.past.length, 1);
  assert.deepEqual(list.past[0].before, { type: 'change', changes: { noise: 0 } });
  assert.deepEqual(list.past[0].after, { type: 'change', changes: { noise: 15 } });
});

test('a later change of the same setting, or a change of another setting, is a separate step', (context) => {
  const time = clock(context);
  const list = new UndoList();
  list.add(change('noise', 0, 5));
  list.add(change('seed', 0, 1));
  time.to(2000);
  list.add(change('seed', 1, 2));
  assert.equal(list.past.length, 3);
});

test('a redone change does not merge with the next one', () => {
  const list = new UndoList();
  list.add(change('noise', 0, 5));
  list.undo();
  list.redo();
  list.add(change('noise', 5, 10));
  assert.equal(list.past.length, 2);
});

test('a new change clears the redo list', () => {
  const list = new UndoList();
  list.add(change('noise', 0, 5));
  list.undo();
  list.add(change('seed', 0, 1));
  assert.equal(list.redo(), undefined);
});

test('only the latest 200 changes are kept', () => {
  const list = new UndoList();
  for (let i = 0; i < 250; i++) list.add(change(`setting ${i}`, i, i + 1));
  assert.equal(list.past.length, 200);
  assert.equal(list.past[0].key, 'setting 50');
  assert.equal(list.past.at(-1)?.key, 'setting 249');
});

test('a run that Python has deleted cannot be restored; other changes stay', () => {
  const list = new UndoList();
  list.add(exchanged(1));
  list.add(change('seed', 0, 1));
  list.add(exchanged(2));
  list.undo();
  list.forgetReturns([]);
  assert.deepEqual(list.past.map(({ key }) => key), ['seed']);
  assert.deepEqual(list.future, []);
});

test('after another experiment was opened, the only change left to undo is the return to an earlier run', () => {
  const list = new UndoList();
  for (const entry of [change('seed', 0, 1), exchanged(2), change('noise', 0, 1), change('batch_size', 8, 9)]) list.add(entry);
  list.undo();
  list.leave();
  assert.deepEqual(list.past.map(({ key }) => key), ['seed', exchanged(2).key]);
  assert.equal(list.redo(), undefined);
  list.forgetReturns([]);
  list.leave();
  assert.equal(list.undo(), undefined);
});

test('returning to a replaced run undoes its replacement and all changes since then', () => {
  const list = new UndoList();
  for (const entry of [change('seed', 0, 1), exchanged(2), change('noise', 0, 1)]) list.add(entry);
  list.exchange(2);
  assert.deepEqual(list.past.map(({ key }) => key), ['seed']);
  list.exchange(2);
  assert.deepEqual(list.undo(), { type: 'return', branch: 2 }, 'the replacement can be undone again');
});

test('the difference between two experiments contains only the settings that differ, in both directions', () => {
  const before = { seed: 0, noise: 10, layers: [[8, 'tanh']] };
  const after = { seed: 0, noise: 20, layers: [[8, 'relu']] };
  assert.deepEqual(difference(before, after), {
    key: 'noise,layers,',
    before: { type: 'change', changes: { noise: 10, layers: [[8, 'tanh']] } },
    after: { type: 'change', changes: { noise: 20, layers: [[8, 'relu']] } },
  });
  assert.equal(difference(before, { ...before, layers: [[8, 'tanh']] }), undefined);
});

test('drawing a point and erasing one are never merged into one change', () => {
  const [none, one] = [{ drawn: [] }, { drawn: [[0, 0, 1]] }];
  assert.notEqual(difference(none, one)?.key, difference(one, none)?.key);
});
