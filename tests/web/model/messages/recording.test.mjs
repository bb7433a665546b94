import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recording } from '../../../../web/src/model/messages/recording.js';
import { Lab } from '../../../../web/src/model/lab.js';
import { network, settled } from '../../page.mjs';

const base64 = (/** @type {ArrayBufferView} */ { buffer }) => Buffer.from(/** @type {ArrayBuffer} */ (buffer)).toString('base64');

/** A run of three frames, at steps 0, 10 and 20. */
const packed = (steps = [0, 10, 20]) => ({
  opened: { hash: '', network, experiment: {} },
  opened_arrays: { x1: { type: 'f32', low: 0, high: 0, data: base64(Float32Array.of(1.5, -2)) } },
  frames: steps.map((step, index) => ({
    header: { type: 'frame', revision: 0, step, records_from: index, state: 'paused' },
    arrays: {
      output: { type: 'u8', low: -1, high: 1, data: base64(Uint8Array.of(0, 255)) },
      epochs: { type: 'f64', low: 0, high: 0, data: base64(Float64Array.of(step / 10)) },
      gradient_norms: { type: 'f64', low: 0, high: 0, data: base64(Float64Array.of(1, 2)) },
    },
  })),
});

/** @param {import('node:test').TestContext} context @param {Record<string, object | undefined>} files */
function serve(context, files) {
  context.mock.method(globalThis, 'fetch', async (/** @type {string} */ url) => ({
    ok: files[url] !== undefined,
    status: files[url] === undefined ? 404 : 200,
    json: async () => files[url],
  }));
}

test('arrays are unpacked with the type with which they were packed', () => {
  const recording = new Recording(/** @type {any} */ (packed()));
  assert.deepEqual(recording.opened.arrays['x1'], Float32Array.of(1.5, -2));
  // A byte denotes a position between low and high.
  assert.deepEqual(recording.frame(0).arrays['output'], Float32Array.of(-1, 1));
  assert.deepEqual(recording.frame(2).arrays['epochs'], Float64Array.of(2));
  assert.equal(recording.frame(1), recording.frame(1));
  assert.throws(() => recording.frame(3), /frame: 3 is not below 3/);
});

test('the frame of a step is the first that has reached it, or the last one', () => {
  const recording = new Recording(/** @type {any} */ (packed()));
  assert.deepEqual([0, 5, 10, 99].map((step) => recording.indexOfStep(step)), [0, 1, 1, 2]);
});

/** @param {object} recordings */
const labOf = (recordings) =>
  new Lab(() => ({ send() {}, stop() {} }), /** @type {any} */ (recordings), { read: () => '', write() {} });

test('until Python is ready, the recorded run is shown, starting with its first frame', async (context) => {
  serve(context, { first: packed([10]), all: packed() });
  const lab = labOf({ first: 'first', all: 'all' });
  lab.start();
  await settled();
  assert.equal(lab.frame?.step, 10);
  assert.equal(lab.isLive, false);
  await lab.recorded.load();
  // The displayed frame stays.
  assert.deepEqual([lab.recorded.recording?.length, lab.recorded.index], [3, 1]);
  lab.recorded.go(2);
  assert.deepEqual(lab.records.epochs, [0, 1, 2]);
});

test('a recorded run that does not load is reported, and the page continues without it', async (context) => {
  serve(context, {});
  const lab = labOf({ first: 'first', all: 'all' });
  lab.start();
  await settled();
  assert.equal(lab.recorded.isMissing, true);
  assert.equal(lab.frame, undefined);
  await lab.recorded.load();
});

test('if the rest of the recorded run does not load, the first frame stays', async (context) => {
  serve(context, { first: packed([10]) });
  const lab = labOf({ first: 'first', all: 'all' });
  lab.start();
  await settled();
  await lab.recorded.load();
  assert.equal(lab.recorded.isMissing, true);
  assert.equal(lab.frame?.step, 10);
  assert.equal(lab.recorded.isLoading, false);
});
