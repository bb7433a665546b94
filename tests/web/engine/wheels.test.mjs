import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesIn, unpack } from '../../../web/src/engine/wheels.js';
import { wheelOf } from './runtime.mjs';

const bytes = (/** @type {Buffer} */ buffer) => new Uint8Array(buffer);
const text = (/** @type {Uint8Array} */ content) => Buffer.from(content).toString();

test('the files of a wheel are found with their names and contents', () => {
  const wheel = bytes(wheelOf({ 'a/__init__.pyc': 'one', 'a/b/größe.txt': '', 'c.so': 'two' }));
  assert.deepEqual(filesIn(wheel).map(({ name, content }) => [name, text(content)]), [['a/__init__.pyc', 'one'], ['a/b/größe.txt', ''], ['c.so', 'two']]);
});

test('a wheel is written to a folder, in which each subfolder is created once', () => {
  /** @type {string[]} */
  const made = [];
  /** @type {[string, string, boolean][]} */
  const written = [];
  const FS = {
    mkdirTree: (/** @type {string} */ path) => void made.push(path),
    writeFile: (/** @type {string} */ path, /** @type {Uint8Array} */ content, /** @type {{ canOwn: boolean }} */ { canOwn }) => void written.push([path, text(content), canOwn]),
  };
  unpack(FS, '/site', bytes(wheelOf({ 'a/x': '1', 'a/y': '2', z: '3' })));
  assert.deepEqual(made, ['/site/a/', '/site/']);
  assert.deepEqual(written, [['/site/a/x', '1', true], ['/site/a/y', '2', true], ['/site/z', '3', true]]);
});

test('other archives are rejected', () => {
  assert.throws(() => filesIn(bytes(Buffer.from('no archive, though longer than the end of one'))), RangeError);
  const compressed = wheelOf({ a: 'one' });
  compressed.writeUInt16LE(8, compressed.indexOf('PK\x01\x02') + 10);
  assert.throws(() => filesIn(bytes(compressed)), /not an uncompressed file/);
});
