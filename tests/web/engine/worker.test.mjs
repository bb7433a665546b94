import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { settled, until } from '../page.mjs';
import { serving, stored } from './runtime.mjs';

/** @type {any[]} what the page is sent */
const posted = [];
globalThis.postMessage = /** @type {any} */ ((/** @type {any} */ message, /** @type {any} */ options) => posted.push({ ...message, ...options }));
/** @type {(() => void)[]} slices that are to come */
const turns = [];
globalThis.MessageChannel = /** @type {any} */ (
  class {
    port1 = { onmessage: () => {} };
    port2 = { postMessage: () => turns.push(() => this.port1.onmessage()) };
  }
);
let now = 0;
performance.now = () => now;

/** Proxies of Python that are alive; each that is made must be destroyed. */
let alive = 0;
const proxy = (/** @type {object} */ of) => {
  alive += 1;
  return Object.assign(of, { destroy: () => (alive -= 1) });
};

/** A list of messages as Python returns it. @param {any[]} headers @param {Record<string, number[]>} [arrays] */
function messages(headers, arrays = {}) {
  const list = headers.map((header) => {
    const names = () => proxy([...Object.keys(arrays)]);
    const get = (/** @type {string} */ name) =>
      proxy({ getBuffer: () => proxy({ data: Float64Array.from(arrays[name] ?? []), release: () => (alive -= 1) }) });
    return proxy([JSON.stringify(header), proxy({ keys: names, get })]);
  });
  return proxy(list);
}

/** Python's session, whose answers a test chooses. */
const session = {
  training: false,
  busy: false,
  wait: 0,
  /** @type {any[]} */
  received: [],
  advances: 0,
  receive: (/** @type {string} */ command) => void session.received.push(JSON.parse(command)),
  advance: (/** @type {number} */ _ms) => void (session.advances += 1),
  tell: () => messages([{ type: 'frame', step: session.advances }]),
  checkpoint: () => undefined,
};
const first = { ...session };
Object.assign(globalThis, {
  packages: { numpy: 1, chainrule: 1 },
  pyimport: () => proxy({ Session: () => session }),
});

await import('../../../web/src/engine/worker.js');
const { say } = await import('../../../web/src/text/phrases.js');
const tell = (/** @type {object} */ data) => globalThis.onmessage?.(/** @type {any} */ ({ data }));
const types = () => posted.splice(0).map(({ type }) => type);
/** Let the next slice run. */
const slice = () => turns.shift()?.();

beforeEach(async () => {
  Object.assign(session, first, { received: [], advances: 0 });
  // What the test before left to do ends, as there is nothing to train.
  for (const turn of turns.splice(0)) turn();
  posted.length = 0;
  serving.serve = stored;
  tell({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'done'));
  tell({ type: 'drawn' });
  posted.length = 0;
  alive = 0;
});

test('the page hears how loading goes, that starting may take long, and that Python is there', async () => {
  tell({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'done'));
  assert.deepEqual([...new Set(types())], ['progress', 'begun', 'started', 'done']);
});

test('Python is told which engine the page asks for, before anything is opened', async () => {
  /** @type {string[]} */
  const used = [];
  const { pyimport } = /** @type {any} */ (globalThis);
  Object.assign(globalThis, {
    pyimport: (/** @type {string} */ name) =>
      proxy(name === 'chainrule.engine.backends' ? { use: (/** @type {string} */ engine) => used.push(engine) } : { Session: () => session }),
  });
  tell({ type: 'start', site: 'https://example.org/', engine: 'numpy' });
  await until(() => posted.some(({ type }) => type === 'done'));
  Object.assign(globalThis, { pyimport });
  assert.deepEqual(used, ['numpy']);
  assert.equal(alive, 0);
});

test('a ping is answered at once, also before Python is there', () => {
  tell({ type: 'ping' });
  assert.deepEqual(types(), ['pong']);
});

test('a command is passed on as JSON, announced before and ended after', () => {
  session.receive = (command) => {
    session.received.push(JSON.parse(command));
    return messages([{ type: 'opened' }, { type: 'frame' }]);
  };
  tell({ type: 'open', hash: 'data=xor', revision: 4 });
  assert.deepEqual(session.received, [{ type: 'open', hash: 'data=xor', revision: 4 }]);
  assert.deepEqual(types(), ['begun', 'opened', 'frame', 'done']);
});

test('arrays are posted as copies that are handed over, and no proxy of Python stays alive', () => {
  session.receive = () => messages([{ type: 'frame' }], { theta: [1, 2], grad: [3] });
  tell({ type: 'step' });
  const { arrays, transfer } = posted[1];
  assert.deepEqual([...arrays.theta], [1, 2]);
  assert.deepEqual([...arrays.grad], [3]);
  assert.deepEqual(transfer, [arrays.theta.buffer, arrays.grad.buffer]);
  assert.equal(alive, 0);
});

test('while the page draws, training goes on and no news is sent; the page then gets the newest', () => {
  session.busy = session.training = true;
  now += 1000;
  session.advance = () => {
    session.advances += 1;
    now += 50;
  };
  tell({ type: 'play' });
  slice();
  assert.deepEqual(types(), ['begun', 'done', 'frame']);
  slice();
  slice();
  assert.deepEqual(types(), []);
  tell({ type: 'drawn' });
  slice();
  assert.deepEqual(posted.map(({ step }) => step), [4]);
});

test('a step that was taken while the page drew is sent as soon as it has drawn, without another step', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(session, { busy: true, training: true, wait: 200 });
  tell({ type: 'play' });
  context.mock.timers.tick(200);
  assert.deepEqual(types(), ['begun', 'done', 'frame']);
  context.mock.timers.tick(200);
  assert.deepEqual(types(), []);
  tell({ type: 'drawn' });
  assert.deepEqual(posted.map(({ step }) => step), [2]);
  session.busy = false;
  context.mock.timers.tick(200);
});

test('when training has stopped, the page hears of it though it still draws', () => {
  session.busy = session.training = true;
  session.advance = () => {
    session.busy = session.training = false;
  };
  tell({ type: 'play' });
  slice();
  assert.ok(types().includes('frame'));
  assert.equal(turns.length, 0);
});

test('a run at a pace waits between its steps instead of keeping the worker busy', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(session, { busy: true, training: true, wait: 200 });
  tell({ type: 'play' });
  assert.equal(turns.length, 0);
  context.mock.timers.tick(199);
  assert.equal(session.advances, 0);
  context.mock.timers.tick(1);
  assert.equal(session.advances, 1);
  session.busy = false;
  context.mock.timers.tick(400);
  assert.equal(session.advances, 1);
});

const pythonError = (/** @type {string} */ type, /** @type {string} */ message) => Object.assign(new Error(message), { type });

test('an error of Python’s own is a failure of the command, and Python goes on', () => {
  session.receive = () => {
    throw pythonError('ValueError', 'Traceback:\n  ...\nValueError: no');
  };
  tell({ type: 'change', revision: 7 });
  const failure = posted.find(({ type }) => type === 'failure');
  assert.equal(say(failure.sentence), 'Python failed: ValueError: no');
  assert.equal(failure.revision, 7);
  tell({ type: 'ping' });
  assert.equal(posted.at(-1).type, 'pong');
});

test('a run whose slice fails is paused: the next would fail the same way', () => {
  Object.assign(session, { busy: true, training: true });
  session.advance = () => {
    throw pythonError('FloatingPointError', 'overflow');
  };
  tell({ type: 'play' });
  slice();
  assert.deepEqual(session.received.map(({ type }) => type), ['play', 'pause']);
});

const endings = /** @type {[string, unknown, RegExp][]} */ ([
  ['memory that is used up', pythonError('MemoryError', 'MemoryError'), /ran out of memory\.$/],
  ['an array that has no room', pythonError('_ArrayMemoryError', 'no'), /ran out of memory\.$/],
  ['a stack that overflows', new RangeError('Maximum call stack'), /ran out of memory\.$/],
  ['an interpreter that ends itself', pythonError('SystemExit', 'SystemExit: 1'), /ended itself \(SystemExit: 1\)\.$/],
  ['a fatal error of Pyodide', Object.assign(new Error('abort'), { pyodide_fatal_error: true }), /crashed: abort$/],
  ['what is not an error at all', { message: 'exit' }, /crashed: exit$/],
]);
for (const [what, error, sentence] of endings) {
  test(`${what} ends Python, and nothing is sent to it any more`, () => {
    session.receive = () => {
      session.received.push(1);
      throw error;
    };
    tell({ type: 'step' });
    const failure = posted.find(({ type }) => type === 'boot_failure');
    assert.match(say(failure.sentence), sentence);
    assert.equal(failure.can_retry, true);
    tell({ type: 'step' });
    assert.equal(session.received.length, 1);
  });
}

test('a file that does not load is named; anything else that ends the start is told in its last line', async () => {
  serving.serve = (name) => (name === 'pyodide.js' ? new Response('', { status: 500 }) : stored(name));
  tell({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'boot_failure'));
  assert.equal(posted.at(-1).file, 'pyodide.js');
  posted.length = 0;
  serving.serve = stored;
  const { pyimport } = /** @type {any} */ (globalThis);
  Object.assign(globalThis, {
    pyimport: () => {
      throw new Error('Traceback\nImportError: no module');
    },
  });
  tell({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'boot_failure'));
  assert.equal(say(posted.at(-1).sentence), 'Python did not start: ImportError: no module');
  Object.assign(globalThis, { pyimport });
  await settled();
});
