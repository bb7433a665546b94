import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import '../../../web/node_modules/fake-indexeddb/auto/index.mjs';
import { LeftRun } from '../../../web/src/store/left-run.js';
import { inStorage } from '../../../web/src/store/storage.js';
import { find, keep } from '../../../web/src/store/tables.js';
import { Page, livePage, settled, until } from '../page.mjs';

/** Names held by tabs, including this one. @type {Set<string>} */
let held;
/** The tab's own storage, which survives a reload. @type {Map<string, string>} */
let tab;

Object.defineProperty(globalThis, 'navigator', {
  configurable: true,
  value: {
    locks: {
      async request(/** @type {string} */ name, /** @type {object} */ _options, /** @type {() => unknown} */ hold) {
        if (held.has(name)) throw new Error('held elsewhere');
        held.add(name);
        hold();
      },
      query: async () => ({ held: [...held].map((name) => ({ name })) }),
    },
  },
});
globalThis.sessionStorage = /** @type {any} */ ({
  getItem: (/** @type {string} */ name) => tab.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ value) => tab.set(name, value),
});

beforeEach(async () => {
  held = new Set();
  tab = new Map();
  await inStorage((database) => database.clear('runs'));
});

const names = () => inStorage((database) => database.getAllKeys('runs'));
const checkpoint = (/** @type {object} */ facts = {}) => ({ type: /** @type {const} */ ('checkpoint'), text: '{"experiment":{}}', step: 7, epoch: 2, hash: 'noise=20', ...facts });

/** A visit in this tab: the page opens a URL and looks for an interrupted run. */
async function visit(hash = '') {
  const page = await livePage(hash);
  const leftRun = new LeftRun(page.lab);
  page.lab.leftRun = leftRun;
  leftRun.look();
  await leftRun.looked;
  return { page, leftRun };
}

/** Close the tab: its name becomes free, and its own storage is deleted. */
function close() {
  held = new Set();
  tab = new Map();
}

test('a user’s table is found again under its name, and is stored once keep has resolved', async () => {
  await keep('abc', /** @type {any} */ ({ text: 'a,b\n1,2' }));
  assert.deepEqual(await find('abc'), { text: 'a,b\n1,2' });
  assert.equal(await find('other'), undefined);
});

test('the run of a closed tab is offered at the next visit, and continues from its checkpoint', async () => {
  const { leftRun } = await visit('noise=20');
  await leftRun.keep(checkpoint());
  close();
  const { page, leftRun: next } = await visit();
  assert.equal(next.offered?.run.epoch, 2);
  next.continue();
  await settled();
  assert.deepEqual(page.news(), [{ type: 'restore', checkpoint: '{"experiment":{}}', reason: '', revision: 2 }]);
  await until(async () => (await names()).length === 0);
});

test('a discarded run is not offered again', async () => {
  const { leftRun } = await visit();
  await leftRun.keep(checkpoint());
  close();
  const { leftRun: next } = await visit();
  await next.dismiss();
  assert.equal(next.offered, undefined);
  assert.deepEqual(await names(), []);
  close();
  assert.equal((await visit()).leftRun.offered, undefined);
});

test('a run in a tab that is still open is not offered in another tab', async () => {
  const { leftRun } = await visit();
  await leftRun.keep(checkpoint());
  tab = new Map();
  assert.equal((await visit()).leftRun.offered, undefined);
});

test('on a page with the URL of another experiment, the run of a closed tab is not offered', async () => {
  const { leftRun } = await visit('noise=20');
  await leftRun.keep(checkpoint());
  close();
  assert.equal((await visit('data=xor')).leftRun.offered, undefined);
  close();
  assert.equal((await visit('noise=20')).leftRun.offered?.run.hash, 'noise=20');
});

test('after a reload, this tab’s own run is offered, whatever the URL, and a new run does not replace it', async () => {
  const { leftRun } = await visit('noise=20');
  await leftRun.keep(checkpoint());
  held = new Set();
  const { leftRun: next } = await visit('data=xor');
  assert.equal(next.offered?.run.epoch, 2);
  await next.keep(checkpoint({ step: 0, epoch: 0, hash: 'data=xor' }));
  assert.equal((await names()).length, 1);
  await next.keep(checkpoint({ step: 3, epoch: 1, hash: 'data=xor' }));
  held = new Set();
  assert.equal((await visit('data=xor')).leftRun.offered?.run.epoch, 1);
});

test('a run without any steps is not stored', async () => {
  const { leftRun } = await visit();
  await leftRun.keep(checkpoint());
  assert.equal((await names()).length, 1);
  await leftRun.keep(checkpoint({ step: 0 }));
  assert.equal((await names()).length, 0);
});

test('the newest of several interrupted runs is offered, and the older ones are deleted', async (context) => {
  let time = 0;
  context.mock.method(Date, 'now', () => ++time);
  for (const epoch of [5, 6]) {
    const { leftRun } = await visit();
    await leftRun.keep(checkpoint({ epoch, hash: '' }));
    const own = await leftRun.name;
    close();
    if (epoch === 5) await inStorage(async (database) => database.put('runs', { ...(await database.get('runs', own)), time: 0 }, 'older'));
  }
  assert.equal((await visit()).leftRun.offered?.run.epoch, 6);
  await until(async () => (await names()).length === 1);
});

test('a duplicated tab starts with the name of the original tab, which still holds it, and takes another name', async () => {
  const { leftRun } = await visit();
  const first = await leftRun.name;
  assert.equal(tab.get('run'), first);
  const copy = await visit();
  assert.notEqual(await copy.leftRun.name, first);
});

test('if the browser stores nothing, the page works and offers nothing', async (context) => {
  context.mock.method(indexedDB, 'open', () => {
    throw new Error('denied');
  });
  context.mock.method(sessionStorage, 'getItem', () => {
    throw new Error('denied');
  });
  context.mock.method(sessionStorage, 'setItem', () => {
    throw new Error('denied');
  });
  const { leftRun } = await visit();
  assert.equal(leftRun.offered, undefined);
  await leftRun.keep(checkpoint());
  leftRun.continue();
  leftRun.dismiss();
  await assert.rejects(keep('abc', /** @type {any} */ ({ text: '' })));
});

test('if a URL names a user’s table, the table is sent to Python first', async () => {
  await keep('beef', /** @type {any} */ ({ text: 'a,b', target: 'b' }));
  const page = new Page('data=table&table=beef');
  page.lab.start();
  await until(() => page.sent.length);
  assert.deepEqual(page.news(), [
    { type: 'keep_table', text: 'a,b', target: 'b' },
    { type: 'open', hash: 'data=table&table=beef', revision: 1 },
  ]);
});

test('a table that was read is stored under the name given by Python', async () => {
  const page = await livePage();
  page.lab.readTable(/** @type {any} */ ({ text: 'x,y' }));
  page.answer({ hash: 'table=cafe', experiment: { table: 'cafe' } });
  await until(() => page.hash === 'table=cafe');
  assert.deepEqual(await find('cafe'), { text: 'x,y' });
  assert.equal(page.lab.notices.message, undefined);
});
