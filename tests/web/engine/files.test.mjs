import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';

/** @type {(address: string, options: RequestInit) => Promise<Response> | Response} */
let serve;
/** @type {RequestCache[]} the cache modes of the requests */
let asked = [];
globalThis.fetch = /** @type {typeof fetch} */ (async (address, options = {}) => {
  asked.push(options.cache ?? 'default');
  return serve(String(address), options);
});
const { LoadError, describe, loadChecked } = await import('../../../web/src/engine/files.js');
const { say } = await import('../../../web/src/text/phrases.js');

const content = new TextEncoder().encode('print(1)');
const integrity = `sha256-${createHash('sha256').update(content).digest('base64')}`;
const wanted = { name: 'numpy', address: 'numpy.whl', integrity, bytes: content.length };
const { signal } = new AbortController();

beforeEach(() => {
  asked = [];
});

test('a file is returned as bytes, with progress', async () => {
  serve = () => new Response(content);
  /** @type {number[]} */
  const told = [];
  assert.deepEqual(await loadChecked(wanted, { signal, onBytes: (loaded) => told.push(loaded) }), content);
  assert.equal(told.at(-1), content.length);
  assert.deepEqual(asked, ['default']);
});

test('a damaged copy in the browser’s cache is reloaded from the server', async () => {
  serve = (_, { cache }) => new Response(cache === 'reload' ? content : content.toReversed());
  assert.deepEqual(await loadChecked(wanted, { signal }), content);
  assert.deepEqual(asked, ['default', 'reload']);
});

const refusals = /** @type {[string, () => Promise<Response> | Response, RegExp][]} */ ([
  ['other bytes of the same length', () => new Response(content.toReversed()), /differ from the file that the site was built with\.$/],
  ['a page of another length', () => new Response('<html>'), /\(6 bytes arrived instead of 8\)\.$/],
  ['a server without the file', () => new Response('', { status: 404 }), /the server answered 404\.$/],
  ['a server that does not answer', () => Promise.reject(new TypeError('offline')), /did not answer \(offline\)\.$/],
  [
    'a connection that is lost',
    () => new Response(new ReadableStream({ pull: () => Promise.reject(new Error('reset')) })),
    /was lost \(reset\)\.$/,
  ],
]);
for (const [what, answer, sentence] of refusals) {
  test(`${what} gives, after a second try, an error that names the file`, async () => {
    serve = answer;
    await assert.rejects(loadChecked(wanted, { signal }), (error) => {
      assert.ok(error instanceof LoadError);
      assert.equal(error.file, 'numpy');
      assert.match(say(error.sentence), sentence);
      assert.match(say(error.sentence), /^numpy could not be loaded/);
      return true;
    });
    assert.equal(asked.length, 2);
  });
}

test('loading that was cancelled is not retried', async () => {
  const ending = new AbortController();
  serve = () => {
    ending.abort();
    throw new Error('aborted');
  };
  await assert.rejects(loadChecked(wanted, { signal: ending.signal }), LoadError);
  assert.equal(asked.length, 1);
});

test('without crypto.subtle, as on plain http, the browser compares the hash', async (context) => {
  context.mock.method(URL, 'createObjectURL', () => 'blob:copy');
  context.mock.method(URL, 'revokeObjectURL', () => undefined);
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  let isSame = true;
  serve = (address, options) => {
    if (address !== 'blob:copy') return new Response(content);
    assert.equal(options.integrity, integrity);
    if (!isSame) throw new TypeError('hash mismatch');
    return new Response(content);
  };
  assert.deepEqual(await loadChecked(wanted, { signal }), content);
  isSame = false;
  await assert.rejects(loadChecked(wanted, { signal }), (/** @type {any} */ { sentence }) => /differ from the file that the site was built with/.test(say(sentence)));
});

test('a message is made from anything that is thrown', () => {
  assert.equal(describe(new Error('no')), 'no');
  assert.equal(describe('no'), 'no');
});
