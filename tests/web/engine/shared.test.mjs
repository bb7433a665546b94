import assert from 'node:assert/strict';
import { test } from 'node:test';

const { SharedEngine } = await import('../../../web/src/engine/shared.js');

/** An engine that records what it was sent, and how often it was started and stopped. */
function watched() {
  const seen = { sent: /** @type {any[]} */ ([]), starts: 0, stops: 0, report: (/** @type {any} */ _report) => {} };
  const shared = new SharedEngine(({ onReport }) => {
    seen.starts += 1;
    seen.report = onReport;
    return { send: (command) => void seen.sent.push(command), stop: () => void (seen.stops += 1) };
  });
  const join = () => {
    const received = /** @type {any[]} */ ([]);
    return { received, engine: shared.join({ onReport: (report) => void received.push(report.type) }) };
  };
  return { seen, join, shared };
}

test('labs share one worker, and each gets the reports of its own session', () => {
  const { seen, join } = watched();
  const [first, second] = [join(), join()];
  first.engine.send({ type: 'play' });
  second.engine.send({ type: 'pause' });
  assert.equal(seen.starts, 1);
  assert.deepEqual(seen.sent, [{ type: 'play' }, { type: 'pause', lab: 1 }]);
  seen.report({ type: 'frame', lab: 1 });
  seen.report({ type: 'opened' });
  assert.deepEqual([first.received, second.received], [['opened'], ['frame']]);
});

test('a lab that joins while Python loads is told the progress so far', () => {
  const { seen, join } = watched();
  join();
  seen.report({ type: 'progress' });
  assert.deepEqual(join().received, ['progress']);
});

test('the first lab joins the worker that was started in advance', () => {
  const { seen, join, shared } = watched();
  shared.prepare();
  seen.report({ type: 'progress' });
  const first = join();
  first.engine.send({ type: 'play' });
  assert.equal(seen.starts, 1);
  assert.deepEqual([first.received, seen.sent], [['progress'], [{ type: 'play' }]]);
});

test('when the worker fails, all labs are notified, and the first to rejoin starts another', () => {
  const { seen, join } = watched();
  const [first, second] = [join(), join()];
  const { report } = seen;
  report({ type: 'boot_failure' });
  assert.deepEqual([first.received, second.received], [['boot_failure'], ['boot_failure']]);
  assert.equal(seen.stops, 1);
  const again = join();
  assert.equal(seen.starts, 2);
  first.engine.send({ type: 'play' });
  assert.deepEqual(seen.sent, [], 'the old lab has no receiver');
  report({ type: 'frame' });
  assert.deepEqual(again.received, [], 'a late report of the old worker');
});
