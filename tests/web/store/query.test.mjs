/** The page's query: what is open, and how a teacher has set up the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_QUESTION, MOST_TITLE, openIn, setupIn, withOpen, withSetup } from '../../../web/src/store/query.js';

const NOTHING = { open: [], view: undefined, speed: undefined, example: undefined, layer: undefined };
const PLAIN = { hide: [], lock: [], title: '', question: '', isEmbedded: false };

test('open instruments survive a round trip through a query, which keeps its other parts', () => {
  const parts = { open: ['norms', 'race'], view: '2', speed: 20, example: 5, layer: 1 };
  const query = withOpen('?place=learn&engine=numpy', parts);
  assert.equal(query, '?place=learn&engine=numpy&open=norms,race&view=2&speed=20&example=5&layer=1');
  assert.deepEqual(openIn(query), parts);
  assert.equal(withOpen(query, NOTHING), '?place=learn&engine=numpy');
  assert.equal(withOpen('', NOTHING), '');
});

test('older URLs open nothing, and values that are not allowed are ignored', () => {
  assert.deepEqual(openIn(''), NOTHING);
  assert.deepEqual(setupIn('?lang=de'), PLAIN);
  assert.deepEqual(openIn('?view=-1&speed=fast&example=0&layer=1e9&open=,,'), NOTHING);
});

test('a set-up survives a round trip through a query, whatever its text contains', () => {
  const setup = { hide: ['data', 'play'], lock: ['layers'], title: 'A & B?', question: '<b>Why</b> 1 + 1 = 2,\nor #3?', isEmbedded: true };
  assert.deepEqual(setupIn(withSetup('?lang=de', setup)), setup);
  assert.equal(withSetup(withSetup('?lang=de', setup), PLAIN), '?lang=de');
});

test('a title or question that is too long is cut, and so is a list of names', () => {
  const long = { ...PLAIN, title: 'a'.repeat(500), question: 'b'.repeat(5000), hide: Array.from({ length: 300 }, (_, at) => `n${at}`) };
  const { hide, title, question } = setupIn(withSetup('', long));
  assert.deepEqual([title.length, question.length, hide.length], [MOST_TITLE, MOST_QUESTION, 100]);
  assert.match(title, /…$/);
});
