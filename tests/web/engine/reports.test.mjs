import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf } from '../../../web/src/engine/reports.js';
import * as protocol from '../../../web/src/generated/protocol.js';

test('the report on an opened experiment is split into the experiment and its first frame, each with its arrays', () => {
  const [x1, theta, empty] = [Float64Array.of(1), Float64Array.of(2, 3), new Float64Array()];
  const { opened, frame } = partsOf(/** @type {any} */ ({
    type: 'opened',
    revision: 4,
    opened: { hash: 'data=xor' },
    frame: { type: 'frame', revision: 4, step: 7 },
    arrays: { x1, x2: empty, target: empty, test: empty, feature_maps: empty, feature_scales: empty, theta },
  }));
  assert.equal(opened.hash, 'data=xor');
  assert.deepEqual(Object.keys(opened.arrays), ['x1', 'x2', 'target', 'test', 'feature_maps', 'feature_scales']);
  assert.equal(opened.arrays['x1'], x1);
  assert.equal(frame.step, 7);
  assert.deepEqual(frame.arrays, { theta });
});

test('each report of an instrument is recognised and assigned to one instrument', () => {
  const { MICROSCOPE_REPORTS, GRADIENT_REPORTS, LANDSCAPE_REPORTS, SANITY_REPORTS, FLEET_REPORTS, TABLE_REPORTS } = protocol;
  const all = [MICROSCOPE_REPORTS, GRADIENT_REPORTS, LANDSCAPE_REPORTS, SANITY_REPORTS, FLEET_REPORTS, TABLE_REPORTS].flat();
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(all.filter((type) => !protocol.isReport({ type })), []);
});

test('orders are distinguished from other commands, and reports from the worker’s own messages', () => {
  assert.deepEqual(protocol.ORDERS.filter((type) => !protocol.isOrder({ type })), []);
  assert.ok(protocol.isOrder({ type: 'open' }) && protocol.isReport({ type: 'opened' }));
  assert.deepEqual(['play', 'step', 'view', 'walk'].filter((type) => protocol.isOrder({ type })), []);
  assert.deepEqual(['pong', 'begun', 'done', 'started'].filter((type) => protocol.isReport({ type })), []);
});
