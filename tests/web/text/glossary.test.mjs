import assert from 'node:assert/strict';
import { test } from 'node:test';
import settings from '../../../web/src/generated/settings.json' with { type: 'json' };
import { explained } from '../../../web/src/settings/cr-explanation.js';
import { CHAPTERS } from '../../../web/src/text/learn/chapters.js';
import { glossary } from '../../../web/src/text/en/glossary.js';

const TERMS = glossary.glossary;

/** The choices of a setting; for layers, these are their kinds. */
const choicesOf = (name) => {
  const row = settings.find((each) => each.name === (name === 'activation' ? 'output_activation' : name));
  return row && (row.kind === 'layers' ? row.layer_kinds.map(({ kind }) => kind) : Object.keys(row.choices));
};

test('each entry about a choice names a setting and one of its choices, so that the lab can find the entry', () => {
  for (const key of Object.keys(TERMS).filter((each) => each.includes('.'))) {
    const [setting, choice] = key.split('.');
    assert.ok(choicesOf(setting)?.includes(choice), key);
  }
});

test('entries link to chapters that exist, and no two explain the same term', () => {
  const files = CHAPTERS.map(({ file }) => file);
  for (const [key, { chapter }] of Object.entries(TERMS)) assert.ok(!chapter || files.includes(chapter), key);
  const terms = Object.values(TERMS).map(({ term }) => term);
  assert.equal(new Set(terms).size, terms.length);
});

test('the settings that a newcomer sees first are explained, as are values with their own entries', () => {
  for (const name of ['data', 'noise', 'layers', 'activation', 'loss', 'optimizer', 'learning_rate', 'batch_size', 'dropout', 'l2', 'seed']) {
    assert.equal(explained(name), name);
  }
  assert.equal(explained('optimizer', 'adam'), 'optimizer optimizer.adam');
  assert.equal(explained('learning_rate', 0.01), 'learning_rate');
});
