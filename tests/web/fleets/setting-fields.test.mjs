import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenSetting, settingAxes } from '../../../web/src/fleets/setting-fields.js';

const state = /** @type {any} */ ({
  choices: {
    axes: [{ name: 'seed', low: 5, count: 64 }],
    settings: [
      { name: 'layers.dropout', label: 'Dropout', options: [], texts: ['0', '0.3'] },
      { name: 'init', label: 'Initialisation', options: [{ text: 'xavier', label: 'Xavier' }, { text: 'he', label: 'He' }], texts: ['xavier', 'he'] },
      { name: 'features', label: 'Features', options: [], texts: ['x1,x2', 'x1'] },
    ],
  },
});

/** @param {Record<string, string>} typed */
const form = (typed = {}) => ({ value: (/** @type {string} */ name, /** @type {string} */ fallback) => typed[name] ?? fallback, set() {} });

test('the values that Python proposes are compared with 16 seeds each, starting at the experiment’s own seed', () => {
  assert.deepEqual(settingAxes(state, form()), [
    { name: 'layers.dropout', texts: ['0', '0.3'] },
    { name: 'seed', low: 5, count: 16 },
  ]);
});

test('typed values are separated by semicolons; choices keep the order of the menu', () => {
  const [numbers] = settingAxes(state, form({ 'layers.dropout texts': ' 0;0,25 ; much;', 'each count': '4' }));
  assert.deepEqual(numbers, { name: 'layers.dropout', texts: ['0', '0.25', 'much'] });
  assert.deepEqual(settingAxes(state, form({ setting: 'init', 'init texts': 'he;xavier' }))[0], { name: 'init', texts: ['xavier', 'he'] });
  assert.deepEqual(settingAxes(state, form({ setting: 'features', 'features texts': 'x1; x1,x2' }))[0]?.texts, ['x1', 'x1,x2']);
});

test('a setting that the experiment no longer has is replaced by the first one', () => {
  assert.equal(chosenSetting(state, form({ setting: 'momentum' }))?.name, 'layers.dropout');
  assert.equal(chosenSetting(/** @type {any} */ ({ choices: undefined }), form()), undefined);
  assert.deepEqual(settingAxes(/** @type {any} */ ({ choices: undefined }), form()), []);
});
