/**
 * Examples on the output map: the one under the pointer, and moving among them with keys.
 *
 * @import { OpenedReport } from '../../engine/reports.js'
 * @import { Lab } from '../../model/lab.js'
 * @import { OutputPainter } from '../map/output-map.js'
 */
import { exampleInRow, exampleOfPoint, rowOfExample } from './indices.js';
import { digitAt } from './digits.js';
import { exampleLines } from './example-tip.js';
import { showExample } from '../../microscope/selecting.js';
import { microscopeOf } from '../../microscope/state.js';
import { text } from '../../text/index.js';
import { touchOf } from '../../touch/state.js';
import { ROWS_SHOWN } from '../output-controls.js';

/**
 * @typedef {{ painter: OutputPainter, isListed: boolean, showsTest: boolean }} Shown `isListed`: examples are shown one
 * by one
 */

/**
 * The index of the example at a position on the map, in CSS pixels.
 *
 * @param {Lab} lab
 * @param {Shown} shown
 * @param {number} x
 * @param {number} y
 */
export function exampleAt({ opened, rows }, { painter, isListed, showsTest }, x, y) {
  const { placeOf, radius, canvas } = painter;
  if (!opened) return undefined;
  if (isListed) {
    const row = digitAt(canvas.width, x, y);
    return rows && row < rows.cells.length ? exampleInRow(opened, rows.start + row) : undefined;
  }
  const point = placeOf && nearestPoint(opened, placeOf, { x, y, reach: 2 * radius, showsTest });
  return point === undefined ? undefined : exampleOfPoint(opened, point);
}

/**
 * The point nearest to a position, if one is near enough.
 *
 * @param {OpenedReport} opened
 * @param {(point: number) => [x: number, y: number]} placeOf
 * @param {{ x: number, y: number, reach: number, showsTest: boolean }} place in CSS pixels
 */
function nearestPoint({ arrays }, placeOf, { x, y, reach, showsTest }) {
  const test = arrays['test'] ?? [];
  let [found, least] = [/** @type {number | undefined} */ (undefined), reach];
  for (let point = 0; point < test.length; point++) {
    if (test[point] === 1 && !showsTest) continue;
    const [left, top] = placeOf(point);
    const distance = Math.hypot(left - x, top - y);
    if (distance <= least) [found, least] = [point, distance];
  }
  return found;
}

/**
 * @param {Lab} lab
 * @param {number | undefined} example
 * @param {[x1: number, x2: number]} [point] of the plane
 */
export function pointAt({ selection }, example, point) {
  selection.pointed = example;
  selection.point = point;
}

/**
 * Keep an example selected, or release it. The microscope shows it if the batch of the traced step contains it.
 *
 * @param {Lab} lab
 * @param {number | undefined} example
 */
export function keepExample(lab, example) {
  lab.selection.pin(example);
  const { pinned } = lab.selection;
  if (pinned !== undefined && !showExample(microscopeOf(lab), pinned)) lab.notices.show(text.facts.notInBatch(pinned + 1));
}

/**
 * Left and Right go to the previous or next example, Home and End go to the first or last, Enter keeps an example
 * selected, and Escape releases it. The selected example is announced to screen readers.
 *
 * @param {Lab} lab
 * @param {number[]} examples that can be seen, in the order in which keys visit them
 * @param {string} key
 * @returns {boolean} whether the key was handled
 */
export function walkExamples(lab, examples, key) {
  const { selection } = lab;
  const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity }[key];
  if (key === 'Enter' && selection.example !== undefined) {
    keepExample(lab, selection.example);
  } else if (key === 'Escape' && selection.example !== undefined) {
    selection.pointed = selection.pinned = undefined;
  } else if (by !== undefined) {
    const at = examples.indexOf(selection.example ?? -1);
    selection.pointed = examples[Math.max(0, Math.min(examples.length - 1, at + by))];
    const { example } = selection;
    if (example !== undefined) touchOf(lab).announce(example, () => exampleLines(lab, example).flat().join(' '));
  } else {
    return false;
  }
  return true;
}

/**
 * The indices of the examples that the map shows, in the order in which keys visit them.
 *
 * @param {Lab} lab
 * @param {Shown} shown
 */
export function shownExamples({ opened, rows }, { isListed, showsTest }) {
  if (!opened) return [];
  if (isListed) return rows?.cells.map((_, row) => exampleInRow(opened, rows.start + row)) ?? [];
  const test = opened.arrays['test'] ?? new Float64Array();
  const points = Array.from(test, (_, point) => point).filter((point) => showsTest || test[point] !== 1);
  return points.map((point) => exampleOfPoint(opened, point));
}

/**
 * Turn the table to the page that contains the selected example.
 *
 * @param {Lab} lab
 */
export function showPageOf(lab) {
  const { opened, selection, view } = lab;
  if (!opened || selection.example === undefined) return;
  const { count } = view.rows ?? { count: ROWS_SHOWN };
  const row = rowOfExample(opened, selection.example);
  lab.show({ rows: { start: row - (row % count), count } });
}
