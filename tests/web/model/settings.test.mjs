import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaults, isInUse, isSetting, nextLower, setting } from '../../../web/src/model/settings.js';

test('every setting that Python describes has a default, a label and a kind', () => {
  for (const name of Object.keys(defaults)) {
    const row = setting(name);
    assert.equal(row.name, name);
    assert.ok(row.label, name);
    assert.ok(row.kind, name);
  }
  assert.throws(() => setting('colour'), RangeError);
  assert.equal(isSetting('noise'), true);
  assert.equal(isSetting('colour'), false);
});

test('a setting that needs another’s value is in use only with it', () => {
  const dependent = Object.keys(defaults).find((name) => setting(name).needs !== null) ?? '';
  const needs = setting(dependent).needs ?? { name: '', values: [] };
  assert.equal(isInUse(dependent, { ...defaults, [needs.name]: needs.values[0] }), true);
  assert.equal(isInUse(dependent, { ...defaults, [needs.name]: 'none of these' }), false);
  assert.equal(isInUse('seed', defaults), true);
});

test('the next lower learning rate is the largest suggestion below it', () => {
  const { suggestions } = setting('learning_rate');
  const sorted = suggestions.toSorted((a, b) => a - b);
  assert.equal(nextLower('learning_rate', sorted[2]), sorted[1]);
  assert.equal(nextLower('learning_rate', sorted[0]), undefined);
});
