import assert from 'node:assert/strict';
import { test } from 'node:test';

/** The browser's storage; with `full`, it rejects every write. */
const stored = new Map();
let isFull = false;
globalThis.localStorage = /** @type {any} */ ({
  getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => {
    if (isFull) throw new DOMException('full', 'QuotaExceededError');
    stored.set(key, value);
  },
});

/** A page that is opened with this content in its storage. */
async function opened(/** @type {string | undefined} */ value) {
  stored.clear();
  if (value !== undefined) stored.set('chainrule-learn', value);
  return import(`../../../web/src/learn/progress.js?${encodeURIComponent(value ?? '')}`);
}

test('a solved exercise and the code survive a reload', async () => {
  const { progress } = await opened(undefined);
  progress.finish('loss/slope');
  progress.finish('loss/slope');
  progress.saveCode('dh = ...');
  const { progress: again } = await opened(stored.get('chainrule-learn'));
  assert.deepEqual(again.saved, { done: ['loss/slope'], code: 'dh = ...' });
  assert.ok(again.isDone('loss/slope'));
  assert.ok(!again.isDone('loss/other'));
});

test('the reader starts from the beginning if the storage contains something else', async () => {
  for (const value of ['{', '[]', 'null', '{"done":3}']) {
    const { progress } = await opened(value);
    assert.deepEqual(progress.saved, { done: [] }, value);
  }
  const { progress } = await opened('{"done":["a",3],"code":5}');
  assert.deepEqual(progress.saved, { done: ['a'] });
});

test('if the storage is full, progress is remembered until the page is closed', async () => {
  const { progress } = await opened('{"done":["x"]}');
  isFull = true;
  progress.finish('y');
  isFull = false;
  assert.ok(progress.isDone('y'));
  assert.equal(stored.get('chainrule-learn'), '{"done":["x"]}');
});
