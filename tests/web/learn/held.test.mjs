import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Held } from '../../../web/src/learn/held.js';

/** @param {boolean} isOn */
function activity(isOn) {
  const made = { is: isOn, isOn: () => made.is, toggle: () => void (made.is = !made.is) };
  return made;
}

test('out of view, everything stops; back in view, only what was running continues', () => {
  const [running, paused, held] = [activity(true), activity(false), new Held()];
  held.see(false, [running, paused]);
  assert.deepEqual([running.is, paused.is], [false, false]);
  held.see(true, [running, paused]);
  assert.deepEqual([running.is, paused.is], [true, false]);
});

test('what the reader has paused in the meantime stays paused, and what the reader has started is not stopped', () => {
  const [run, held] = [activity(true), new Held()];
  held.see(false, [run]);
  run.toggle();
  held.see(true, [run]);
  assert.ok(run.is);
  run.toggle();
  held.see(false, [run]);
  held.see(true, [run]);
  assert.ok(!run.is);
});
