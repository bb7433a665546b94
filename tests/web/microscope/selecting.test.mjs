import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaOfExample, areaOfPlace, exampleOfCell, placeOfCell } from '../../../web/src/microscope/cells.js';
import { leaveCells, pointAtCell, selectedIn } from '../../../web/src/microscope/selecting.js';
import { microscopeOf } from '../../../web/src/microscope/state.js';
import { livePage, network } from '../page.mjs';
import { ops, rows, walked } from './step.mjs';

/** @type {any} */
const net = network;
const [forward, , , backward, update] = ops;
const [dx, dweight, dbias] = backward.matrices;

/** A page whose microscope looks at an op. */
async function opened(op = 0) {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  microscope.toggle();
  page.report(walked());
  microscope.go(op);
  page.news();
  return { page, microscope, selection: page.lab.selection };
}

test('a cell belongs to a unit, a link or a parameter, by the matrix that it is in', () => {
  const weight = { layer: 0, unit: 2, source: 1 };
  const bias = { layer: 0, unit: 2, source: null };
  const feature = { layer: -1, unit: 1, source: null };
  assert.deepEqual(placeOfCell(net, backward, dweight, 2, 1), weight);
  assert.deepEqual(placeOfCell(net, backward, dbias, 0, 2), bias);
  assert.deepEqual(placeOfCell(net, backward, dx, 4, 1), feature);
  assert.deepEqual(placeOfCell(net, forward, forward.matrices[1], 4, 2), bias);
  assert.deepEqual(placeOfCell(net, update, update.matrices[0], 0, 7), weight);
  assert.equal(placeOfCell(net, backward, { ...dx, name: 'other', columns: 5 }, 0, 0), undefined);
});

test('the cells of a place are those that belong to it', () => {
  for (const [op, matrix] of [[backward, dweight], [backward, dbias], [update, update.matrices[0]]]) {
    for (let row = 0; row < matrix.rows; row++) {
      for (let column = 0; column < matrix.columns; column++) {
        const place = placeOfCell(net, op, matrix, row, column);
        assert.ok(place);
        assert.deepEqual(areaOfPlace(net, op, matrix, place), { row, rows: 1, column, columns: 1 });
      }
    }
  }
  // A unit has a column of all examples; a feature none of the parameters.
  const feature = { layer: -1, unit: 1, source: null };
  assert.deepEqual(areaOfPlace(net, backward, dx, feature), { row: 0, rows: 10, column: 1, columns: 1 });
  assert.equal(areaOfPlace(net, update, update.matrices[0], feature), undefined);
  assert.equal(areaOfPlace(net, backward, dweight, feature), undefined);
  assert.equal(areaOfPlace(net, backward, dbias, { layer: 0, unit: 1, source: 0 }), undefined);
});

test('a row belongs to an example of the batch, several where an example has more than one axis', () => {
  /** @type {any} */
  const step = walked();
  assert.equal(exampleOfCell(step, dx, 3), rows[3]);
  assert.equal(exampleOfCell(step, dweight, 0), undefined);
  assert.deepEqual(areaOfExample(step, dx, rows[3]), { row: 3, rows: 1, column: 0, columns: 2 });
  assert.equal(areaOfExample(step, dx, 1000), undefined);
  assert.equal(areaOfExample(step, dweight, rows[0]), undefined);
  const pictures = { ...dx, shape: [10, 4, 2], rows: 40 };
  assert.equal(exampleOfCell(step, pictures, 39), rows[9]);
  assert.deepEqual(areaOfExample(step, pictures, rows[9]), { row: 36, rows: 4, column: 0, columns: 2 });
});

test('pointing at a cell selects its example and its unit for the whole page; leaving lets both go', async () => {
  const { microscope, selection } = await opened();
  pointAtCell(microscope, forward.matrices[1], 2, 1);
  assert.deepEqual([selection.example, selection.unit], [rows[2], { layer: 0, unit: 1, source: null }]);
  leaveCells(microscope);
  assert.deepEqual([selection.example, selection.place], [undefined, undefined]);
});

test('what is selected elsewhere is marked in the matrices', async () => {
  const { microscope, selection } = await opened(3);
  assert.deepEqual(selectedIn(microscope, dx), []);
  selection.pointed = rows[9];
  assert.deepEqual(selectedIn(microscope, dx), [{ row: 9, rows: 1, column: 0, columns: 2 }]);
  selection.choose({ layer: 0, unit: 1, source: 0 });
  assert.deepEqual(selectedIn(microscope, dweight), [{ row: 1, rows: 1, column: 0, columns: 1 }]);
});

test('a network of its own has nothing to do with what is selected', async () => {
  const { page, microscope, selection } = await opened();
  microscope.exhibitAt('lstm');
  page.report(walked());
  pointAtCell(microscope, forward.matrices[1], 2, 1);
  assert.equal(selection.example, undefined);
  selection.pointed = rows[0];
  assert.deepEqual(selectedIn(microscope, forward.matrices[1]), []);
});

test('with a weight selected, the microscope opens at its gradient', async () => {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  page.lab.selection.choose({ layer: 0, unit: 2, source: 1 });
  microscope.toggle();
  page.report(walked());
  assert.deepEqual([microscope.op, microscope.entry], [3, { name: 'dweight', row: 2, column: 1 }]);
  assert.deepEqual(page.news().at(-1)?.entry, { name: 'dweight', row: 2, column: 1 });
  // The next step is looked at where the person is by then.
  microscope.go(0);
  page.report(walked({ step: 1 }));
  assert.equal(microscope.op, 0);
});

test('while it is open it goes to what is selected; at the same place it closes', async () => {
  const { microscope, selection } = await opened();
  selection.choose({ layer: 0, unit: 1, source: null });
  microscope.toggle();
  assert.deepEqual([microscope.isOpen, microscope.op, microscope.entry], [true, 3, { name: 'dbias', row: 0, column: 1 }]);
  microscope.toggle();
  assert.equal(microscope.isOpen, false);
});

test('a selection by the microscope’s own pointer does not keep it from closing; nor does a feature', async () => {
  const { microscope, selection } = await opened();
  pointAtCell(microscope, forward.matrices[1], 2, 1);
  microscope.toggle();
  assert.equal(microscope.isOpen, false);
  leaveCells(microscope);
  microscope.toggle();
  selection.choose({ layer: -1, unit: 0, source: null });
  microscope.toggle();
  assert.equal(microscope.isOpen, false);
});

test('a frozen layer has no gradients: its unit’s output is looked at', async () => {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  page.lab.selection.choose({ layer: 0, unit: 2, source: 1 });
  microscope.toggle();
  page.report(walked({ ops: ops.filter(({ backward: isBack }) => !isBack) }));
  assert.deepEqual([microscope.op, microscope.entry], [0, { name: 'y', row: 0, column: 2 }]);
});

test('the example that is watched alone is selected', async () => {
  const { page, microscope, selection } = await opened();
  microscope.watch(4);
  page.report(walked({ example: 4, rows: [rows[4]] }));
  assert.equal(selection.example, rows[4]);
});
