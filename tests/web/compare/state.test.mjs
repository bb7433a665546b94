import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import '../../../web/node_modules/fake-indexeddb/auto/index.mjs';
import { keptCurves, styleOf } from '../../../web/src/compare/kept-curves.js';
import { Comparison, comparisonOf } from '../../../web/src/compare/state.js';
import { csvOf, markdownOf, tableOf } from '../../../web/src/compare/table.js';
import { deleteRun, MOST_KEPT, storedRuns, storeRun, withRun } from '../../../web/src/store/kept-runs.js';
import { inStorage } from '../../../web/src/store/storage.js';
import { livePage, settled, until } from '../page.mjs';

const ROWS = [{ name: 'compare', State: Comparison }];

beforeEach(() => inStorage((database) => database.clear('kept')));

const results = (/** @type {object} */ facts = {}) => ({
  hash: 'noise=20', epoch: 3, training_loss: 0.25, test_loss: 0.5, accuracy: 0.75, seconds: 1.5, ...facts,
});

/** A curve as it is stored. */
const stored = (/** @type {object} */ facts = {}) => ({
  results: results(), epochs: [0, 1], trainingLosses: [0.7, 0.25], testLosses: [0.8, 0.5],
  trainingAccuracies: [0.5, 0.8], testAccuracies: [0.5, 0.75], ...facts,
});

const report = (/** @type {'keep' | 'offer'} */ purpose, /** @type {object} */ facts = {}) => ({
  type: 'curve', purpose, results: results(facts),
  arrays: {
    epochs: new Float64Array([0, 3]), training_losses: new Float64Array([0.7, 0.25]), test_losses: new Float64Array([0.8, NaN]),
    training_accuracies: new Float64Array([0.5, 0.8]), test_accuracies: new Float64Array([0.5, 0.75]),
  },
});

const answer = (/** @type {string[]} */ names, /** @type {object[]} */ settings = []) => ({
  type: 'comparison', current: 'Adam 0.01', names, settings, rows: [['run', 'name']], arrays: {},
});

/** A page and its comparison of runs. */
async function visit() {
  const page = await livePage('', ROWS);
  const comparison = /** @type {Comparison} */ (comparisonOf(page.lab));
  await comparison.loaded;
  return { page, lab: page.lab, comparison };
}

/** Keep the current run, as Python describes it. */
async function keep({ page, comparison }, /** @type {object} */ facts = {}) {
  const count = comparison.runs.length;
  page.report(report('keep', facts));
  await until(() => comparison.runs.length > count || count === MOST_KEPT);
  await settled();
}

test('kept runs are stored oldest first; the 21st replaces the oldest', async () => {
  for (let i = 0; i < MOST_KEPT; i++) await storeRun(stored());
  const runs = await storeRun(stored());
  assert.deepEqual(runs.map(({ number }) => number), Array.from({ length: MOST_KEPT }, (_, i) => i + 2));
  assert.deepEqual(await storedRuns(), runs);
});

test('a regression shows its errors in the unit of the target; other runs show no errors', async () => {
  const fit = { training_rmse: 1, test_rmse: 2.5, decimals: 1, training_r2: 0.9, test_r2: 0.8, note: '' };
  const target = { name: 'length', unit: 'cm', decimals: 1, is_date: false };
  await storeRun(stored({ results: results({ accuracy: null, fit, target }) }));
  await storeRun(stored({ results: results({ accuracy: null }) }));
  const { lab, comparison } = await visit();
  const { results: titles, rows } = tableOf(lab, comparison);
  assert.deepEqual(titles, ['Training loss', 'Test loss', 'Test RMSE', 'Test R²', 'Epochs', 'Seconds']);
  assert.deepEqual(rows[1]?.results.slice(2, 4), ['2.5\u00a0cm', '0.8000']);
  assert.deepEqual(rows[2]?.results.slice(2, 4), ['–', '–']);
});

test('a removed run leaves the numbers of the others unchanged', async () => {
  for (let i = 0; i < 3; i++) await storeRun(stored());
  await deleteRun(2);
  assert.deepEqual((await storeRun(stored())).map(({ number }) => number), [1, 3, 4]);
  assert.deepEqual(withRun([], stored()).map(({ number }) => number), [1]);
});

test('a run is kept with its curve, named by Python, and found again after a reload', async () => {
  const visited = await visit();
  const { page, lab, comparison } = visited;
  assert.equal(comparison.canKeep, false);
  page.frame({ step: 7 });
  comparison.keep();
  assert.deepEqual(page.news().at(-1), { type: 'curve', purpose: 'keep' });
  await keep(visited);
  assert.deepEqual(page.news().at(-1), { type: 'compare', current: '', runs: [{ number: 1, ...results() }] });
  page.report(answer(['SGD 0.03']));
  assert.equal(lab.notices.announcement, 'Kept as run 1: SGD 0.03.');
  assert.deepEqual(comparison.runs[0]?.testLosses, [0.8, null]);

  const later = await visit();
  assert.deepEqual(later.comparison.runs, comparison.runs);
  assert.equal(later.page.news().at(-1)?.type, 'compare');
});

test('runs are compared again when the settings of the current run change, one request at a time', async () => {
  await storeRun(stored());
  const { page, lab, comparison } = await visit();
  page.report(answer(['noise 20 %']));
  page.news();
  for (const noise of [30, 40]) {
    lab.change({ noise });
    page.answer({ hash: `noise=${noise}` });
  }
  const asked = () => page.news().filter(({ type }) => type === 'compare').map(({ current }) => current);
  assert.deepEqual(asked(), ['noise=30']);
  page.report(answer(['outdated']));
  assert.deepEqual(asked(), ['noise=40']);
  page.report(answer(['noise 20']));
  assert.equal(comparison.nameOf(/** @type {any} */ (comparison.runs[0])), 'noise 20');
});

test('Reset and New seed offer to keep the curve of the run that they end', async () => {
  const visited = await visit();
  const { page, lab, comparison } = visited;
  lab.reset();
  page.answer();
  assert.deepEqual(page.news().filter(({ type }) => type === 'curve'), [], 'there is nothing to keep yet');
  for (const end of ['reset', 'newSeed']) {
    page.frame({ step: 7 });
    lab[/** @type {'reset'} */ (end)]();
    assert.deepEqual(page.news().map(({ type }) => type).filter((type) => type !== 'drawn'), ['curve', end === 'reset' ? 'reset' : 'new_seed']);
    page.report(report('offer'));
    page.answer();
    assert.equal(comparison.isOffering, true);
    comparison.endOffer();
  }
  comparison.keep();
  await until(() => comparison.runs.length === 1);
  assert.equal(comparison.offered, undefined);
  page.report(report('offer'));
  assert.equal(comparison.isOffering, false, 'this run is kept');
});

test('a run is removed from the page and from storage, and reopened by its URL', async () => {
  await storeRun(stored());
  await storeRun(stored({ results: results({ hash: 'noise=40' }) }));
  const { page, comparison } = await visit();
  page.report(answer(['a', 'b']));
  const [first, second] = /** @type {any[]} */ (comparison.runs);
  await comparison.open(second);
  assert.equal(page.news().at(-1)?.hash, 'noise=40');
  comparison.remove(first);
  await until(async () => (await storedRuns()).length === 1);
  assert.deepEqual(comparison.runs, [second]);
});

test('with 20 kept runs, the page knows which one is deleted next', async () => {
  for (let i = 0; i < MOST_KEPT; i++) await storeRun(stored());
  const visited = await visit();
  assert.equal(visited.comparison.oldest?.number, 1);
  await keep(visited);
  await until(() => visited.comparison.runs[0]?.number === 2);
});

test('without storage, runs are kept until the page is closed', async () => {
  const real = globalThis.indexedDB;
  Object.defineProperty(globalThis, 'indexedDB', { configurable: true, writable: true, value: undefined });
  try {
    const visited = await visit();
    await keep(visited);
    assert.equal(visited.comparison.isStored, false);
    assert.equal(visited.comparison.runs.length, 1);
  } finally {
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, writable: true, value: real });
  }
});

test('any 20 consecutive runs have different line styles', () => {
  const looks = Array.from({ length: MOST_KEPT }, (_, i) => JSON.stringify(styleOf(i + 1)));
  assert.equal(new Set(looks).size, MOST_KEPT);
});

test('the newest runs are drawn unless the user chooses others; without test examples, training curves are drawn', async () => {
  for (let i = 0; i < 9; i++) await storeRun(stored());
  await storeRun(stored({ testLosses: [null, null] }));
  const { comparison } = await visit();
  assert.deepEqual(comparison.drawn.map(({ number }) => number), [3, 4, 5, 6, 7, 8, 9, 10]);
  comparison.draw(/** @type {any} */ (comparison.runs[0]), true);
  comparison.draw(/** @type {any} */ (comparison.runs[2]), false);
  assert.deepEqual(comparison.drawn.map(({ number }) => number), [1, 4, 5, 6, 7, 8, 9, 10]);
});

test('the table and its Markdown show differing settings and results', async () => {
  await storeRun(stored({ results: results({ seconds: null }) }));
  const { page, lab, comparison } = await visit();
  page.report(answer(['dropout 0.3 | norm'], [{ name: 'layers.dropout', title: 'Dropout', current: '', values: ['0.3'] }]));
  page.frame({ epoch: 2, training_loss: 0.5, test_loss: null, accuracy: 0.5 });
  const table = tableOf(lab, comparison);
  assert.deepEqual(table.rows.map(({ name, settings, results }) => [name, ...settings, ...results]), [
    ['current run', '–', '0.5000', '–', '50.0 %', '2', '–'],
    ['dropout 0.3 | norm', '0.3', '0.2500', '0.5000', '75.0 %', '3', '–'],
  ]);
  assert.equal(
    markdownOf(table),
    [
      '| Run | Name | Dropout | Training loss | Test loss | Accuracy | Epochs | Seconds |',
      '| --- | --- | --- | --: | --: | --: | --: | --: |',
      '| 1 | dropout 0.3 \\| norm | 0.3 | 0.2500 | 0.5000 | 75.0 % | 3 | – |',
      '',
    ].join('\n'),
  );
});

test('cells of the CSV file are quoted where needed', () => {
  const rows = [['run', 'name'], ['1', 'dropout 0.3, „Adam"'], ['2', 'a\nb']];
  assert.equal(csvOf(rows), 'run,name\r\n1,"dropout 0.3, „Adam"""\r\n2,"a\nb"\r\n');
});
