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
const progress = (/** @type {string | undefined} */ current, /** @type {string[]} */ names = [...NETS]) =>
  /** @type {any} */ ({ type: 'names_trained', nets: names.map((name) => ({ name, is_training: name === current })), waiting: [], arrays: {} });

test('only letters of a typed prefix are sent', () => {
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

test('the network in training writes names at intervals, and once more when it ends', () => {
  const { sent, state } = played();
  state.receive(progress('mlp'));
  state.receive(progress('mlp'));
  assert.deepEqual(sent.map(({ nets }) => nets), [['mlp']]);
  state.receive(progress('gru'));
  assert.deepEqual(sent.at(-1)?.nets, ['mlp']);
  state.receive(progress(undefined));
  assert.deepEqual(sent.at(-1)?.nets, ['gru']);
});

test('the answer to the question is requested again when a network of the second task ends', () => {
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
