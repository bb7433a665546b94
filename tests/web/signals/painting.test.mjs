import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { Painting } from '../../../web/src/signals/painting.js';

const { requestAnimationFrame: usual } = globalThis;

afterEach(() => {
  mock.reset();
  mock.timers.reset();
  globalThis.requestAnimationFrame = usual;
});

/** A page whose clock and screen refreshes the test controls. */
function clocked() {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const start = Date.now();
  mock.method(performance, 'now', () => Date.now() - start);
  /** @type {(() => void)[]} */
  const waiting = [];
  globalThis.requestAnimationFrame = (callback) => waiting.push(() => callback(0));
  return {
    waiting,
    refresh: () => waiting.splice(0).forEach((callback) => callback()),
    pass: (/** @type {number} */ ms) => mock.timers.tick(ms),
  };
}

test('painting that is requested twice happens once, after Python was notified', () => {
  const page = clocked();
  /** @type {string[]} */
  const calls = [];
  const painting = new Painting(() => calls.push('taken'));
  const paint = () => calls.push('paint');
  painting.request(paint);
  painting.owe();
  painting.request(paint);
  assert.equal(page.waiting.length, 1);
  page.refresh();
  assert.deepEqual(calls, ['taken', 'paint']);
});

test('delayed painting happens with the first frame after its time and causes no separate refresh', () => {
  const page = clocked();
  let painted = 0;
  const painting = new Painting(() => {});
  painting.requestLater(() => painted++, 80);
  for (const [ms, expected] of [[30, 0], [30, 0], [30, 1], [30, 1]]) {
    page.pass(ms);
    painting.owe();
    page.refresh();
    assert.equal(painted, expected);
  }
  page.pass(1000);
  assert.equal(page.waiting.length, 0);
});

test('without frames, delayed painting still happens soon after its time', () => {
  const page = clocked();
  let painted = 0;
  const painting = new Painting(() => {});
  painting.requestLater(() => painted++, 80);
  page.pass(80);
  page.refresh();
  assert.equal(painted, 0);
  page.pass(60);
  page.refresh();
  assert.equal(painted, 1);
});

test('painting that becomes urgent is not repeated at the time to which it was delayed', () => {
  const page = clocked();
  let painted = 0;
  const painting = new Painting(() => {});
  const paint = () => painted++;
  painting.requestLater(paint, 80);
  painting.request(paint);
  page.refresh();
  page.pass(500);
  page.refresh();
  assert.equal(painted, 1);
});
