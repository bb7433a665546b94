import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberIn, numbersIn } from '../../../web/src/kit/entries.js';

test('numbers are parsed; any other text is sent to Python as it was typed', () => {
  assert.equal(numberIn('0.5'), 0.5);
  assert.equal(numberIn(' -1e-3 '), -0.001);
  assert.equal(numberIn('fast'), 'fast');
  assert.equal(numberIn('Infinity'), 'Infinity');
  // An empty field is not the number 0.
  assert.equal(numberIn(' '), ' ');
});

test('the values of a list can be separated by commas, semicolons or spaces', () => {
  assert.deepEqual(numbersIn('1, 2;3  4'), [1, 2, 3, 4]);
  assert.deepEqual(numbersIn('1, x,'), [1, 'x']);
  assert.deepEqual(numbersIn(''), []);
});
