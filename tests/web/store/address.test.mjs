import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixedAddress, pageAddress } from '../../../web/src/store/address.js';

test('the page’s hash is read and written without its #, and the query is kept', (context) => {
  const place = { hash: '#data=moons', pathname: '/lab/', search: '?lang=en' };
  /** @type {string[]} */
  const written = [];
  globalThis.location = /** @type {any} */ (place);
  globalThis.history = /** @type {any} */ ({ state: null, replaceState: (_state, _title, url) => written.push(url) });
  context.after(() => {
    Reflect.deleteProperty(globalThis, 'location');
    Reflect.deleteProperty(globalThis, 'history');
  });
  assert.equal(pageAddress.read(), 'data=moons');
  pageAddress.write('noise=20');
  // The default experiment has no hash, because a lone # would remain.
  pageAddress.write('');
  assert.deepEqual(written, ['#noise=20', '/lab/?lang=en']);
});

test('the lab of a lesson has its own hash and does not change that of the page', () => {
  const address = fixedAddress('data=xor');
  assert.equal(address.read(), 'data=xor');
  address.write('data=moons');
  assert.equal(address.read(), 'data=moons');
});
