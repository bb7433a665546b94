import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { german } from '../../../web/src/text/de/index.js';
import { SAME } from '../../../web/src/text/de/phrases/same.js';
import { english } from '../../../web/src/text/en/index.js';

const TEXT = new URL('../../../web/src/text/', import.meta.url);

/** The files with texts in a folder and its subfolders, without those that combine other files or list keys. */
const filesIn = (folder) =>
  readdirSync(new URL(folder, TEXT), { recursive: true }).filter((file) => file.endsWith('.js') && !/(^|\/)(index|same)\.js$/.test(file));

/** The texts that each file exports, by the name of the file. */
const textsIn = async (folder) =>
  Object.fromEntries(await Promise.all(filesIn(folder).map(async (file) => [file, Object.assign({}, ...Object.values(await import(new URL(`${folder}${file}`, TEXT))))])));

const PHRASES = Object.values(await textsIn('de/phrases/'));
const { phrases } = english;

/** The parts of a text: its type, and the number of values that a function takes. */
function shapeOf(value) {
  if (typeof value === 'function') return `function of ${value.length}`;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
  }
  return typeof value;
}

/** The values that a template uses. */
const placesOf = (template) => new Set([...template.matchAll(/(?:\{|:[~±])(\w+)/g)].map(([, name]) => name));

test('no two files share a key, because one of the texts would be hidden', async () => {
  for (const language of ['en/', 'de/']) {
    const seen = new Map();
    for (const [file, texts] of Object.entries(await textsIn(language))) {
      for (const key of Object.keys(texts)) {
        assert.ok(!seen.has(key), `${language}${file}: ${key} is also in ${seen.get(key)}`);
        seen.set(key, file);
      }
    }
  }
});

test('each language has the same files, apart from the phrases of Python', () => {
  const german = filesIn('de/').filter((file) => !file.startsWith('phrases/'));
  assert.deepEqual([...german, 'start/boot.js'].sort(), filesIn('en/').sort());
});

test('German has every text of the page, with the same values', () => {
  const { phrases: _, paces, walkPaces, ...words } = english;
  for (const [key, value] of Object.entries(words)) assert.deepEqual(shapeOf(german[key]), shapeOf(value), key);
  assert.deepEqual(Object.values(german.paces), Object.values(paces));
  assert.deepEqual(Object.values(german.walkPaces), Object.values(walkPaces));
  assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
});

test('German has every phrase of Python, except names that are the same in both languages', () => {
  const translated = Object.assign({}, ...PHRASES);
  assert.equal(Object.keys(translated).length, PHRASES.reduce((sum, part) => sum + Object.keys(part).length, 0));
  const missing = Object.keys(phrases).filter((key) => !(key in translated) && !SAME.has(key));
  assert.deepEqual(missing, []);
  const unknown = [...Object.keys(translated), ...SAME].filter((key) => !(key in phrases));
  assert.deepEqual(unknown, []);
  assert.deepEqual([...SAME].filter((key) => key in translated), []);
});

test('a German phrase uses all the values of the English one, and no others', () => {
  for (const [key, template] of Object.entries(phrases)) {
    assert.deepEqual(placesOf(german.phrases[key]), placesOf(template), key);
  }
});

test('German texts are not untranslated English', () => {
  const plain = (value) => (typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(plain) : []);
  const pairs = Object.keys(english).filter((key) => key !== 'phrases').map((key) => [key, plain(english[key]), plain(german[key])]);
  const sentences = pairs.flatMap(([key, ours, theirs]) => ours.filter((words, i) => words.match(/\p{L}{3,}/gu)?.length > 2 && words === theirs[i]).map(() => key));
  assert.deepEqual(sentences, []);
});
