import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, CELLS, emptyInk, painted } from '../../../web/src/apps/digits/ink.js';
import { Digits } from '../../../web/src/apps/digits/state.js';
import { digits as text } from '../../../web/src/text/apps/digits.js';

/** A lab that records what is sent to Python. */
function played() {
  /** @type {any[]} */
  const sent = [];
  const lab = /** @type {any} */ ({ isLive: true, commands: { revision: 1, send: (/** @type {any} */ command) => sent.push(command) }, openHash: (/** @type {string} */ hash) => sent.push(hash) });
  return { sent, state: new Digits(lab) };
}

const answer = (/** @type {object} */ more = {}) => /** @type {any} */ ({ type: 'digit_read', revision: 1, kind: 3, arrays: {}, ...more });

test('the brush darkens a cell and its neighbours, or erases them', () => {
  const drawn = painted(emptyInk(), 0, 4, true);
  assert.equal(drawn[0]?.[4], 1);
  assert.equal(drawn[1]?.[4], 1);
  assert.equal(drawn[1]?.[5], 0.6);
  assert.equal(drawn[2]?.[4], 0);
  assert.deepEqual(painted(drawn, 0, 4, false), emptyInk());
});

test('a fast stroke has no gaps', () => {
  const cells = between([0, 0], [4, CELLS - 1]);
  assert.deepEqual(cells.at(-1), [4, CELLS - 1]);
  for (const [at, [row, column]] of cells.entries()) {
    const [before = 0, left = 0] = cells[at - 1] ?? [0, 0];
    assert.ok(Math.abs(row - before) <= 1 && Math.abs(column - left) <= 1);
  }
  assert.deepEqual(between([2, 2], [2, 2]), [[2, 2]]);
});

test('strokes drawn before an answer arrives are read together afterwards', () => {
  const { sent, state } = played();
  for (const row of [1, 2, 3]) state.paint(row, 5, true);
  assert.equal(sent.length, 1);
  state.receive(answer());
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[1], { type: 'read_digit', ink: state.ink, target: null });
  state.receive(answer({ kind: 8 }));
  assert.equal(sent.length, 2);
  assert.equal(state.read?.kind, 8);
});

test('the picture is read again after a step, but only occasionally during training', () => {
  const { sent, state } = played();
  const frame = (/** @type {number} */ step, state = 'training') => /** @type {any} */ ({ revision: 1, step, state });
  state.follow(frame(1));
  state.receive(answer());
  state.follow(frame(2));
  assert.equal(sent.length, 1);
  state.follow(frame(3, 'paused'));
  assert.equal(sent.length, 2);
  state.receive(answer());
  state.follow(frame(3, 'paused'));
  assert.equal(sent.length, 2);
});

test('a held-out picture replaces the drawing until the next stroke', () => {
  const { sent, state } = played();
  state.next();
  state.receive(answer());
  state.next();
  assert.deepEqual(sent.map(({ ink }) => ink), [0, 1]);
  state.receive(answer());
  state.paint(3, 3, true);
  assert.equal(sent[2].ink, state.ink);
});

test('the examples that influence an answer are outdated as soon as another picture is read', () => {
  const { state } = played();
  state.receive(/** @type {any} */ ({ type: 'influences', kinds: [], arrays: {} }));
  assert.equal(state.isBehindOutdated, false);
  state.explain(7);
  assert.equal(state.isBehindOutdated, true);
});

test('choosing another set of pictures opens its experiment', () => {
  const { sent, state } = played();
  state.receive(answer());
  state.open('clothing');
  assert.equal(sent.at(-1), 'app:digits/clothing');
  assert.equal(state.read, undefined);
});

test('the texts of the figure contain the names and numbers that they describe', () => {
  assert.equal(text.layer('conv8x3-relu', 8, 4, 4), 'conv8x3-relu: 8 maps of 4 × 4');
  assert.match(text.cell(2, 3, true), /Row 2, column 3: ink/);
  assert.match(text.truth('7', false), /✗/);
});
