import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { settled, until } from '../page.mjs';

const script = 'self.onmessage = () => {};';
const digest = createHash('sha256').update(script).digest('base64');
const integrity = { './assets/worker.js': `sha256-${digest}`, './assets/index.js': 'sha256-x' };

/** @type {() => Response} */
let serve;
globalThis.fetch = /** @type {any} */ (async () => serve());
globalThis.document = /** @type {any} */ ({
  baseURI: 'https://example.org/lab/',
  querySelector: () => ({ textContent: JSON.stringify({ integrity }) }),
});
/** The page's URL. */
const place = { search: '' };
globalThis.location = /** @type {any} */ (place);
URL.createObjectURL = () => 'blob:worker';

/** @type {FakeWorker[]} */
let workers = [];
class FakeWorker {
  constructor() {
    /** @type {any[]} */
    this.got = [];
    this.isTerminated = false;
    this.onmessage = (/** @type {{ data: unknown }} */ _event) => {};
    this.onerror = (/** @type {{ message: string }} */ _event) => {};
    workers.push(this);
  }
  postMessage(/** @type {unknown} */ message) {
    this.got.push(message);
  }
  terminate() {
    this.isTerminated = true;
  }
  /** Deliver a message from the worker. */
  say(/** @type {unknown} */ data) {
    this.onmessage({ data });
  }
}

const { startEngine } = await import('../../../web/src/engine/client.js');
const { integrityOf } = await import('../../../web/src/engine/integrity.js');

beforeEach(() => {
  workers = [];
  globalThis.Worker = /** @type {any} */ (FakeWorker);
  serve = () => new Response(script);
});

/** @param {import('node:test').TestContext} context */
async function started(context) {
  context.mock.timers.enable({ apis: ['setInterval'] });
  /** @type {any[]} */
  const reports = [];
  const engine = startEngine({ onReport: (report) => reports.push(report) });
  await until(() => workers.length || reports.length);
  context.after(() => engine.stop());
  return { engine, reports, worker: workers[0], tick: () => context.mock.timers.tick(1500) };
}

test('the worker receives the site’s URL, and commands wait in order until Python has started', async (context) => {
  const { engine, worker } = await started(context);
  engine.send(/** @type {any} */ ({ type: 'open' }));
  engine.send(/** @type {any} */ ({ type: 'play' }));
  assert.deepEqual(worker.got, [{ type: 'start', site: 'https://example.org/lab/', engine: null }]);
  worker.say({ type: 'started' });
  engine.send(/** @type {any} */ ({ type: 'pause' }));
  assert.deepEqual(worker.got.slice(1).map(({ type }) => type), ['open', 'play', 'pause']);
});

test('the page’s URL can select NumPy for the steps, but no other engine', async (context) => {
  for (const [search, engine] of [['?engine=numpy', 'numpy'], ['?engine=wasm', null], ['?engine=gpu', null]]) {
    place.search = String(search);
    workers = [];
    const { worker } = await started(context);
    assert.equal(worker.got[0].engine, engine);
    context.mock.timers.reset();
  }
  place.search = '';
});

test('only reports that the protocol declares reach the page, each with its arrays', async (context) => {
  const { reports, worker } = await started(context);
  for (const message of [null, 7, 'frame', {}, { type: 7 }, { type: 'unheard_of' }, { type: 'pong' }]) worker.say(message);
  assert.deepEqual(reports, []);
  worker.say({ type: 'frame', step: 3, arrays: { theta: [1] } });
  worker.say({ type: 'failure', sentence: 'No.' });
  assert.deepEqual(reports, [
    { type: 'frame', step: 3, arrays: { theta: [1] } },
    { type: 'failure', sentence: 'No.', arrays: {} },
  ]);
});

test('a worker that leaves five pings unanswered counts as dead; any message counts as an answer', async (context) => {
  const { reports, worker, tick } = await started(context);
  for (let i = 0; i < 5; i++) tick();
  worker.say({ type: 'pong' });
  for (let i = 0; i < 5; i++) tick();
  await settled();
  assert.deepEqual(reports, []);
  tick();
  await settled();
  assert.equal(reports[0].type, 'boot_failure');
  assert.match(reports[0].sentence, /has stopped responding/);
  assert.equal(worker.isTerminated, true);
});

test('a worker that has announced long work may take longer', async (context) => {
  const { reports, worker, tick } = await started(context);
  worker.say({ type: 'begun' });
  for (let i = 0; i < 30; i++) tick();
  await settled();
  assert.deepEqual(reports, []);
  worker.say({ type: 'done' });
  for (let i = 0; i < 6; i++) tick();
  await settled();
  assert.equal(reports.length, 1);
});

test('a worker that fails is reported with the browser’s message, and can be retried', async (context) => {
  const { reports, worker } = await started(context);
  worker.onerror({ message: 'out of memory' });
  await settled();
  assert.match(reports[0].sentence, /out of memory/);
  assert.equal(reports[0].can_retry, true);
});

test('a stopped engine sends no more reports, and its worker is terminated', async (context) => {
  const { engine, reports, worker } = await started(context);
  worker.onerror({ message: 'late' });
  engine.stop();
  await settled();
  assert.deepEqual(reports, []);
  engine.send(/** @type {any} */ ({ type: 'play' }));
});

test('a modified worker script is not run, and the report names it', async (context) => {
  serve = () => new Response('alert(1)');
  const { reports } = await started(context);
  assert.equal(workers.length, 0);
  assert.equal(reports[0].file, 'worker.js');
  assert.match(reports[0].sentence, /differ from the file that the site was built with/);
});

test('a browser without workers or WebAssembly is reported, without an offer to retry', async (context) => {
  for (const name of ['Worker', 'WebAssembly']) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
    const { reports } = await started(context);
    Object.defineProperty(globalThis, name, before);
    assert.match(reports[0].sentence, new RegExp(name, 'i'));
    assert.equal(reports[0].can_retry, false);
    context.mock.timers.reset();
  }
});

test('a browser that refuses to start a worker is reported', async (context) => {
  globalThis.Worker = /** @type {any} */ (
    class {
      constructor() {
        throw new Error('blocked');
      }
    }
  );
  const { reports } = await started(context);
  assert.match(reports[0].sentence, /does not allow the page to start a worker/);
  assert.match(reports[0].traceback, /blocked/);
});

test('a file’s hash comes from the page’s import map; a file that is not listed has none', () => {
  assert.equal(integrityOf('https://example.org/lab/assets/index.js'), 'sha256-x');
  assert.equal(integrityOf('https://example.org/lab/assets/other.js'), '');
});
