/** The engine in the page's URL: which one is used, and the message about an engine that does not exist. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineFault, showEngineFault } from '../../../web/src/engine/asked.js';
import { Page, settled } from '../page.mjs';

const FAULT = 'The address requests the engine “gpu”, which does not exist. The engines are numpy and wasm; the default one is used.';

/**
 * The page's message after an experiment was opened with this query.
 *
 * @param {string} query
 * @param {object} [facts] of the opened experiment
 */
async function messageAfterOpening(query, facts = {}) {
  const page = new Page('data=xor');
  const stop = showEngineFault(page.lab, query);
  page.lab.start();
  await settled();
  assert.equal(page.lab.notices.message, undefined);
  page.answer(facts);
  stop();
  return page.lab.notices;
}

test('the message about an unknown engine names it and the allowed ones, and cuts a long name', () => {
  for (const query of ['', '?engine=numpy', '?engine=wasm', '?view=1']) assert.equal(engineFault(query), undefined);
  assert.equal(engineFault('?engine=gpu'), FAULT);
  assert.match(String(engineFault(`?engine=${'x'.repeat(1000)}`)), /“x{20}…”/);
  assert.match(String(engineFault('?engine=')), /“”/);
});

test('the message waits for Python, is announced, and follows Python’s own message', async () => {
  const { message, announcement } = await messageAfterOpening('?engine=gpu');
  assert.equal(message, FAULT);
  assert.equal(announcement, FAULT);
  assert.equal((await messageAfterOpening('?engine=gpu', { message: 'A layer was dropped.' })).message, `A layer was dropped. ${FAULT}`);
  assert.equal((await messageAfterOpening('?engine=numpy')).message, undefined);
});
