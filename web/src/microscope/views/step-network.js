/**
 * The network of a lesson beside the microscope. Every weight has a name, w₁ … w₈, and the units and links show the
 * numbers of the displayed op.
 *
 * @import { Lab } from '../../model/lab.js'
 * @import { Network } from '../../generated/protocol'
 * @import { Microscope } from '../state.js'
 */
import { html, nothing, svg } from 'lit';
import { formatShort } from '../../text/format.js';
import { inPower, powerOf, shown } from '../cell-numbers.js';
import { text } from '../../text/index.js';
import { indexOf } from '../../model/places.js';
import { entryOfPlace } from '../cells.js';
import { microscopeOf } from '../state.js';

const WIDTH = 420;
const HEIGHT = 300;
const RADIUS = 29;
const MARGIN = { x: 40, y: 62 };
/** Networks with more links have no room for their names. */
const MOST_LINKS = 16;

/** @typedef {{ layer: number, unit: number, source: number, name: string }} Link */

const LOWERED = '₀₁₂₃₄₅₆₇₈₉';
const lowered = (/** @type {number} */ number) => [...String(number)].map((digit) => LOWERED[Number(digit)]).join('');

/**
 * The links in the order of their weights, if they are few and every layer is dense.
 *
 * @param {Network} network
 * @returns {Link[]}
 */
export function namedLinks({ layers }) {
  if (layers.some(({ is_dense, picture }) => !is_dense || picture !== 'units')) return [];
  const links = layers.flatMap(({ units, inputs }, layer) =>
    Array.from({ length: units * inputs }, (_, at) => ({ layer, unit: Math.floor(at / inputs), source: at % inputs })),
  );
  return links.length > MOST_LINKS ? [] : links.map((link, at) => ({ ...link, name: `w${lowered(at + 1)}` }));
}

/** @param {Lab} lab */
export function stepNetwork(lab) {
  const { network, frame } = lab;
  const microscope = microscopeOf(lab);
  const links = network && !microscope.exhibit ? namedLinks(network) : [];
  if (!network || !links.length) return nothing;
  const counts = [network.features.length, ...network.layers.map(({ units }) => units)];
  const place = (/** @type {number} */ layer, /** @type {number} */ unit) => placeOf(counts, layer + 1, unit);
  const theta = frame?.arrays['theta'];
  return html`<svg class="step-network" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label=${text.stepNetwork}>
    ${links.map((link) => linkView(microscope, link, place, theta?.[indexOf(network, link)]))}
    ${links.map((link) => labelView(microscope, link, place, theta?.[indexOf(network, link)]))}
    ${counts.map((count, column) => Array.from({ length: count }, (_, unit) => unitView(microscope, column - 1, unit, counts)))}
  </svg>`;
}

/**
 * @param {number[]} counts
 * @param {number} column
 * @param {number} unit
 */
function placeOf(counts, column, unit) {
  const count = counts[column] ?? 1;
  const rows = Math.max(...counts);
  const pitch = (HEIGHT - 2 * MARGIN.y) / Math.max(1, rows - 1);
  return {
    x: MARGIN.x + ((WIDTH - 2 * MARGIN.x) * column) / (counts.length - 1),
    y: HEIGHT / 2 + (unit - (count - 1) / 2) * pitch,
  };
}

/** @typedef {(layer: number, unit: number) => { x: number, y: number }} PlaceOf */

/**
 * The gradient of a link, if the displayed op computes it.
 *
 * @param {Microscope} microscope
 * @param {Link} link
 */
function gradientOf({ current, look, op }, { layer, unit, source }) {
  if (!current?.is_linear || !current.backward || current.layer !== layer || look?.op !== op) return undefined;
  const columns = current.matrices.find(({ kind, name }) => kind === 'result' && name === 'dweight')?.columns ?? 0;
  return look.arrays['result dweight']?.[unit * columns + source];
}

/** @param {number | undefined} value */
const signOf = (value) => (value === undefined ? '' : value < 0 ? 'is-negative' : 'is-positive');

/**
 * @param {Microscope} microscope
 * @param {Link} link
 * @param {PlaceOf} place
 * @param {number | undefined} weight
 */
function linkView({ current }, { layer, unit, source }, place, weight) {
  const [from, to] = [place(layer - 1, source), place(layer, unit)];
  const isHere = current?.layer === layer && current.is_linear;
  return svg`<line class="step-link ${signOf(weight)} ${isHere ? 'is-here' : ''}" x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y} />`;
}

/**
 * A link's name with its weight or its gradient; a click goes to its gradient in the step.
 *
 * @param {Microscope} microscope
 * @param {Link} link
 * @param {PlaceOf} place
 * @param {number | undefined} weight
 */
function labelView(microscope, link, place, weight) {
  const { layer, unit, source, name } = link;
  const [from, to] = [place(layer - 1, source), place(layer, unit)];
  // Links that cross are labelled near their start, where they are far apart.
  const share = unit === source ? 0.5 : 0.29;
  const [x, y] = [from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share + (unit === source ? (unit ? 15 : -15) : 0)];
  const gradient = gradientOf(microscope, link);
  const words = `${gradient === undefined ? name : `∂E/∂${name}`} ${formatShort(Number((gradient ?? weight ?? 0).toPrecision(3)))}`;
  const go = () => microscope.walked && microscope.seek(microscope.walked, { layer, unit, source });
  const isLinked = microscope.walked && entryOfPlace(microscope.walked, link) !== undefined;
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' || event.key === ' ') go();
  };
  return svg`<g
    class="step-label ${gradient === undefined ? '' : `of-gradient ${signOf(gradient)}`}"
    transform="translate(${x} ${y})"
    role="button"
    tabindex=${isLinked ? 0 : -1}
    aria-label="${words}, w${layer + 1} ${unit + 1} ${source + 1}"
    @click=${go}
    @keydown=${press}
  ><rect x=${-3.9 * words.length - 3} y="-10" width=${7.8 * words.length + 6} height="20" rx="4" /><text dy="0.35em">${words}</text></g>`;
}

/**
 * The numbers in a layer's units: those of the displayed op, written as in its matrix; and otherwise the example's inputs.
 *
 * @param {Pick<Microscope, 'highlight' | 'lab'>} microscope
 * @param {number} layer
 * @returns {{ texts: string[], power: string }} `power` is the power of ten by which they are to be multiplied
 */
export function unitNumbers({ highlight, lab: { experiment } }, layer) {
  const isHere = highlight?.at === layer && highlight.values !== undefined;
  const given = layer < 0 && experiment['data'] === 'example' ? /** @type {number[]} */ (experiment['example_inputs']) : [];
  const values = [...((isHere && highlight.values) || given)];
  const power = powerOf(values);
  return { texts: values.map((value) => shown(value, power)), power: inPower(power) };
}

/**
 * A unit with its number, and its name.
 *
 * @param {Microscope} microscope
 * @param {number} layer
 * @param {number} unit
 * @param {number[]} counts
 */
function unitView(microscope, layer, unit, counts) {
  const { highlight, current } = microscope;
  const { x, y } = placeOf(counts, layer + 1, unit);
  const isHere = highlight?.at === layer && highlight.values !== undefined;
  const value = isHere ? highlight.values?.[unit] : undefined;
  const { texts, power } = unitNumbers(microscope, layer);
  const name = `${isHere && highlight.symbol ? highlight.symbol : nameOf(layer)}${lowered(unit + 1)} ${power}`.trim();
  const isUpper = unit < (counts[layer + 1] ?? 1) / 2;
  return svg`<g class="step-unit ${isHere ? 'is-here' : ''} ${isHere && current?.backward ? `of-gradient ${signOf(value)}` : ''}" transform="translate(${x} ${y})">
    <circle r=${RADIUS} />
    <text dy="0.35em">${texts[unit] ?? ''}</text>
    <text class="step-name" y=${isUpper ? -RADIUS - 9 : RADIUS + 18}>${name}</text>
  </g>`;
}

/** @param {number} layer */
const nameOf = (layer) => (layer < 0 ? 'x' : `a${'¹²³⁴⁵⁶⁷⁸'[layer] ?? ''}`);
