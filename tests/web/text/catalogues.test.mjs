import assert from 'node:assert/strict';
import { test } from 'node:test';
import { german } from '../../../web/src/text/de/index.js';
import { boot } from '../../../web/src/text/de/phrases/boot.js';
import { errors } from '../../../web/src/text/de/phrases/errors.js';
import { fleets } from '../../../web/src/text/de/phrases/fleets.js';
import { ops } from '../../../web/src/text/de/phrases/ops.js';
import { layers } from '../../../web/src/text/de/phrases/layers.js';
import { presets } from '../../../web/src/text/de/phrases/presets.js';
import { run } from '../../../web/src/text/de/phrases/run.js';
import { SAME } from '../../../web/src/text/de/phrases/same.js';
import { sanity } from '../../../web/src/text/de/phrases/sanity.js';
import { settings } from '../../../web/src/text/de/phrases/settings.js';
import { verdict } from '../../../web/src/text/de/phrases/verdict.js';
import { english } from '../../../web/src/text/en/index.js';

const WINGS = ['charts', 'fleets', 'gradients', 'lab', 'landscape', 'microscope', 'network', 'output', 'sanity', 'settings'];
const PHRASES = [boot, errors, fleets, layers, ops, presets, run, sanity, settings, verdict];
const { phrases } = english;

/** What a sentence is made of: its kind, and how many values a function takes. */
function shapeOf(value) {
  if (typeof value === 'function') return `function of ${value.length}`;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
  }
  return typeof value;
}

/** The values that a template needs. */
const placesOf = (template) => new Set([...template.matchAll(/\{(\w+)/g)].map(([, name]) => name));

test('no two wings have a key in common: one would hide the other', async () => {
  for (const language of ['en', 'de']) {
    const seen = new Map();
    for (const wing of WINGS) {
      const module = await import(`../../../web/src/text/${language}/${wing}.js`);
      for (const key of Object.keys(module[wing])) {
        assert.ok(!seen.has(key), `${language}: ${key} is in ${seen.get(key)} and in ${wing}`);
        seen.set(key, wing);
      }
    }
  }
});

test('German has every sentence of the page, with the same values', () => {
  const { phrases: _, paces, walkPaces, ...words } = english;
  for (const [key, value] of Object.entries(words)) assert.deepEqual(shapeOf(german[key]), shapeOf(value), key);
  assert.deepEqual(Object.values(german.paces), Object.values(paces));
  assert.deepEqual(Object.values(german.walkPaces), Object.values(walkPaces));
  assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
});

test('German has every phrase that Python sends, but the names that read the same', () => {
  const translated = Object.assign({}, ...PHRASES);
  assert.equal(Object.keys(translated).length, PHRASES.reduce((sum, part) => sum + Object.keys(part).length, 0));
  const missing = Object.keys(phrases).filter((key) => !(key in translated) && !SAME.has(key));
  assert.deepEqual(missing, []);
  const unknown = [...Object.keys(translated), ...SAME].filter((key) => !(key in phrases));
  assert.deepEqual(unknown, []);
  assert.deepEqual([...SAME].filter((key) => key in translated), []);
});

test('a German phrase uses the values of the English one, and all of them', () => {
  for (const [key, template] of Object.entries(phrases)) {
    // A formula read aloud exists in English alone.
    if (key !== 'heard.computed') assert.deepEqual(placesOf(german.phrases[key]), placesOf(template), key);
  }
});

test('German is not English left over', () => {
  const plain = (value) => (typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(plain) : []);
  const pairs = Object.keys(english).filter((key) => key !== 'phrases').map((key) => [key, plain(english[key]), plain(german[key])]);
  const sentences = pairs.flatMap(([key, ours, theirs]) => ours.filter((words, i) => words.match(/\p{L}{3,}/gu)?.length > 2 && words === theirs[i]).map(() => key));
  assert.deepEqual(sentences, []);
});
