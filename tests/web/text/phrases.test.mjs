import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, say, spoken } from '../../../web/src/text/phrases.js';

const float = (value) => ({ float: value });

test('a report’s phrases become sentences at any depth, and arrays stay unchanged', () => {
  const arrays = { loss: new Float64Array([1, 2]) };
  const trial = { key: 'trial', values: { label: { key: 'setting.learning_rate', values: {} }, after: 'a', before: 'b' } };
  const report = spoken({ type: 'observed', findings: [{ trial: { words: trial } }], numbers: [['a', 1]], arrays });
  assert.equal(report.findings[0].trial.words, 'Learning rate a (now b)');
  assert.deepEqual(report.numbers, [['a', 1]]);
  assert.equal(report.arrays.loss, arrays.loss);
});

test('numbers are shown as Python formats them', () => {
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
    ['{x:}', ['a', ' ', 'b'], 'a b'],
    ['{x} {x|unit|units}', 1, '1 unit'],
    ['{x} {x|unit|units}', 2, '2 units'],
  ];
  for (const [template, x, words] of cases) assert.equal(filled(template, { x }), words, `${template} of ${x}`);
});

test('an unknown key is shown as it is', () => {
  assert.equal(say({ key: 'not.there', values: {} }), 'not.there');
});

test('the two numbers of a change have as many digits as are needed to tell them apart', () => {
  const said = (/** @type {unknown} */ low, /** @type {unknown} */ now) => filled('from {low:~now} to {now:~low}', { low, now });
  assert.equal(said(0.5, 0.25), 'from 0.5 to 0.25');
  assert.equal(said(0.15, 0.1498), 'from 0.15 to 0.1498');
  assert.equal(said(float(3), 3.0000001), 'from 3 to 3.0000001');
  assert.equal(said(1.234e-7, 1.2341e-7), 'from 1.234\u00a0×\u00a010⁻⁷ to 1.2341\u00a0×\u00a010⁻⁷');
  assert.equal(said(0.5, 0.5), 'from 0.5 to 0.5');
  assert.equal(said(0.5, '∞'), 'from 0.5 to ∞');
});

test('a mean has as many decimal places as its deviation', () => {
  const said = (/** @type {unknown} */ mean, /** @type {unknown} */ deviation) => filled('{mean:±deviation}', { mean, deviation });
  assert.equal(said(0.663, 0.0042), '0.6630 ± 0.0042');
  assert.equal(said(0.6, 0.0996), '0.60 ± 0.10');
  assert.equal(said(651.4, 123.4), '651 ± 123');
  assert.equal(said(float(1), float(0)), '1 ± 0');
  assert.equal(said(1.2345e-7, 1.23e-9), '1.23e-07 ± 1.2e-09');
  assert.equal(said('∞', '∞'), '∞ ± ∞');
});
