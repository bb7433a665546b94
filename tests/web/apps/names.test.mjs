import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Names, NETS } from '../../../web/src/apps/names/state.js';
import { names as text } from '../../../web/src/text/apps/names.js';

/** A lab that records what is sent to Python. */
function played() {
  /** @type {any[]} */
  const sent = [];
  const lab = /** @type {any} */ ({ isLive: true, commands: { send: (/** @type {any} */ command) => sent.push(command) } });
  return { sent, state: new Names(lab) };
}

/** A report in which one network is in training. */
const progress = (/** @type {string | undefined} */ current, /** @type {string[]} */ names = [...NETS], /** @type {Record<string, number>} */ rows = {}) =>
  /** @type {any} */ ({
    type: 'names_trained',
    nets: names.map((name) => ({ name, is_training: name === current, written: Array.from({ length: rows[name] ?? 0 }) })),
    waiting: [],
    arrays: {},
  });

test('only the letters of a typed prefix are sent', () => {
  const { sent, state } = played();
  state.receive(progress(undefined));
  state.setPrefix('Jo-Ann é2');
  assert.equal(state.prefix, 'joann');
  assert.deepEqual(sent.at(-1), { type: 'ask_letters', nets: [...NETS], prefix: 'joann', temperature: 1, seed: 0 });
});

test('no prediction is requested before a network is trained', () => {
  const { sent, state } = played();
  state.setPrefix('a');
  assert.deepEqual(sent, []);
});

test('predictions are requested only when a network has written more names, and after a restart', () => {
  const { sent, state } = played();
  const nets = () => sent.splice(0).flatMap((order) => order.nets);
  state.receive(progress('mlp', ['mlp'], { mlp: 1 }));
  state.receive(progress('mlp', ['mlp'], { mlp: 1 }));
  assert.deepEqual(nets(), ['mlp']);
  state.receive(progress('gru', ['mlp', 'gru'], { mlp: 3, gru: 1 }));
  assert.deepEqual(nets(), ['mlp', 'gru']);
  state.receive(progress('mlp', ['mlp', 'gru'], { mlp: 1, gru: 1 }));
  assert.deepEqual(nets(), ['mlp']);
});

test('a trained network writes names at the temperature shown', () => {
  const { sent, state } = played();
  state.setTemperature(0.3);
  state.train(['gru']);
  assert.deepEqual(sent, [{ type: 'train_names', nets: ['gru'], temperature: 0.3 }]);
});

test('the answer to the question is requested again when a network of the second task has been trained', () => {
  const { sent, state } = played();
  state.receive(progress('who_where', ['who_where']));
  state.receive(progress(undefined, ['who_where']));
  assert.deepEqual(sent, [{ type: 'ask_where', example: 0 }]);
  state.nextExample();
  assert.equal(sent.at(-1).example, 1);
});

test('an answer to an earlier prefix is dropped', () => {
  const { state } = played();
  state.receive(progress(undefined));
  state.setPrefix('a');
  state.receive(/** @type {any} */ ({ type: 'letters', net: 'gru', prefix: '' }));
  assert.deepEqual(state.letters, {});
  state.receive(/** @type {any} */ ({ type: 'letters', net: 'gru', prefix: 'a' }));
  assert.deepEqual(Object.keys(state.letters), ['gru']);
});

test('every network has a name', () => {
  assert.deepEqual(Object.keys(text.nets).slice(0, 4), [...NETS]);
  assert.equal(text.next(''), 'First letter');
  assert.match(text.answer('hall', '90 %', false), /✗/);
});
