import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { settled, until } from '../page.mjs';
import { serving, stored } from './runtime.mjs';

/** @type {any[]} messages sent to the page */
const posted = [];
globalThis.postMessage = /** @type {any} */ ((/** @type {any} */ message, /** @type {any} */ options) => posted.push({ ...message, ...options }));
/** @type {(() => void)[]} scheduled slices */
const turns = [];
globalThis.MessageChannel = /** @type {any} */ (
  class {
    port1 = { onmessage: () => {} };
    port2 = { postMessage: () => turns.push(() => this.port1.onmessage()) };
  }
);
let now = 0;
performance.now = () => now;

/** The live proxies of Python objects; every proxy that is created must be destroyed. */
let alive = 0;
const proxy = (/** @type {object} */ of) => {
  alive += 1;
  return Object.assign(of, { destroy: () => (alive -= 1) });
};

/** A list of messages in the form that Python returns. @param {any[]} headers @param {Record<string, number[]>} [arrays] */
function messages(headers, arrays = {}) {
  const list = headers.map((header) => {
    const names = () => proxy([...Object.keys(arrays)]);
    const get = (/** @type {string} */ name) =>
      proxy({ getBuffer: () => proxy({ data: Float64Array.from(arrays[name] ?? []), release: () => (alive -= 1) }) });
    return proxy([JSON.stringify(header), proxy({ keys: names, get })]);
  });
  return proxy(list);
}

/** Python's session, whose answers are set by a test. */
const session = {
  training: false,
  busy: false,
  wait: 0,
  /** @type {any[]} */
  received: [],
  advances: 0,
  receive: (/** @type {string} */ command) => void session.received.push(JSON.parse(command)),
  advance: (/** @type {number} */ _ms) => void (session.advances += 1),
  reports: () => messages([{ type: 'frame', step: session.advances }]),
  checkpoint: () => undefined,
};
const first = { ...session };
/** The folders from which Python loads sources and data. */
const folders = { sources: '', data: '' };
/** The members of Python's modules that the worker uses; every module that it requests has all of them. */
const members = {
  Session: () => session,
  show_from: (/** @type {string} */ folder) => (folders.sources = folder),
  fetch_from: (/** @type {string} */ folder) => (folders.data = folder),
};
Object.assign(globalThis, { packages: { numpy: 1, chainrule: 1 }, pyimport: () => proxy({ ...members }) });

await import('../../../web/src/engine/worker.js');
const { say } = await import('../../../web/src/text/phrases.js');
const post = (/** @type {object} */ data) => globalThis.onmessage?.(/** @type {any} */ ({ data }));
const types = () => posted.splice(0).map(({ type }) => type);
/** Run the next slice. */
const slice = () => turns.shift()?.();

beforeEach(async () => {
  Object.assign(session, first, { received: [], advances: 0 });
  // Work that is left over from the previous test ends, because there is nothing to train.
  for (const turn of turns.splice(0)) turn();
  posted.length = 0;
  serving.serve = stored;
  post({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'done'));
  post({ type: 'drawn' });
  posted.length = 0;
  alive = 0;
});

test('the page is notified of the loading progress, of the long startup, and when Python is ready', async () => {
  post({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'done'));
  assert.deepEqual([...new Set(types())], ['progress', 'begun', 'started', 'done']);
  assert.deepEqual(folders, { sources: 'https://example.org/runtime/x/sources', data: 'https://example.org/runtime/x/data' });
});

test('Python is told which engine the page requested before anything is opened', async () => {
  /** @type {string[]} */
  const used = [];
  const { pyimport } = /** @type {any} */ (globalThis);
  Object.assign(globalThis, {
    pyimport: (/** @type {string} */ name) =>
      proxy({ ...members, ...(name === 'chainrule.engine.backends' && { use: (/** @type {string} */ engine) => used.push(engine) }) }),
  });
  post({ type: 'start', site: 'https://example.org/', engine: 'numpy' });
  await until(() => posted.some(({ type }) => type === 'done'));
  Object.assign(globalThis, { pyimport });
  assert.deepEqual(used, ['numpy']);
  assert.equal(alive, 0);
});

test('a ping is answered immediately, even before Python is ready', () => {
  post({ type: 'ping' });
  assert.deepEqual(types(), ['pong']);
});

test('a command is announced, passed on as JSON, and then reported as completed', () => {
  session.receive = (command) => {
    session.received.push(JSON.parse(command));
    return messages([{ type: 'opened' }, { type: 'frame' }]);
  };
  post({ type: 'open', hash: 'data=xor', revision: 4 });
  assert.deepEqual(session.received, [{ type: 'open', hash: 'data=xor', revision: 4 }]);
  assert.deepEqual(types(), ['begun', 'opened', 'frame', 'done']);
});

test('arrays are posted as transferred copies, and no Python proxy stays alive', () => {
  session.receive = () => messages([{ type: 'frame' }], { theta: [1, 2], grad: [3] });
  post({ type: 'step' });
  const { arrays, transfer } = posted[1];
  assert.deepEqual([...arrays.theta], [1, 2]);
  assert.deepEqual([...arrays.grad], [3]);
  assert.deepEqual(transfer, [arrays.theta.buffer, arrays.grad.buffer]);
  assert.equal(alive, 0);
});

test('while the page draws, training continues without reports; afterwards, the page gets the newest report', () => {
  session.busy = session.training = true;
  now += 1000;
  session.advance = () => {
    session.advances += 1;
    now += 50;
  };
  post({ type: 'play' });
  slice();
  assert.deepEqual(types(), ['begun', 'done', 'frame']);
  slice();
  slice();
  assert.deepEqual(types(), []);
  post({ type: 'drawn' });
  slice();
  assert.deepEqual(posted.map(({ step }) => step), [4]);
});

test('a step taken while the page drew is reported as soon as drawing has finished, without another step', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(session, { busy: true, training: true, wait: 200 });
  post({ type: 'play' });
  context.mock.timers.tick(200);
  assert.deepEqual(types(), ['begun', 'done', 'frame']);
  context.mock.timers.tick(200);
  assert.deepEqual(types(), []);
  post({ type: 'drawn' });
  assert.deepEqual(posted.map(({ step }) => step), [2]);
  session.busy = false;
  context.mock.timers.tick(200);
});

test('the end of training is reported even while the page is drawing', () => {
  session.busy = session.training = true;
  session.advance = () => {
    session.busy = session.training = false;
  };
  post({ type: 'play' });
  slice();
  assert.ok(types().includes('frame'));
  assert.equal(turns.length, 0);
});

test('at a limited speed the worker waits between steps instead of staying busy', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(session, { busy: true, training: true, wait: 200 });
  post({ type: 'play' });
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

test('after a Python exception the command has failed, and Python continues', () => {
  session.receive = () => {
    throw pythonError('ValueError', 'Traceback:\n  ...\nValueError: no');
  };
  post({ type: 'change', revision: 7 });
  const failure = posted.find(({ type }) => type === 'failure');
  assert.equal(say(failure.sentence), 'Python failed: ValueError: no');
  assert.equal(failure.revision, 7);
  post({ type: 'ping' });
  assert.equal(posted.at(-1).type, 'pong');
});

test('a run whose slice fails is paused, because the next slice would fail in the same way', () => {
  Object.assign(session, { busy: true, training: true });
  session.advance = () => {
    throw pythonError('FloatingPointError', 'overflow');
  };
  post({ type: 'play' });
  slice();
  assert.deepEqual(session.received.map(({ type }) => type), ['play', 'pause']);
});

const endings = /** @type {[string, unknown, RegExp][]} */ ([
  ['exhausted memory', pythonError('MemoryError', 'MemoryError'), /ran out of memory\.$/],
  ['an array that does not fit into memory', pythonError('_ArrayMemoryError', 'no'), /ran out of memory\.$/],
  ['a stack overflow', new RangeError('Maximum call stack'), /ran out of memory\.$/],
  ['an interpreter that ends itself', pythonError('SystemExit', 'SystemExit: 1'), /exited \(SystemExit: 1\)\.$/],
  ['a fatal error of Pyodide', Object.assign(new Error('abort'), { pyodide_fatal_error: true }), /crashed: abort$/],
  ['a thrown value that is not an error', { message: 'exit' }, /crashed: exit$/],
]);
for (const [what, error, sentence] of endings) {
  test(`${what} ends Python, and Python gets no more commands`, () => {
    session.receive = () => {
      session.received.push(1);
      throw error;
    };
    post({ type: 'step' });
    const failure = posted.find(({ type }) => type === 'boot_failure');
    assert.match(say(failure.sentence), sentence);
    assert.equal(failure.can_retry, true);
    post({ type: 'step' });
    assert.equal(session.received.length, 1);
  });
}

test('a file that fails to load is named; any other startup error is reported by its last line', async () => {
  serving.serve = (name) => (name === 'pyodide.js' ? new Response('', { status: 500 }) : stored(name));
  post({ type: 'start', site: 'https://example.org/', engine: null });
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
  post({ type: 'start', site: 'https://example.org/', engine: null });
  await until(() => posted.some(({ type }) => type === 'boot_failure'));
  assert.equal(say(posted.at(-1).sentence), 'Python did not start: ImportError: no module');
  Object.assign(globalThis, { pyimport });
  await settled();
});
