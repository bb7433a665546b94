/**
 * What is known of the selected example, in words beside it.
 *
 * @import { Lab } from '../model/lab.js'
 */
import { definitionList } from '../kit/definition-list.js';
import { pointOfExample } from './examples.js';
import { formatShort } from '../text/format.js';
import { text } from '../text/index.js';
import { classOf } from './points.js';

/**
 * Its number, its set, its inputs and its target.
 *
 * @param {Lab} lab
 * @param {number} example
 * @returns {[string, string][]}
 */
export function exampleLines({ opened, table }, example) {
  if (!opened) return [];
  const set = example < opened.training_examples ? text.trainingSeries : text.testSeries;
  /** @type {[string, string][]} */
  const lines = [[text.exampleNumber(example + 1), set]];
  const point = pointOfExample(opened, example);
  if (point === undefined) return lines;
  const { x1, x2, target } = opened.arrays;
  const { kind, names } = opened.scale;
  const value = target?.[point] ?? 0;
  // A table's numbers come standardised, which says nothing to a reader.
  if (!table) lines.push(['x₁', formatShort(x1?.[point] ?? 0)]);
  if (!table && kind === 'plane') lines.push(['x₂', formatShort(x2?.[point] ?? 0)]);
  if (names.length) lines.push([text.target, names[classOf(opened.scale, value)] ?? '']);
  else if (!table) lines.push([text.target, formatShort(value)]);
  return lines;
}

/**
 * Write the tip and put it beside its example; without a place, hide it.
 *
 * @param {HTMLElement} tip
 * @param {Lab} lab
 * @param {[x: number, y: number] | undefined} place in CSS pixels
 * @param {number} width of the map, which is square
 */
export function tellExample(tip, lab, place, width) {
  const { example } = lab.selection;
  tip.hidden = example === undefined || !place;
  if (example === undefined || !place) return;
  tip.replaceChildren(definitionList(exampleLines(lab, example)));
  const [x, y] = place;
  const left = x + 12 + tip.offsetWidth <= width ? x + 12 : x - 12 - tip.offsetWidth;
  const top = Math.min(y + 10, width - tip.offsetHeight - 2);
  tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
}
