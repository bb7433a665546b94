/**
 * The confusion matrix of the test points.
 *
 * @import { OpenedReport } from '../engine/reports.js'
 */
import { text } from '../text/index.js';

/**
 * Write the confusion matrix into its table, or hide the table if there is no matrix.
 *
 * @param {HTMLTableElement} table
 * @param {OpenedReport['scale']} scale with the names of the classes
 * @param {ArrayLike<number> | undefined} counts row by row
 */
export function writeConfusion(table, { names, is_numbered: isNumbered }, counts) {
  table.hidden = counts === undefined;
  if (!counts) return;
  if (table.dataset['names'] !== names.join()) {
    table.dataset['names'] = names.join();
    table.replaceChildren(...confusionRows(names, !isNumbered));
  }
  table.querySelectorAll('td').forEach((cell, index) => {
    const words = String(counts[index] ?? 0);
    if (cell.textContent !== words) cell.textContent = words;
  });
}

/** @param {string[]} names @param {boolean} isNamed whether they have names other than numbers */
function confusionRows(names, isNamed) {
  const head = document.createElement('tr');
  head.append(headCell(text.takenFor), ...names.map(headCell));
  return [head, ...names.map((name, kind) => confusionRow(kind, names, isNamed ? name : `${text.trueClass} ${name}`))];
}

/** @param {number} kind @param {string[]} names @param {string} head */
function confusionRow(kind, names, head) {
  const row = document.createElement('tr');
  row.append(headCell(head));
  for (let other = 0; other < names.length; other++) {
    const cell = document.createElement('td');
    cell.classList.toggle('is-right', other === kind);
    row.append(cell);
  }
  return row;
}

/** @param {string} words */
function headCell(words) {
  const cell = document.createElement('th');
  cell.textContent = words;
  return cell;
}
