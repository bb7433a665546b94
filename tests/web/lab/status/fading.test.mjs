import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fading } from '../../../../web/src/lab/status/fading.js';

/** An element for which the test decides whether the pointer or the focus is on it. */
class Shown extends EventTarget {
  isHeld = false;
  matches() {
    return this.isHeld;
  }
}

function shown() {
  const element = new Shown();
  /** @type {string[]} */
  const ended = [];
  const notice = (/** @type {string} */ words) => ({ words, end: () => ended.push(words) });
  return { element, ended, notice, fading: new Fading(/** @type {any} */ (element)) };
}

test('a message disappears after the time that it takes to read it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { fading, notice, ended } = shown();
  fading.follow(notice('x'.repeat(50)));
  t.mock.timers.tick(6900);
  fading.follow(notice('x'.repeat(50)));
  assert.deepEqual(ended, []);
  t.mock.timers.tick(200);
  assert.equal(ended.length, 1);
});

test('a message stays while the pointer or the focus is on it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { element, fading, notice, ended } = shown();
  fading.follow(notice('short'));
  element.isHeld = true;
  element.dispatchEvent(new Event('pointerenter'));
  t.mock.timers.tick(60_000);
  assert.deepEqual(ended, []);
  element.isHeld = false;
  element.dispatchEvent(new Event('pointerleave'));
  t.mock.timers.tick(60_000);
  assert.deepEqual(ended, ['short']);
});

test('the timer of a message does not end the message that replaces it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { fading, notice, ended } = shown();
  fading.follow(notice('first'));
  fading.follow(undefined);
  t.mock.timers.tick(60_000);
  assert.deepEqual(ended, []);
});
