/**
 * The tip that describes the selected example.
 *
 * @import { Lab } from '../../model/lab.js'
 */
import { definitionList } from '../../kit/definition-list.js';
import { pointOfExample } from './indices.js';
import { formatPercent, formatShort, listSeparator } from '../../text/format.js';
import { microscopeOf } from '../../microscope/state.js';
import { text } from '../../text/index.js';
import { touchOf } from '../../touch/state.js';
import { symbolAt } from '../../touch/weights.js';
import { classOf } from '../map/points.js';
import { targetInWords } from '../../text/target.js';

/** @import { Facts } from '../../touch/state.js' */

/** There is no room for more columns than this. */
const MOST_COLUMNS = 6;

/**
 * The number of the example, its set, its inputs and its target and, as soon as Python has answered, its prediction and
 * its share of the gradient.
 *
 * @param {Lab} lab
 * @param {number} example
 * @returns {[string, string][]}
 */
export function exampleLines(lab, example) {
  const { opened, table } = lab;
  const { known } = touchOf(lab);
  if (!opened) return [];
  if (known?.example === example) return knownLines(lab, known);
  const set = example < opened.training_examples ? text.trainingSeries : text.testSeries;
  /** @type {[string, string][]} */
  const lines = [[text.exampleNumber(example + 1), set]];
  const point = pointOfExample(opened, example);
  if (point === undefined) return lines;
  const { x1, x2, target, target_values: values } = opened.arrays;
  const { kind, names } = opened.scale;
  const value = target?.[point] ?? 0;
  const tokens = opened.texts?.[example];
  if (tokens) lines.push([text.tokens, tokens]);
  // The numbers of a table are standardised, and a sequence has too many, so neither are shown.
  const hasNumbers = !table && opened.network.input.kind !== 'sequence' && !tokens;
  if (hasNumbers) lines.push(['x₁', formatShort(x1?.[point] ?? 0)]);
  if (hasNumbers && kind === 'plane') lines.push(['x₂', formatShort(x2?.[point] ?? 0)]);
  if (names.length) lines.push([text.target, names[classOf(opened.scale, value)] ?? '']);
  const { target: unit } = opened.scale;
  if (unit) lines.push([unit.name, targetInWords(unit, values?.[point])]);
  return lines;
}

/**
 * @param {Lab} lab
 * @param {Facts} facts
 * @returns {[string, string][]}
 */
function knownLines(lab, { arrays, cells, example, index, names, share, ...facts }) {
  const { network, scale } = lab;
  const columns = names.slice(0, -1).map((name, at) => /** @type {[string, string]} */ ([name, cells[at] ?? '']));
  // The two coordinates of a point fit in one line.
  const isPoint = lab.opened?.scale.kind === 'plane' && !lab.table && columns.length === 2;
  const inputs = isPoint ? [/** @type {[string, string]} */ (['x₁, x₂', cells.slice(0, 2).join(listSeparator)])] : columns;
  const isLong = inputs.length > MOST_COLUMNS;
  const values = [...arrays.predictions];
  const inUnit = (/** @type {number} */ value) => (scale?.target ? targetInWords(scale.target, value) : formatShort(value));
  const prediction = scale?.names.length ? scale.names[values[0] ?? 0] : values.map(inUnit).join(listSeparator);
  /** @type {[string, string][]} */
  const lines = [
    [text.exampleNumber(example + 1), facts.is_test ? text.testSeries : text.trainingSeries],
    ...inputs.slice(0, MOST_COLUMNS),
    ...(isLong ? [/** @type {[string, string]} */ (['…', `${inputs.length - MOST_COLUMNS} ${text.facts.more}`])] : []),
    [names.at(-1) ?? text.target, cells.at(-1) ?? ''],
    [text.prediction, `${prediction ?? ''}${share === null ? '' : ` (${formatPercent(share)})`}`],
  ];
  if (facts.gradient_share !== null && facts.times_average !== null) {
    lines.push([text.facts.share, text.facts.shareOf(facts.gradient_share, facts.times_average)]);
  }
  if (network && index !== null && facts.contribution !== null && facts.gradient !== null) {
    lines.push([text.facts.partOf(symbolAt(network, index)), text.facts.part(facts.contribution, facts.gradient)]);
  }
  return lines;
}

/**
 * Write the tip and place it beside its example, or hide it if there is no position.
 *
 * @param {HTMLElement} tip
 * @param {Lab} lab
 * @param {[x: number, y: number] | undefined} place in CSS pixels
 * @param {number} width of the map, which is square
 */
export function showExampleTip(tip, lab, place, width) {
  const { example } = lab.selection;
  // The open microscope names the example itself and leaves the map little height, so the map only marks the example.
  const isDescribed = lab.selection.pointed !== undefined || !microscopeOf(lab).isOpen;
  tip.hidden = example === undefined || !place || !isDescribed;
  if (tip.hidden || example === undefined || !place) return;
  const { known } = touchOf(lab);
  const note = document.createElement('p');
  // This is shown only beside an example that stays selected, so that there is time to read it.
  const isRead = lab.selection.pinned === example && known?.gradient_share != null;
  note.textContent = isRead ? text.facts.definition(known.examples) : '';
  tip.replaceChildren(definitionList(exampleLines(lab, example)), ...(isRead ? [note] : []));
  const [x, y] = place;
  const left = x + 12 + tip.offsetWidth <= width ? x + 12 : x - 12 - tip.offsetWidth;
  const below = Math.min(y + 10, width - tip.offsetHeight - 2);
  // If there is no room on either side, the tip must still not cover the example.
  const top = left >= 0 || below > y ? below : y - 12 - tip.offsetHeight;
  tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
}
