import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaults, formulaOf, isConstant, isInUse, isSetting, nextLower, setting } from '../../../web/src/model/settings.js';

test('every setting described by Python has a default, a label and a kind', () => {
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

test('a setting that depends on another is in use only if that one has the required value', () => {
  const dependent = Object.keys(defaults).find((name) => setting(name).needs !== null) ?? '';
  const needs = setting(dependent).needs ?? { name: '', values: [] };
  assert.equal(isInUse(dependent, { ...defaults, [needs.name]: needs.values[0] }), true);
  assert.equal(isInUse(dependent, { ...defaults, [needs.name]: 'none of these' }), false);
  assert.equal(isInUse('seed', defaults), true);
});

test('only the constant schedule leaves the learning rate as it is', () => {
  const names = Object.keys(setting('schedule').choices);
  assert.ok(names.length > 1);
  assert.deepEqual(names.filter((schedule) => isConstant({ schedule })), ['constant']);
});

test('the next lower learning rate is the largest suggestion below it', () => {
  const { suggestions } = setting('learning_rate');
  const sorted = suggestions.toSorted((a, b) => a - b);
  assert.equal(nextLower('learning_rate', sorted[2]), sorted[1]);
  assert.equal(nextLower('learning_rate', sorted[0]), undefined);
});

test('the formula of an optimizer includes the settings in effect, such as momentum and Nesterov', () => {
  const formula = (/** @type {object} */ changes) => formulaOf({ ...defaults, optimizer: 'sgd', momentum: 0, nesterov: false, ...changes });
  const shown = [formula({}), formula({ momentum: 0.9 }), formula({ momentum: 0.9, nesterov: true })];
  assert.equal(new Set(shown).size, 3);
  const names = ['sgd', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'adamw', 'nadam', 'lion'];
  // Without decay, AdamW is Adam.
  assert.equal(new Set(names.map((optimizer) => formula({ optimizer, weight_decay: 0.01 }))).size, names.length);
  // Adam has no separate momentum setting.
  assert.equal(formula({ optimizer: 'adam', momentum: 0.9 }), formula({ optimizer: 'adam' }));
});
