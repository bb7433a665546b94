import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradientsOf } from '../../../web/src/gradients/state.js';
import { livePage } from '../page.mjs';

/** Records with the norms of two layers: ten times the epoch, and one more than that. */
const observed = (/** @type {number[]} */ epochs, /** @type {object} */ facts = {}, /** @type {object} */ arrays = {}) => ({
  type: 'observed',
  starts_over: false,
  records: epochs,
  layers: 2,
  has_here: false,
  findings: [],
  usual_update: 1e-3,
  arrays: {
    epochs: Float64Array.from(epochs),
    gradients: Float64Array.from(epochs.flatMap((epoch) => [10 * epoch, 10 * epoch + 1])),
    ...arrays,
  },
  ...facts,
});

async function opened(/** @type {string} */ name = 'norms') {
  const page = await livePage();
  page.lab.instruments.toggle(name);
  const gradients = gradientsOf(page.lab);
  return { page, gradients };
}

test('Python is notified of the open instruments, so that it computes nothing for the others', async () => {
  const { page } = await opened();
  page.lab.instruments.toggle('units');
  page.lab.instruments.toggle('norms');
  assert.deepEqual(page.news().map(({ shown }) => shown), [['norms', 'summary'], ['norms', 'units', 'summary'], ['units', 'summary']]);
});

test('the verdict in a few words is shown as it arrives, but not after Python has died', async () => {
  const { page, gradients } = await opened();
  const summary = { type: 'verdict_summary', name: 'Overfitting', sentence: 'Overfitting: …', is_problem: true, is_sound: false, others: 1 };
  page.report(summary);
  assert.equal(gradients.summary.name, 'Overfitting');
  page.lab.instruments.forget();
  assert.equal(gradients.summary, undefined);
});

test('records are in the order of their epochs, with the numbers of each layer in one row', async () => {
  const { page, gradients } = await opened();
  page.report(observed([0, 4]));
  page.report(observed([2], { records: [0, 2, 4] }));
  assert.deepEqual(gradients.epochs, [0, 2, 4]);
  assert.deepEqual(gradients.rows('gradients'), [[0, 20, 40], [1, 21, 41]]);
  assert.deepEqual(gradients.rows('nothing'), []);
});

test('records that Python has dropped are dropped on the page too; a restarted run has none', async () => {
  const { page, gradients } = await opened();
  page.report(observed([0, 1, 2, 3]));
  page.report(observed([4], { records: [0, 2, 4] }));
  assert.deepEqual(gradients.epochs, [0, 2, 4]);
  page.report(observed([0], { starts_over: true }));
  assert.deepEqual(gradients.epochs, [0]);
});

test('the current state replaces a record of the same epoch', async () => {
  const { page, gradients } = await opened();
  page.report(observed([0, 2]));
  page.report(observed([2], { records: [0, 2], has_here: true }, { gradients: Float64Array.of(7, 8) }));
  assert.deepEqual(gradients.epochs, [0, 2]);
  assert.deepEqual(gradients.rows('gradients'), [[0, 7], [1, 8]]);
});

test('a layer that did not exist yet has no number in a record', async () => {
  const { page, gradients } = await opened();
  page.report(observed([0], {}, { gradients: Float64Array.of(5) }));
  page.report(observed([1], { records: [0, 1] }));
  assert.deepEqual(gradients.rows('gradients'), [[5, 10], [undefined, 11]]);
});

test('while the run trains, texts change at most once a second unless the findings change', async (context) => {
  const { page, gradients } = await opened('verdict');
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const finding = (/** @type {string} */ kind, /** @type {string} */ sentence) => ({ kind, sentence });
  page.lab.togglePlay();
  page.report(observed([0], { findings: [finding('slow', 'a')] }));
  now = 300;
  page.report(observed([1], { findings: [finding('slow', 'b')] }));
  assert.equal(gradients.findings[0].sentence, 'a');
  page.report(observed([1], { findings: [finding('diverges', 'c')] }));
  assert.equal(gradients.findings[0].sentence, 'c');
  now = 1400;
  page.report(observed([2], { findings: [finding('diverges', 'd')] }));
  assert.equal(gradients.findings[0].sentence, 'd');
});

test('the state of a unit is known only while units are shown and match the network', async () => {
  const { page, gradients } = await opened('units');
  const states = { unit_states: Float64Array.of(0, 1, 2, 3), unit_flat: Float64Array.of(0, 1, 0.97, 0) };
  page.report(observed([0], { notions: ['saturated', null] }, states));
  assert.deepEqual(gradients.unit(0, 2), { state: 2, flat: 0.97, notion: 'saturated' });
  assert.deepEqual(gradients.unit(1, 0), { state: 3, flat: 0, notion: null });
  assert.equal(gradients.unit(-1, 0), undefined);
  page.report(observed([0], {}, { unit_states: Float64Array.of(0, 1) }));
  assert.equal(gradients.unit(0, 2), undefined);
  page.lab.instruments.toggle('units');
  assert.equal(gradients.unitStates, undefined);
});

test('closing the last instrument discards all its data', async () => {
  const { page, gradients } = await opened();
  page.report(observed([0, 1], { noise_scale: 12, findings: [{ kind: 'slow', sentence: '' }] }));
  assert.equal(gradients.noiseScale, 12);
  page.lab.instruments.toggle('norms');
  assert.deepEqual([gradients.moments, gradients.findings, gradients.noiseScale], [[], [], undefined]);
});
