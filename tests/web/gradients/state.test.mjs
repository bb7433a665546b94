import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradientsOf } from '../../../web/src/gradients/state.js';
import { livePage } from '../page.mjs';

/** Moments with norms of two layers: ten times the epoch, and that plus one. */
const observed = (/** @type {number[]} */ epochs, /** @type {object} */ facts = {}, /** @type {object} */ arrays = {}) => ({
  type: 'observed',
  starts_over: false,
  stations: epochs,
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
  const panels = gradientsOf(page.lab);
  return { page, panels };
}

test('Python is told which panels are open, and computes nothing for others', async () => {
  const { page } = await opened();
  page.lab.instruments.toggle('units');
  page.lab.instruments.toggle('norms');
  assert.deepEqual(page.news().map(({ shown }) => shown), [['norms'], ['norms', 'units'], ['units']]);
});

test('moments are in order of their epochs, each layer’s numbers in one row', async () => {
  const { page, panels } = await opened();
  page.report(observed([0, 4]));
  page.report(observed([2], { stations: [0, 2, 4] }));
  assert.deepEqual(panels.epochs, [0, 2, 4]);
  assert.deepEqual(panels.rows('gradients'), [[0, 20, 40], [1, 21, 41]]);
  assert.deepEqual(panels.rows('nothing'), []);
});

test('stations that Python has dropped are dropped here; a run that starts over has none', async () => {
  const { page, panels } = await opened();
  page.report(observed([0, 1, 2, 3]));
  page.report(observed([4], { stations: [0, 2, 4] }));
  assert.deepEqual(panels.epochs, [0, 2, 4]);
  page.report(observed([0], { starts_over: true }));
  assert.deepEqual(panels.epochs, [0]);
});

test('where the run is now takes the place of a station of the same epoch', async () => {
  const { page, panels } = await opened();
  page.report(observed([0, 2]));
  page.report(observed([2], { stations: [0, 2], has_here: true }, { gradients: Float64Array.of(7, 8) }));
  assert.deepEqual(panels.epochs, [0, 2]);
  assert.deepEqual(panels.rows('gradients'), [[0, 7], [1, 8]]);
});

test('a layer that was not there yet has no number at that moment', async () => {
  const { page, panels } = await opened();
  page.report(observed([0], {}, { gradients: Float64Array.of(5) }));
  page.report(observed([1], { stations: [0, 1] }));
  assert.deepEqual(panels.rows('gradients'), [[5, 10], [undefined, 11]]);
});

test('while the run trains, words change at most once a second, unless they say something else', async (context) => {
  const { page, panels } = await opened('verdict');
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const finding = (/** @type {string} */ kind, /** @type {string} */ sentence) => ({ kind, sentence });
  page.lab.togglePlay();
  page.report(observed([0], { findings: [finding('slow', 'a')] }));
  now = 300;
  page.report(observed([1], { findings: [finding('slow', 'b')] }));
  assert.equal(panels.findings[0].sentence, 'a');
  page.report(observed([1], { findings: [finding('diverges', 'c')] }));
  assert.equal(panels.findings[0].sentence, 'c');
  now = 1400;
  page.report(observed([2], { findings: [finding('diverges', 'd')] }));
  assert.equal(panels.findings[0].sentence, 'd');
});

test('a unit’s state is known only while units are shown and as many as the network has', async () => {
  const { page, panels } = await opened('units');
  const states = { unit_states: Float64Array.of(0, 1, 2, 3), unit_flat: Float64Array.of(0, 1, 0.97, 0) };
  page.report(observed([0], { notions: ['saturated', null] }, states));
  assert.deepEqual(panels.unit(0, 2), { state: 2, flat: 0.97, notion: 'saturated' });
  assert.deepEqual(panels.unit(1, 0), { state: 3, flat: 0, notion: null });
  assert.equal(panels.unit(-1, 0), undefined);
  page.report(observed([0], {}, { unit_states: Float64Array.of(0, 1) }));
  assert.equal(panels.unit(0, 2), undefined);
  page.lab.instruments.toggle('units');
  assert.equal(panels.unitStates, undefined);
});

test('when the last panel is closed, nothing is kept of what it showed', async () => {
  const { page, panels } = await opened();
  page.report(observed([0, 1], { noise_scale: 12, findings: [{ kind: 'slow', sentence: '' }] }));
  assert.equal(panels.noiseScale, 12);
  page.lab.instruments.toggle('norms');
  assert.deepEqual([panels.moments, panels.findings, panels.noiseScale], [[], [], undefined]);
});
