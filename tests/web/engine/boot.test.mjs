import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { settled, until } from '../page.mjs';
import { contents, describeFile, listeners, manifest, serving, stored, written } from './runtime.mjs';

const warn = console.warn;

const { boot } = await import('../../../web/src/engine/boot.js');
const { LoadError } = await import('../../../web/src/engine/files.js');
const { say } = await import('../../../web/src/text/phrases.js');

/** Whether an error's message contains this text. @param {RegExp} words */
const saying = (words) => (/** @type {any} */ error) => words.test(say(error.sentence));

/** @type {[any, number, number][]} */
let progress = [];
let startings = 0;
const told = {
  onProgress: (/** @type {[any, number, number]} */ ...news) => progress.push(news),
  onStarting: () => startings++,
};
const start = () => boot('https://example.org/', told);

beforeEach(() => {
  progress = [];
  startings = 0;
  serving.serve = stored;
  console.warn = () => {};
  written.length = 0;
});

test('Pyodide gets the verified files and fetches others as usual, and Python is started once', async () => {
  const pyodide = await start();
  assert.equal(typeof pyodide.pyimport, 'function');
  const { options, stdlib, other } = Reflect.get(globalThis, 'booted');
  assert.equal(options.indexURL, 'https://example.org/runtime/x/');
  assert.deepEqual(written, ['/lib/site-packages/numpy/__init__.py', '/lib/site-packages/chainrule/__init__.py']);
  assert.equal(stdlib, 'modules');
  assert.equal(other, 'from elsewhere');
  assert.equal(startings, 1);
});

test('progress counts the bytes of all files and then reports that Python starts', async () => {
  await start();
  const total = Object.values(contents).reduce((sum, { length }) => sum + length, 0);
  const loading = progress.filter(([phase]) => say(phase) === 'Loading Python');
  loading.forEach(([, loaded, of], i) => {
    assert.equal(of, total);
    assert.ok(loaded > (loading[i - 1]?.[1] ?? 0));
  });
  assert.equal(loading.at(-1)?.[1], total);
  const [phase, ...bytes] = progress.at(-1) ?? [];
  assert.equal(say(/** @type {any} */ (phase)), 'Starting Python');
  assert.deepEqual(bytes, [total, total]);
});

const refusals = /** @type {[string, string, Buffer | number, RegExp][]} */ ([
  ['a missing file', 'python_stdlib.zip', 404, /python_stdlib\.zip could not be loaded: the server answered 404/],
  ['a file of another build', 'pyodide.asm.js', Buffer.from('x'.repeat(30)), /differ from the file that the site was built with/],
]);
for (const [what, file, answer, sentence] of refusals) {
  test(`${what} aborts startup and is named`, async () => {
    serving.serve = (name) => (name !== file ? stored(name) : typeof answer === 'number' ? new Response('', { status: answer }) : new Response(answer));
    await assert.rejects(start(), (error) => {
      assert.ok(error instanceof LoadError);
      assert.equal(error.file, file);
      assert.match(say(error.sentence), sentence);
      return true;
    });
  });
}

test('a package that cannot be unpacked is named', async () => {
  const bad = Buffer.from('an archive of another kind');
  Object.assign(manifest.files, { 'numpy.whl': describeFile('numpy.whl', bad) });
  serving.serve = (name) => (name === 'numpy.whl' ? new Response(bad) : stored(name));
  await assert.rejects(start(), saying(/numpy\.whl could not be loaded: it could not be unpacked/));
  Object.assign(manifest.files, { 'numpy.whl': describeFile('numpy.whl', contents['numpy.whl']) });
});

test('an engine that the browser cannot compile is an error, not an endless wait', async () => {
  const bad = Buffer.from('no wasm!');
  Object.assign(manifest.files, { 'pyodide.asm.wasm': describeFile('pyodide.asm.wasm', bad) });
  serving.serve = (name) => (name === 'pyodide.asm.wasm' ? new Response(bad) : stored(name));
  await assert.rejects(start(), saying(/pyodide\.asm\.wasm could not be loaded/));
  Object.assign(manifest.files, { 'pyodide.asm.wasm': describeFile('pyodide.asm.wasm', contents['pyodide.asm.wasm']) });
});

test('an engine failure that Pyodide only logs, or leaves as an unhandled rejection, aborts startup', async () => {
  for (const fail of [
    () => console.warn(new Error('out of memory')),
    () => listeners['unhandledrejection']?.({ reason: new Error('out of memory') }),
  ]) {
    serving.serve = (name) => (name === 'python_stdlib.zip' ? new Promise(() => {}) : stored(name));
    const starting = start();
    await settled();
    console.warn('only words');
    fail();
    await assert.rejects(starting, saying(/did not start \(out of memory\)/));
  }
});

test('a server that sends nothing for 15 seconds counts as stalled; seconds with progress do not count', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  /** Sends the next byte of the slow file, once the page waits for it. @type {(() => void) | undefined} */
  let send;
  const slow = () =>
    new ReadableStream({ pull: (controller) => new Promise((resolve) => (send = () => resolve(controller.enqueue(Uint8Array.of(1))))) }, { highWaterMark: 0 });
  serving.serve = (name) => (name === 'python_stdlib.zip' ? new Response(slow()) : stored(name));
  const starting = start();
  const rejected = assert.rejects(starting, saying(/python_stdlib\.zip could not be loaded: the server has sent nothing for 15 seconds/));
  await until(() => startings);
  let isOver = false;
  void starting.catch(() => (isOver = true));
  for (let byte = 0; byte < 3; byte++) {
    await until(() => send);
    context.mock.timers.tick(14_000);
    await settled();
    assert.equal(isOver, false);
    send?.();
    send = undefined;
  }
  await until(() => send);
  context.mock.timers.tick(15_000);
  await rejected;
  console.warn = warn;
});
