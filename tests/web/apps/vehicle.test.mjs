import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Vehicle } from '../../../web/src/apps/vehicle/state.js';
import { vehicle as text } from '../../../web/src/text/apps/vehicle.js';

const TRACK = /** @type {any} */ ({ type: 'track', size: 12, arrays: { points: [0, 1, 2, 3] } });
const car = (/** @type {object} */ changes = {}) => /** @type {any} */ ({ type: 'driven', x: 1, y: 2, is_off: false, ...changes });

/** A lab that records what is sent to Python. */
function made() {
  /** @type {Record<string, unknown>[]} */
  const sent = [];
  /** @type {string[]} */
  const saved = [];
  /** @type {string[]} */
  const opened = [];
  const lab = /** @type {any} */ ({ isLive: true, commands: { send: (/** @type {any} */ order) => sent.push(order) }, openSaved: (/** @type {string} */ text) => saved.push(text), openHash: (/** @type {string} */ hash) => opened.push(hash) });
  return { state: new Vehicle(lab), sent, saved, opened };
}

test('moving a point by keyboard turns the track into the reader’s own, within the limits', () => {
  const { sent, state } = made();
  state.receive(TRACK);
  state.receive(car());
  sent.length = 0;
  state.nudge(1, [1, 0]);
  assert.deepEqual(sent, [{ type: 'track', preset: null, points: [[0, 1], [2.5, 3]] }]);
  state.place(0, 99, -99);
  state.place(1, 5, 5);
  assert.deepEqual([sent.length, state.preset], [1, 'bean']);
  assert.deepEqual(state.points, [[12, -12], [5, 5]]);
  state.receive(TRACK);
  assert.equal(state.preset, null);
  assert.deepEqual(sent.slice(1).map(({ type }) => type), ['drive', 'track']);
  assert.deepEqual(sent.at(-1)?.['points'], [[12, -12], [5, 5]]);
});

test('a control point stays at a rejected position until it is released, and then returns to the track', () => {
  const { state } = made();
  const refuse = () => state.receive(/** @type {any} */ ({ type: 'track_refused', reason: 'crossing', found: 0, needed: 0 }));
  state.receive(TRACK);
  state.nudge(1, [1, 0]);
  refuse();
  assert.deepEqual([state.points, state.preset, state.refused?.reason], [[[0, 1], [2.5, 3]], 'bean', 'crossing']);
  state.nudge(1, [1, 0]);
  assert.deepEqual(state.points, [[0, 1], [3, 3]]);
  state.release();
  refuse();
  assert.deepEqual([state.points, state.refused?.reason], [[[0, 1], [2, 3]], 'crossing']);
  state.nudge(0, [0, 1]);
  state.receive(TRACK);
  assert.deepEqual([state.preset, state.refused], [null, undefined]);
});

test('a preset that is chosen before the answer to a moved point stays chosen', () => {
  const { sent, state } = made();
  state.receive(TRACK);
  state.nudge(1, [1, 0]);
  state.choose('oval');
  state.receive(TRACK);
  state.receive(TRACK);
  assert.deepEqual([state.preset, sent.findLast(({ type }) => type === 'track')], ['oval', { type: 'track', preset: 'oval', points: [] }]);
});

test('the car drives tick by tick until it leaves the road, and then starts again', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { sent, state } = made();
  state.toggle();
  for (const answer of [car(), car({ x: 3 })]) {
    state.receive(answer);
    context.mock.timers.tick(100);
  }
  assert.deepEqual(sent.map(({ ticks }) => ticks), [1, 1, 1]);
  state.receive(car({ is_off: true }));
  context.mock.timers.tick(100);
  assert.equal(state.isDriving, false);
  assert.equal(sent.length, 3);
  state.toggle();
  assert.deepEqual([sent.at(-1)?.['restarts'], state.trail.length], [true, 0]);
});

test('additional examples are opened as an experiment, and the car stops', () => {
  const { saved, sent, state } = made();
  state.toggle();
  state.learn('corrections');
  assert.equal(state.isDriving, false);
  assert.equal(sent.at(-1)?.['what'], 'corrections');
  state.receive(/** @type {any} */ ({ type: 'more_examples', what: 'corrections', experiment: '{}' }));
  assert.deepEqual(saved, ['{}']);
});

test('as the network trains, its view is requested again, except while the car drives', () => {
  const { sent, state } = made();
  const frame = (/** @type {number} */ step) => /** @type {any} */ ({ revision: 1, step, state: 'paused' });
  state.follow(frame(1));
  state.follow(frame(1));
  assert.deepEqual(sent, [{ type: 'drive', who: 'network', steering: 0, ticks: 0, restarts: false }]);
  state.receive(car());
  state.receive(car());
  assert.equal(state.trail.length, 1);
  state.toggle();
  state.receive(car());
  const before = sent.length;
  state.follow(frame(2));
  assert.equal(sent.length, before);
  state.stop();
});

test('choosing another view opens its experiment and clears the counts', () => {
  const { opened, state } = made();
  state.receive(/** @type {any} */ ({ type: 'laps', mean: 1 }));
  state.see('camera');
  assert.deepEqual([opened, state.counted], [['app:vehicle/camera'], []]);
});

test('a drawn loop is checked by Python and becomes the track', () => {
  const { sent, state } = made();
  state.receive(TRACK);
  state.receive(car());
  state.toggle();
  state.toggleDrawing();
  assert.equal(state.isDriving, false);
  state.extend(1, 2);
  state.extend(99, -99);
  state.finishStroke();
  assert.deepEqual(sent.at(-1), { type: 'draw_track', stroke: [[1, 2], [12, -12]] });
  state.receive(car());
  state.receive(TRACK);
  assert.deepEqual([state.isDrawing, state.isJudging, state.stroke, state.preset], [false, false, [], null]);
  assert.equal(sent.at(-1)?.['restarts'], true);
});

test('a rejected loop stays visible until the next one is drawn, and the track stays the same', () => {
  const { state } = made();
  state.receive(TRACK);
  state.toggleDrawing();
  state.extend(1, 2);
  state.finishStroke();
  state.receive(/** @type {any} */ ({ type: 'track_refused', reason: 'short', found: 0, needed: 30 }));
  assert.deepEqual([state.isDrawing, state.isJudging, state.stroke.length, state.preset, state.refused?.reason], [true, false, 1, 'bean', 'short']);
  state.clearStroke();
  assert.deepEqual([state.stroke, state.refused], [[], undefined]);
  assert.match(text.refused.tight('1.2', '1.8'), /radius of 1\.2 m, too tight for the car, which needs 1\.8 m/);
});

test('after a command has failed, the car stops; driving, counting and changing the track are possible again', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { sent, state } = made();
  state.toggle();
  state.count();
  state.failed();
  assert.deepEqual([state.isDriving, state.isWaiting, state.isCounting], [false, false, false]);
  state.choose('oval');
  state.receive(TRACK);
  assert.deepEqual(sent.map(({ type }) => type).filter((type) => type === 'track'), ['track']);
  state.receive(car());
  const before = sent.length;
  state.toggle();
  state.receive(car({ x: 3 }));
  context.mock.timers.tick(100);
  assert.deepEqual(sent.slice(before).map(({ ticks }) => ticks), [1, 1]);
});

test('a change made while a request was pending is requested after the request has failed', () => {
  const { sent, state } = made();
  state.ask();
  state.restart();
  assert.equal(sent.length, 1);
  state.failed();
  assert.deepEqual([sent.length, sent.at(-1)?.['restarts']], [2, true]);
  state.failed();
  assert.equal(sent.length, 2);
});

test('a late answer to a request that was considered failed does not make the car drive twice as fast', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { sent, state } = made();
  state.toggle();
  state.failed();
  state.toggle();
  state.receive(car());
  state.receive(car({ x: 3 }));
  context.mock.timers.tick(100);
  assert.equal(sent.length, 3);
});

test('the track is requested again after the worker was lost', () => {
  const { sent, state } = made();
  state.toggle();
  state.begin();
  assert.equal(state.isDriving, false);
  state.receive(TRACK);
  assert.deepEqual(sent.slice(1).map(({ type }) => type), ['track', 'drive']);
  state.preset = null;
  state.begin();
  assert.deepEqual(sent.at(-1), { type: 'track', preset: null, points: [[0, 1], [2, 3]] });
});
