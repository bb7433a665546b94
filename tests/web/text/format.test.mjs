import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../../../web/src/text/format.js';

test('a loss has six characters whatever its size, so that it does not move as it falls', () => {
  for (const value of [0, 0.001, 0.5, 9.99994, 12.34567, 999.99, 9999.94]) {
    assert.equal(format.formatLoss(value).length, 6, `${value} is ${format.formatLoss(value)}`);
  }
  assert.equal(format.formatLoss(0.12345), '0.1235');
  assert.equal(format.formatLoss(123.456), '123.46');
  assert.equal(format.formatLoss(0.00012), '1.2e-4');
  assert.equal(format.formatLoss(9999.95), '1.00e4');
  assert.equal(format.formatLoss(123456), '1.23e5');
});

test('NaN is a dash, and infinity has its symbol', () => {
  for (const value of [null, undefined, NaN]) assert.equal(format.formatLoss(value), '–');
  assert.equal(format.formatLoss(Infinity), '∞');
  assert.equal(format.formatSigned(Infinity), '–');
  assert.equal(format.formatWhole(undefined), '–');
  assert.equal(format.formatEpoch(undefined), '–');
  assert.equal(format.formatPercent(null), '–');
  assert.equal(format.formatEdge(undefined), '–');
});

test('a weight has a sign, with a true minus, and four decimal places', () => {
  assert.equal(format.formatSigned(0.5), '+0.5000');
  assert.equal(format.formatSigned(-1.23456), '−1.2346');
  assert.equal(format.formatSigned(0), '+0.0000');
  assert.equal(format.formatSigned(-0.00012), '−1.2e-4');
  assert.equal(format.formatSigned(12345), '+1.2e4');
});

test('a typed number is read with a comma, a true minus and spaces around it', () => {
  assert.equal(Number(format.asNumber(' −0,5 ')), -0.5);
  assert.equal(Number(format.asNumber('1,25')), 1.25);
  assert.equal(Number(format.asNumber('1e-3')), 0.001);
  assert.ok(Number.isNaN(Number(format.asNumber('half'))));
});

test('epochs are whole numbers unless the fraction matters; in the thousands, they have no fraction', () => {
  assert.equal(format.formatEpoch(3.75), '3');
  assert.equal(format.formatEpoch(3.75, true), '3.75');
  assert.equal(format.formatEpoch(4, true), '4');
  assert.equal(format.formatEpoch(12345.6, true), '12345');
});

test('shares, counts and ticks are as short as possible', () => {
  assert.equal(format.formatPercent(0.98765), '98.8 %');
  assert.equal(format.formatPercent(1, 0), '100 %');
  assert.equal(format.formatWhole(1234567), '1,234,567');
  assert.equal(format.formatShort(0.1 + 0.2), '0.3');
  assert.equal(format.formatShort(-2), '−2');
  assert.equal(format.formatTick(20000), '2e4');
  assert.equal(format.formatTick(0.00025), '2.5e-4');
  assert.equal(format.formatTick(0), '0');
  assert.equal(format.formatEpochTick(12000), '12,000');
  assert.equal(format.formatEpochTick(2e5), '2e5');
  assert.equal(format.formatSetting(0.03), '0.03');
});

test('the edge of a bin has three significant digits and a sign', () => {
  assert.equal(format.formatEdge(0.05), '0.05');
  assert.equal(format.formatEdge(-0.001778), '−1.78e-3');
  assert.equal(format.formatEdge(0), '0');
});

test('powers of ten are written with superscripts', () => {
  assert.equal(format.powerOfTen(3), '10³');
  assert.equal(format.powerOfTen(-12), '10⁻¹²');
});

test('a number from a table has as many decimal places as in the table', () => {
  assert.equal(format.formatAsGiven(229512.3, 0), '229,512');
  assert.equal(format.formatAsGiven(9512.34, 1), '9512.3');
  assert.equal(format.formatAsGiven(22, 1), '22.0');
  assert.equal(format.formatAsGiven(-12345.6, 0), '−12,346');
  assert.equal(format.formatAsGiven(-0.04, 1), '0.0');
  assert.equal(format.formatAsGiven(0.123456, null), '0.1235');
  assert.equal(format.formatAsGiven(-1.5e-9, null), '−1.5e−9');
  for (const value of [NaN, Infinity, null, undefined]) assert.equal(format.formatAsGiven(value, 2), '–');
});

test('a date is in ISO format, with the time of day if the table has it', () => {
  assert.equal(format.formatDate(19736.2, true), '2024-01-14');
  assert.equal(format.formatDate(19736.25, false), '2024-01-14 06:00');
  assert.equal(format.formatDate(1e15, true), '–');
});

test('ticks that are close together have enough digits to differ', () => {
  const shown = format.formatEpochs;
  assert.deepEqual(shown([21170, 21175, 21180]), ['21170', '21175', '21180']);
  assert.deepEqual(shown([0.1, 0.2, 0.1 + 0.2]), ['0.1', '0.2', '0.3']);
  assert.deepEqual(shown([0, 500, 1000]), ['0', '500', '1000']);
  assert.deepEqual(format.formatTicks([0.5, 0.5005, 0.501]), ['0.5', '0.5005', '0.501']);
  // As a callback, a format gets an index as its second argument, which is not a number of digits.
  assert.deepEqual([1.25, 2.5].map(format.formatShort), ['1.25', '2.5']);
});
