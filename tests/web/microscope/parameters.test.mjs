/** Where the parameters of layers other than dense ones are found in the microscope and in θ. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryOfPlace, parameterAt } from '../../../web/src/microscope/cells.js';

test('an entry of a convolution’s gradient is found in θ by the strides of all four axes', () => {
  const matrix = { parameter: { offset: 5, strides: [19, 9, 3, 1] }, shape: [4, 2, 3, 3], columns: 3 };
  // Row 7 of 24 is output channel 1, input channel 0, kernel row 1.
  assert.equal(parameterAt(matrix, 7, 2), 5 + 19 + 3 + 2);
  assert.equal(parameterAt({ ...matrix, parameter: null }, 7, 2), undefined);
});

test('a unit of a layer that is not dense opens the microscope at the gradient of its biases', () => {
  const made = (name, columns) => ({ kind: 'result', name, rows: 1, columns });
  const ops = [
    { layer: 0, is_linear: false, backward: false, matrices: [made('y', 8)] },
    { layer: 1, is_linear: false, backward: false, matrices: [made('y', 4)] },
    { layer: 0, is_linear: false, backward: true, matrices: [made('dweight', 3), made('dbias', 8)] },
  ];
  const channel = entryOfPlace({ ops }, { layer: 0, unit: 6, source: null });
  assert.deepEqual(channel, { op: 2, entry: { name: 'dbias', row: 0, column: 6 } });
  const pooled = entryOfPlace({ ops }, { layer: 1, unit: 6, source: null });
  assert.deepEqual(pooled, { op: 1, entry: { name: 'y', row: 0, column: 0 } });
});
