import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaOfExample, areaOfPlace, exampleOfCell, placeOfCell } from '../../../web/src/microscope/cells.js';
import { leaveCells, pointAtCell, selectedIn, showExample } from '../../../web/src/microscope/selecting.js';
import { microscopeOf } from '../../../web/src/microscope/state.js';
import { livePage, network } from '../page.mjs';
import { ops, rows, walked } from './step.mjs';

/** @type {any} */
const net = network;
const [forward, , , backward, update] = ops;
const [dx, dweight, dbias] = backward.matrices;

/** A page whose microscope shows an op. */
async function opened(op = 0) {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  microscope.toggle();
  page.report(walked());
  microscope.go(op);
  page.news();
  return { page, microscope, selection: page.lab.selection };
}

test('a cell belongs to a unit, a link or a parameter, depending on its matrix', () => {
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

test('the cells of a unit or link are those that belong to it', () => {
  for (const [op, matrix] of [[backward, dweight], [backward, dbias], [update, update.matrices[0]]]) {
    for (let row = 0; row < matrix.rows; row++) {
      for (let column = 0; column < matrix.columns; column++) {
        const place = placeOfCell(net, op, matrix, row, column);
        assert.ok(place);
        assert.deepEqual(areaOfPlace(net, op, matrix, place), { row, rows: 1, column, columns: 1 });
      }
    }
  }
  // A unit has a column for all examples; a feature has no parameters.
  const feature = { layer: -1, unit: 1, source: null };
  assert.deepEqual(areaOfPlace(net, backward, dx, feature), { row: 0, rows: 10, column: 1, columns: 1 });
  assert.equal(areaOfPlace(net, update, update.matrices[0], feature), undefined);
  assert.equal(areaOfPlace(net, backward, dweight, feature), undefined);
  assert.equal(areaOfPlace(net, backward, dbias, { layer: 0, unit: 1, source: 0 }), undefined);
});

test('a row belongs to an example of the batch; if there are more axes, an example has several rows', () => {
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

test('pointing at a cell selects its example and its unit on the whole page; leaving clears both', async () => {
  const { microscope, selection } = await opened();
  pointAtCell(microscope, forward.matrices[1], 2, 1);
  assert.deepEqual([selection.example, selection.unit], [rows[2], { layer: 0, unit: 1, source: null }]);
  leaveCells(microscope);
  assert.deepEqual([selection.example, selection.place], [undefined, undefined]);
});

test('the page’s selection is marked in the matrices', async () => {
  const { microscope, selection } = await opened(3);
  assert.deepEqual(selectedIn(microscope, dx), []);
  selection.pointed = rows[9];
  assert.deepEqual(selectedIn(microscope, dx), [{ row: 9, rows: 1, column: 0, columns: 2 }]);
  selection.choose({ layer: 0, unit: 1, source: 0 });
  assert.deepEqual(selectedIn(microscope, dweight), [{ row: 1, rows: 1, column: 0, columns: 1 }]);
});

test('a separate network ignores the page’s selection', async () => {
  const { page, microscope, selection } = await opened();
  microscope.exhibitAt('lstm');
  page.report(walked());
  pointAtCell(microscope, forward.matrices[1], 2, 1);
  assert.equal(selection.example, undefined);
  selection.pointed = rows[0];
  assert.deepEqual(selectedIn(microscope, forward.matrices[1]), []);
});

test('if a weight is selected, the microscope opens at its gradient', async () => {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  page.lab.selection.choose({ layer: 0, unit: 2, source: 1 });
  microscope.toggle();
  page.report(walked());
  assert.deepEqual([microscope.op, microscope.entry], [3, { name: 'dweight', row: 2, column: 1 }]);
  assert.deepEqual(page.news().at(-1)?.entry, { name: 'dweight', row: 2, column: 1 });
  // The next step is shown at the position that the user has chosen by then.
  microscope.go(0);
  page.report(walked({ step: 1 }));
  assert.equal(microscope.op, 0);
});

test('an open microscope moves to the selection; if it is already there, it closes', async () => {
  const { microscope, selection } = await opened();
  selection.choose({ layer: 0, unit: 1, source: null });
  microscope.toggle();
  assert.deepEqual([microscope.isOpen, microscope.op, microscope.entry], [true, 3, { name: 'dbias', row: 0, column: 1 }]);
  microscope.toggle();
  assert.equal(microscope.isOpen, false);
});

test('neither a selection made by pointing into the microscope nor a feature prevents it from closing', async () => {
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

test('a frozen layer has no gradients, so its unit’s output is shown', async () => {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  page.lab.selection.choose({ layer: 0, unit: 2, source: 1 });
  microscope.toggle();
  page.report(walked({ ops: ops.filter(({ backward: isBack }) => !isBack) }));
  assert.deepEqual([microscope.op, microscope.entry], [0, { name: 'y', row: 0, column: 2 }]);
});

test('an example that is shown alone is selected', async () => {
  const { page, microscope, selection } = await opened();
  microscope.watch(4);
  page.report(walked({ example: 4, rows: [rows[4]] }));
  assert.equal(selection.example, rows[4]);
});

test('an example selected elsewhere is shown if the batch contains it and a single example is shown', async () => {
  const { page, microscope } = await opened();
  const show = (/** @type {number} */ example) => [showExample(microscope, example), page.news()];
  page.report({ ...walked(), batch: [7, 3, 5], example: 0, rows: [7] });
  page.news();
  assert.deepEqual(show(7), [true, []]);
  assert.deepEqual(show(5), [true, [{ type: 'walk', example: 2, exhibit: null, step: 0 }]]);
  assert.deepEqual(show(4), [false, []]);
  page.report({ ...walked(), batch: [7, 3, 5], example: null, rows: [7, 3, 5] });
  page.news();
  assert.deepEqual(show(5), [true, []]);
  microscope.close();
  assert.deepEqual(show(4), [true, []]);
});
