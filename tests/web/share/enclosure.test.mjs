/** The data that a link contains after the experiment. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closed, compressed, compressedTable, opened, unpacked, unpackedTable } from '../../../web/src/share/enclosure.js';

test('an experiment and the data enclosed in a link are separated and joined again', () => {
  const enclosed = { trained: 'abc-_', csv: 'def' };
  assert.deepEqual(opened(closed('data=xor&layers=4-relu', enclosed)), { experiment: 'data=xor&layers=4-relu', enclosed });
  assert.deepEqual(opened(closed('', { trained: 'x' })), { experiment: '', enclosed: { trained: 'x' } });
  assert.deepEqual(opened('data=xor&step=3&op=2'), { experiment: 'data=xor&step=3&op=2', enclosed: {} });
  assert.deepEqual(opened('trained=a&data=xor&trained=b'), { experiment: 'data=xor', enclosed: { trained: 'a' } });
});

test('bytes survive compression and decompression, and the compressed text needs no escaping in a URL', async () => {
  const bytes = Uint8Array.from({ length: 3000 }, (_, at) => (at * at * 7) % 256);
  const text = await compressed(bytes);
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(await unpacked(text), bytes);
});

test('damaged or endless parts are rejected', async () => {
  assert.equal(await unpacked('not base64!'), undefined);
  assert.equal(await unpacked('AAAA'), undefined);
  assert.equal(await unpacked(await compressed(new Uint8Array(3_000_000))), undefined);
  assert.equal(await unpackedTable(await compressed(new TextEncoder().encode('"text"'))), undefined);
});

test('a table and its format survive a round trip', async () => {
  const table = { text: 'a;b\n1,5;ü\n', delimiter: ';', header: true };
  assert.deepEqual(await unpackedTable(await compressedTable(table)), table);
});
