/** The page in German: the language is selected by the browser, and numbers have decimal commas. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { languages: ['fr', 'de-DE', 'en'], language: 'fr' } });
const { language, locale } = await import('../../../web/src/text/language.js');
const { text } = await import('../../../web/src/text/index.js');
const format = await import('../../../web/src/text/format.js');
const { filled, say } = await import('../../../web/src/text/phrases.js');
const { numbersIn, realIn } = await import('../../../web/src/kit/entries.js');
const { readable } = await import('../../../web/src/microscope/markup.js');
const { hintOf, actions } = await import('../../../web/src/model/actions.js');
const { setting } = await import('../../../web/src/model/settings.js');

test('the page uses the first of the browser’s languages that it supports', () => {
  assert.deepEqual([language, locale], ['de', 'de-DE']);
  assert.equal(text.play, 'Start');
});

test('numbers have a decimal comma, and points between thousands', () => {
  assert.equal(format.formatLoss(0.75931), '0,7593');
  assert.equal(format.formatWhole(1234567), '1.234.567');
  assert.equal(format.formatSigned(-0.5), '−0,5000');
  assert.equal(format.formatSetting(0.01), '0,01');
  assert.equal(filled('{x:,} {y:.3g} {z:.1%}', { x: 12345, y: 0.001234, z: 0.125 }).replaceAll('\u00a0', ' '), '12.345 0,00123 12,5 %');
});

test('numbers in a list are separated by semicolons, and read back as shown', () => {
  const values = [0.05, 0.1, 2];
  assert.equal(format.formatSettings(values), '0,05; 0,1; 2');
  assert.deepEqual(numbersIn(format.formatSettings(values)), values);
  assert.deepEqual(numbersIn('0,05, 0,1'), [0.05, 0.1]);
  assert.deepEqual(numbersIn('1; 2;3 4'), [1, 2, 3, 4]);
  assert.equal(filled('{parts}', { parts: [0.5, { float: 2 }] }), '0,5; 2');
  const layer = { key: 'layer.number', values: { number: 1 } };
  assert.equal(filled('{parts}', { parts: [layer, 'b'] }), 'Schicht 1, b');
});

test('a number can be typed with a comma or a point', () => {
  assert.equal(realIn('0,05'), 0.05);
  assert.equal(realIn('0.05'), 0.05);
  assert.equal(realIn('schnell'), 'schnell');
});

test('formulas have decimal commas; lengths in the markup keep their decimal points', () => {
  const shown = readable('<mn>0.15</mn><mspace width="0.17em"></mspace><mn>2</mn><annotation>0.15</annotation>');
  assert.equal(shown, '<mn>0,15</mn><mspace width="0.17em"></mspace><mn>2</mn><annotation>0.15</annotation>');
});

test('labels of settings, keys and errors are in German', () => {
  assert.equal(setting('learning_rate').label, 'Lernrate');
  assert.equal(setting('loss').choices['mse'], 'Mittlerer quadratischer Fehler');
  assert.match(hintOf(actions.redo), /\(Strg\+Umschalt\+Z\)$/);
  const fault = { key: 'plain.input', values: { field: { key: 'setting.learning_rate', values: {} }, value: '-1', allowed: { key: 'allowed.real.above', values: { low: { float: 0 }, high: { float: 100 } } } } };
  assert.equal(say(fault), 'Lernrate: -1 geht hier nicht. Möglich: eine Zahl größer als 0 bis 100.');
});

test('an entry of the microscope is spoken in German, with its formula', () => {
  const word = (name) => ({ key: `spoken.word.${name}`, values: {} });
  const number = (value) => ({ key: 'spoken.number', values: { value } });
  const formula = { key: 'spoken.formula', values: { parts: [word('incoming'), ' ', number(0.25), ' ', word('times'), ' (1 − ', number(0.5), '²)'] } };
  const sentence = { key: 'spoken.is', values: { title: 'Tanh', formula, value: 0.1875 } };
  assert.equal(say(sentence), 'Tanh: eingehender Gradient 0,25 mal (1 − 0,5²) ist 0,188');
});
