import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, say, spoken } from '../../../web/src/text/phrases.js';

const float = (value) => ({ float: value });

test('a report’s phrases become sentences, however deep, and arrays stay as they are', () => {
  const arrays = { loss: new Float64Array([1, 2]) };
  const trial = { key: 'trial', values: { label: { key: 'setting.learning_rate', values: {} }, after: 'a', before: 'b' } };
  const report = spoken({ type: 'observed', findings: [{ trial: { words: trial } }], numbers: [['a', 1]], arrays });
  assert.equal(report.findings[0].trial.words, 'Learning rate a (now b)');
  assert.deepEqual(report.numbers, [['a', 1]]);
  assert.equal(report.arrays.loss, arrays.loss);
});

test('numbers read as Python formats them', () => {
  const cases = [
    ['{x}', 0.0042, '0.0042'],
    ['{x}', 12, '12'],
    ['{x}', float(12), '12'],
    ['{x}', float(123), '120'],
    ['{x}', 6.1e-5, '6.1 × 10⁻⁵'.replaceAll(' ', '\u00a0')],
    ['{x}', float(12345), '1.2 × 10⁴'.replaceAll(' ', '\u00a0')],
    ['{x}', 20000, '20000'],
    ['{x:g}', 0.00001, '1e-05'],
    ['{x:g}', 1234567.5, '1.23457e+06'],
    ['{x:g}', float(100), '100'],
    ['{x:.4g}', 0.123456, '0.1235'],
    ['{x:.10g}', 3.75, '3.75'],
    ['{x:.3g}', -0.5, '-0.5'],
    ['{x:,}', 1234567, '1,234,567'],
    ['{x:.0%}', 0.1, '10%'],
    ['{x:; }', ['a', 'b'], 'a; b'],
    ['{x}', ['a', 'b'], 'a, b'],
    ['{x} {x|unit|units}', 1, '1 unit'],
    ['{x} {x|unit|units}', 2, '2 units'],
  ];
  for (const [template, x, words] of cases) assert.equal(filled(template, { x }), words, `${template} of ${x}`);
});

test('a key that this page does not know is shown as it is', () => {
  assert.equal(say({ key: 'not.there', values: {} }), 'not.there');
});
