import assert from 'node:assert/strict';
import { test } from 'node:test';
import { landscapeOf } from '../../../web/src/landscape/state.js';
import { watch } from '../../../web/src/signals/tracked.js';
import { livePage, refresh } from '../page.mjs';

const map = (/** @type {object} */ facts = {}) => ({
  type: 'landscape',
  step: 0,
  refusal: null,
  arrays: { loss: Float64Array.of(1, 2), penalty: Float64Array.of(3, 4) },
  ...facts,
});

async function opened() {
  const page = await livePage();
  page.lab.instruments.toggle('landscape');
  const landscape = landscapeOf(page.lab);
  return { page, landscape };
}

test('opening the landscape requests a map; closing it stops the work and discards the map', async () => {
  const { page, landscape } = await opened();
  const [{ type, wanted }] = page.news();
  assert.equal(type, 'landscape');
  assert.equal(wanted.directions, 'random');
  page.report(map());
  page.lab.instruments.toggle('landscape');
  assert.deepEqual(page.news().at(-1), { type: 'landscape', wanted: null });
  assert.equal(landscape.map, undefined);
  // Results that arrive late are not shown.
  page.report(map());
  assert.equal(landscape.map, undefined);
});

test('another map is requested with the previous options', async () => {
  const { page, landscape } = await opened();
  landscape.ask({ zoom: 2 });
  landscape.ask({ directions: 'path' });
  const { wanted } = page.news().at(-1);
  assert.deepEqual([wanted.zoom, wanted.directions], [2, 'path']);
});

test('the chosen heights are shown, or losses if the chosen ones are not available', async () => {
  const { page, landscape } = await opened();
  page.report(map());
  landscape.showHeight('penalty');
  assert.deepEqual([...(landscape.values ?? [])], [3, 4]);
  landscape.showHeight('objective');
  assert.deepEqual([...(landscape.values ?? [])], [1, 2]);
});

test('the position of the run is requested when it pauses at a new step, but not while it trains', async () => {
  const { page } = await opened();
  page.news();
  page.frame({ state: 'training', step: 1 });
  refresh();
  const follows = () => page.news().filter(({ type }) => type === 'landscape_follow').length;
  assert.equal(follows(), 0);
  page.frame({ state: 'paused', step: 2 });
  assert.equal(follows(), 1);
  refresh();
  assert.equal(follows(), 0);
  page.lab.instruments.toggle('landscape');
  page.frame({ state: 'paused', step: 3 });
  assert.equal(follows(), 0);
});

test('a map is outdated once the run has continued', async () => {
  const { page, landscape } = await opened();
  page.report(map({ step: 4 }));
  assert.equal(landscape.isOfThePast, false);
  page.report({ type: 'landscape_paths', step: 9, labels: ['run'], arrays: {} });
  assert.equal(landscape.isOfThePast, true);
  page.report(map({ step: 9, refusal: 'Too many parameters.' }));
  assert.equal(landscape.paths, undefined);
});

test('the weights of a point are loaded, and this can be undone', async () => {
  const { page, landscape } = await opened();
  page.news();
  landscape.load(0.5, -1);
  assert.deepEqual(page.news(), [{ type: 'landscape_load', a: 0.5, b: -1 }]);
  page.report({ type: 'landscape_weights', arrays: { before: Float64Array.of(1, 2), after: Float64Array.of(3, 4) } });
  page.lab.undo();
  assert.deepEqual(page.news(), [{ type: 'set_weights', weights: [1, 2] }]);
  page.lab.redo();
  assert.deepEqual(page.news(), [{ type: 'set_weights', weights: [3, 4] }]);
});

test('view, scale and curvature change the rendering', async () => {
  const { page, landscape } = await opened();
  let renders = 0;
  const render = () => {
    renders += 1;
    watch(() => [landscape.view, landscape.isLog, landscape.curvature], render);
  };
  render();
  landscape.look('surface');
  landscape.setLog(true);
  page.report({ type: 'curvature', arrays: {} });
  assert.equal(renders, 1 + 3);
  assert.deepEqual([landscape.view, landscape.isLog, landscape.curvature?.type], ['surface', true, 'curvature']);
});
