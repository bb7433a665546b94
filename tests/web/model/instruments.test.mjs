import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sanityOf } from '../../../web/src/sanity/state.js';
import { previewOf } from '../../../web/src/settings/state.js';
import { livePage } from '../page.mjs';

const told = (/** @type {string} */ check, /** @type {string} */ state, /** @type {object} */ facts = {}) => ({
  type: 'sanity', check, state, share: 0, epoch: 0, verdict: null, sentence: '', arrays: {}, ...facts,
});

test('a report is passed to the instruments that name its type, and Python is notified when it has been drawn', async () => {
  /** @type {string[]} */
  const seen = [];
  class State {
    reports = ['sanity'];
    receive = (/** @type {{ type: string }} */ { type }) => seen.push(type);
    show() {}
  }
  const { report } = await livePage('', [{ name: 'test', State }]);
  report(told('leaks', 'running'));
  report({ type: 'curvature', arrays: {} });
  assert.deepEqual(seen, ['sanity']);
});

test('open instruments are requested again after Python was restarted', async () => {
  /** @type {boolean[]} */
  const shown = [];
  class State {
    reports = [];
    receive() {}
    show = (/** @type {boolean} */ isOpen) => shown.push(isOpen);
  }
  const { lab } = await livePage('', [{ name: 'test', State }]);
  lab.instruments.toggle('test');
  lab.instruments.reopen();
  lab.instruments.toggle('test');
  lab.instruments.reopen();
  assert.deepEqual(shown, [true, true, false]);
});

test('instruments are notified when a command has failed', async () => {
  let count = 0;
  class State {
    reports = [];
    receive() {}
    show() {}
    failed() {
      count += 1;
    }
  }
  const page = await livePage('', [{ name: 'test', State }]);
  page.fail();
  assert.equal(count, 1);
});

test('a sanity check runs and ends with a verdict, and is stopped when its instrument is closed', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.instruments.toggle('sanity');
  sanityOf(lab).start('overfit');
  assert.deepEqual(page.news(), [{ type: 'sanity', check: 'overfit' }]);
  page.report(told('overfit', 'running', { share: 0.5 }));
  assert.equal(sanityOf(lab).isRunning, true);
  page.report(told('overfit', 'done', { verdict: 'passed' }));
  assert.equal(sanityOf(lab).known.get('overfit')?.verdict, 'passed');
  page.report(told('ignore', 'running'));
  lab.instruments.toggle('sanity');
  assert.deepEqual(page.news().filter(({ type }) => type === 'stop_sanity').length, 1);
  // Results of another run are discarded.
  page.report(told('overfit', 'none'));
  assert.equal(sanityOf(lab).known.has('overfit'), false);
});

test('a preview always belongs to the newest text, and the last one stays while the next is read', async () => {
  const page = await livePage();
  const tablePreview = previewOf(page.lab);
  const source = /** @type {any} */ ({ text: 'a,b' });
  const preview = (/** @type {number} */ number, /** @type {number} */ progress, rows = 1) =>
    page.report({ type: 'table_preview', number, progress, rows, arrays: {} });
  tablePreview.ask(source);
  tablePreview.ask(source);
  assert.deepEqual(page.news().map(({ type, number }) => [type, number]), [['preview_table', 1], ['preview_table', 2]]);
  preview(1, 1);
  assert.equal(tablePreview.report, undefined);
  preview(2, 1, 7);
  assert.equal(tablePreview.isReading, false);
  tablePreview.ask(source);
  preview(3, 0.5, 0);
  assert.deepEqual([tablePreview.report?.rows, tablePreview.report?.progress], [7, 0.5]);
  tablePreview.clear();
  assert.deepEqual(page.news().at(-1), { type: 'stop_table' });
  assert.equal(tablePreview.report, undefined);
});

test("the progress of reading a table is shown until it is read, reading is stopped, or Python dies", async () => {
  const page = await livePage();
  const table = previewOf(page.lab);
  const progress = (/** @type {number} */ share) => page.report({ type: 'table_progress', progress: share, arrays: {} });
  progress(0.25);
  assert.equal(table.share, 0.25);
  table.stop();
  assert.deepEqual(page.news().at(-1), { type: 'stop_reading' });
  progress(1);
  assert.equal(table.share, undefined);
  progress(0.5);
  table.forget();
  assert.equal(table.share, undefined);
});
