import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeElement, made } from '../document.mjs';
import { definitionList } from '../../../web/src/kit/definition-list.js';
import { placeTip } from '../../../web/src/kit/tip.js';
import { chooseFile, saveFile } from '../../../web/src/store/files.js';

test('names and numbers form a definition list for screen readers', () => {
  const list = /** @type {FakeElement} */ (/** @type {unknown} */ (definitionList([['epoch', '3'], ['loss', '<b>']])));
  assert.deepEqual(list.children.map(({ name, textContent }) => [name, textContent]), [
    ['dt', 'epoch'], ['dd', '3'], ['dt', 'loss'], ['dd', '<b>'],
  ]);
});

test('a tip is to the right of its position, or to the left if there is no room, and never outside', () => {
  const tip = { offsetWidth: 100, style: { transform: '' } };
  const left = (/** @type {number} */ place) => {
    placeTip(/** @type {any} */ (tip), place, 300);
    return Number(/translate\((.*)px, /.exec(tip.style.transform)?.[1]);
  };
  assert.equal(left(50), 64);
  assert.equal(left(200), 86);
  assert.equal(left(90), 104);
  tip.offsetWidth = 290;
  assert.equal(left(150), 0);
});

test('text is saved as a file, and its URL is revoked after the download', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const revoked = context.mock.method(URL, 'revokeObjectURL');
  saveFile('run.csv', 'epoch,loss\n0,1');
  const link = /** @type {any} */ (made.at(-1));
  assert.deepEqual([link.name, link.download, link.clicks], ['a', 'run.csv', 1]);
  assert.match(link.href, /^blob:/);
  assert.equal(revoked.mock.callCount(), 0);
  context.mock.timers.tick(10_000);
  assert.deepEqual(revoked.mock.calls[0].arguments, [link.href]);
});

test('the file chosen by the user is returned, or undefined if none was chosen', async () => {
  const choose = (/** @type {string} */ event, /** @type {object[]} */ files) => {
    const choice = chooseFile('.json');
    const input = /** @type {any} */ (made.at(-1));
    assert.deepEqual([input.type, input.accept, input.clicks], ['file', '.json', 1]);
    input.files = files;
    input.listeners[event]();
    return choice;
  };
  const file = { name: 'run.json' };
  assert.equal(await choose('change', [file]), file);
  assert.equal(await choose('cancel', []), undefined);
});
