import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnOf, highest, rowOf, Scale } from '../../../web/src/apps/plot.js';
import { Diagnosis } from '../../../web/src/apps/diagnosis/state.js';

const unit = { low: 0, high: 1, label: '' };

test('a path is interrupted where a number is missing, and stays inside the axes', () => {
  const scale = new Scale(unit, unit);
  assert.equal(scale.path([0, 0.5, 1], [0, NaN, 1]).match(/M/g)?.length, 2);
  assert.equal(scale.path([0, 1], [0, 1]), `M52 190L328 12`);
  assert.equal(scale.path([0], [7]), scale.path([0], [1]));
});

test('rows and columns of a matrix are selected, and the largest finite number in several lists is found', () => {
  const matrix = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(rowOf(matrix, 3, 1), [4, 5, 6]);
  assert.deepEqual(columnOf(matrix, 3, 1), [2, 5]);
  assert.deepEqual(columnOf([], 3, 1), []);
  assert.equal(highest(2, [1, NaN, Infinity], [3]), 3);
});

/** A lab that records what is sent to Python. */
function made() {
  /** @type {Record<string, unknown>[]} */
  const sent = [];
  const lab = /** @type {any} */ ({ isLive: true, commands: { revision: 1, send: (/** @type {any} */ order) => sent.push(order) }, openHash: () => {} });
  return { state: new Diagnosis(lab), sent };
}

const answer = /** @type {any} */ ({ type: 'diagnosis', revision: 1, test: 10 });

test('only one request is pending at a time, and the newest choice is sent after the answer', () => {
  const { sent, state } = made();
  state.begin();
  state.choose({ miss: 7 });
  state.choose({ miss: 9 });
  assert.equal(sent.length, 1);
  state.receive(answer);
  assert.deepEqual(sent.map(({ miss }) => miss), [4, 9]);
});

test('Previous leads from the first patient to the last', () => {
  const { sent, state } = made();
  state.begin();
  state.receive(answer);
  state.turn(-1);
  assert.equal(sent.at(-1)?.patient, 9);
});

test('an answer about another experiment is dropped, and a request that was lost with the worker is repeated', () => {
  const { sent, state } = made();
  state.begin();
  state.receive({ ...answer, revision: 0 });
  assert.equal(state.report, undefined);
  state.ask();
  state.begin();
  assert.equal(sent.length, 3);
});

test('a frame with the same state causes no request', () => {
  const { sent, state } = made();
  const frame = /** @type {any} */ ({ revision: 1, step: 5, state: 'paused' });
  state.follow(frame);
  state.receive(answer);
  state.follow(frame);
  assert.equal(sent.length, 1);
});
