/** Opening links: the data in a link are sent to Python, and a link waits for its table if that is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compressed, toBase64 } from '../../../web/src/share/enclosure.js';
import { openBefore, openNow, openWhenLive } from '../../../web/src/share/open-parts.js';
import { Page, livePage, settled, until } from '../page.mjs';

const BYTES = Uint8Array.from([1, 2, 3, 250]);

test('the trained weights in a link are sent to Python, and stay in the URL while the experiment is the same', async () => {
  const trained = await compressed(BYTES);
  const hash = `data=xor&trained=${trained}`;
  const page = new Page(hash);
  page.lab.start();
  await until(() => page.sent.length);
  assert.deepEqual(page.news(), [{ type: 'open', revision: 1, hash: 'data=xor', trained: toBase64(BYTES) }]);
  page.answer({ hash: 'data=xor' });
  assert.equal(page.hash, hash);
  page.news();
  page.lab.openAddress();
  await settled();
  assert.deepEqual(page.news(), [], 'the same link is not opened again');
  page.lab.change({ noise: 20 });
  page.answer({ hash: 'data=xor&noise=20' });
  assert.equal(page.hash, 'data=xor&noise=20');
});

test('damaged weights are sent to Python as null, and Python reports this', async () => {
  const page = new Page('trained=%%%');
  page.lab.start();
  await until(() => page.sent.length);
  assert.equal(page.news()[0].trained, '');
});

test('a link whose table is missing stays in the URL until its file is opened, and is then opened', async () => {
  const link = 'data=table&table=abc123&target=kind';
  const page = new Page(link);
  page.lab.start();
  await settled();
  page.fail({ field: 'table' });
  page.answer({ hash: '' });
  assert.equal(page.hash, link);
  page.lab.change({ noise: 20 });
  page.answer({ hash: 'noise=20' });
  assert.equal(page.hash, link, 'it also stays while the visitor tries something else');
  page.news();
  page.lab.readTable({ text: 'a,kind\n1,x\n', delimiter: null, header: null });
  page.answer({ hash: 'data=table&table=def456', experiment: { data: 'table', table: 'def456' } });
  await until(() => page.sent.some(({ type }) => type === 'open'));
  assert.equal(page.sent.find(({ type }) => type === 'open').hash, 'data=table&table=def456&target=kind');
  page.answer({ hash: 'data=table&table=def456&target=kind' });
  assert.equal(page.hash, 'data=table&table=def456&target=kind');
});

test('a link with another error does not wait, and the data in it are discarded', async () => {
  const page = new Page('noise=-1&trained=AAAA');
  page.lab.start();
  await until(() => page.sent.length);
  page.fail({ field: 'noise' });
  page.answer({ hash: '' });
  assert.equal(page.hash, '');
});

test('the view that a link describes is restored', async () => {
  const { lab } = await livePage();
  lab.setPace(20);
  lab.outputView = 1;
  lab.selection.pinned = 4;
  const parts = openNow(lab);
  assert.deepEqual(parts, { open: [], view: '2', speed: 20, example: 5, layer: undefined });
  const other = new Page();
  openBefore(other.lab, parts);
  other.lab.start();
  await settled();
  other.answer({ examples: 10 });
  openWhenLive(other.lab, parts);
  assert.deepEqual(openNow(other.lab), parts);
  openWhenLive(other.lab, { ...parts, example: 11, layer: 9 });
  assert.deepEqual(openNow(other.lab), parts, 'what the experiment does not have is not selected');
});
