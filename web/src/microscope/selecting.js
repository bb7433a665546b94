/**
 * Synchronises the page's selection with the microscope's matrices, in both directions.
 *
 * @import { Matrix } from '../generated/protocol'
 * @import { Area } from './cells.js'
 * @import { Microscope } from './state.js'
 */
import { areaOfExample, areaOfPlace, exampleOfCell, placeOfCell } from './cells.js';

/**
 * The pointer is on a cell: select the example and the unit or link that it belongs to.
 *
 * @param {Microscope} microscope
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} column
 */
export function pointAtCell(microscope, matrix, row, column) {
  const { current, exhibit, lab, walked } = microscope;
  microscope.isPointed = true;
  if (exhibit || !walked || !current || !lab.network) return;
  lab.selection.pointed = exampleOfCell(walked, matrix, row);
  lab.selection.choose(placeOfCell(lab.network, current, matrix, row, column));
}

/**
 * The pointer has left the matrices.
 *
 * @param {Microscope} microscope
 */
export function leaveCells(microscope) {
  microscope.isPointed = false;
  microscope.lab.selection.pointed = undefined;
  microscope.lab.selection.choose(undefined);
}

/**
 * An example was selected elsewhere: show it if it is in the step's batch. If the whole batch is shown, it stays, and
 * the row of the example is marked.
 *
 * @param {Microscope} microscope
 * @param {number} example of the data set
 * @returns {boolean} false if the batch does not contain it
 */
export function showExample(microscope, example) {
  const { exhibit, isOpen, walked } = microscope;
  if (!isOpen || exhibit || !walked) return true;
  const place = walked.batch.indexOf(example);
  if (place >= 0 && walked.example !== null && walked.example !== place) microscope.watch(place);
  return place >= 0;
}

/**
 * The cells of a matrix that belong to the page's selection.
 *
 * @param {Microscope} microscope
 * @param {Matrix} matrix
 * @returns {Area[]}
 */
export function selectedIn({ current, exhibit, lab, walked }, matrix) {
  const { example, place } = lab.selection;
  if (exhibit || !walked || !current || !lab.network) return [];
  const areas = [
    example === undefined ? undefined : areaOfExample(walked, matrix, example),
    place && areaOfPlace(lab.network, current, matrix, place),
  ];
  return areas.flatMap((area) => area ?? []);
}
