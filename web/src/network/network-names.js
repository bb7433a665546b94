/**
 * The names of inputs and outputs beside their pictures in the diagram, and the shapes of layers below their columns.
 *
 * @import { NetworkLayout } from './network-layout.js'
 * @import { Network } from '../generated/protocol'
 * @import { Place } from '../model/places.js'
 */
import { text } from '../text/index.js';

/**
 * How names are typeset: the height of their letters, and the width of a text, in CSS pixels.
 *
 * @typedef {{ size: number, measure: (words: string) => number }} Lettering
 */
/**
 * The room for names, in CSS pixels; `row` is the distance between inputs or outputs at which their names are well
 * apart, and `size` is the height of the letters.
 *
 * @typedef {{ left: number, right: number, foot: number, row: number, size: number }} Room
 */
/** @typedef {{ words: string, x: number, y: number, side: 'left' | 'right' | 'below', place?: Place }} Name */

/** The distance between a picture and its name. */
const GAP = 7;
/** The largest share of the figure's width for names on one side. */
const MOST_SHARE = 0.24;
/** Names get no more room if that would bring columns closer together than this. */
const LEAST_PITCH = 52;
/** Names get this much room in any case, which suffices for names such as x₁. */
const LEAST_ROOM = 30;
/** The height of a line, as a multiple of the letters' height. */
const LINE = 1.25;
/**
 * The smallest distance between lines of names, as a multiple of the letters' height; at that distance, lines touch.
 */
const LEAST_ROW = 0.9;

/**
 * The room that names need around the columns.
 *
 * @param {Network} network
 * @param {boolean} isBundled whether the inputs are one picture
 * @param {number} width of the figure
 * @param {boolean} hasShapes whether a line below the columns shows the shapes
 * @param {Lettering} lettering
 * @returns {Room}
 */
export function roomFor({ features, outputs, layers }, isBundled, width, hasShapes, { size, measure }) {
  const widest = (/** @type {string[]} */ names) => Math.max(0, ...names.map(measure)) + GAP;
  const most = Math.max(LEAST_ROOM, Math.min(width * MOST_SHARE, (width - layers.length * LEAST_PITCH) / 2.6));
  const [left, right] = [isBundled ? 0 : widest(features), widest(outputs)].map((need) => Math.min(most, need));
  return { left: left ?? 0, right: right ?? 0, foot: hasShapes ? Math.ceil(LINE * size + 6) : 4, row: LINE * size, size };
}

/**
 * All names, shortened to the available room.
 *
 * @param {NetworkLayout} layout
 * @param {Lettering} lettering
 * @returns {Name[]}
 */
export function namesIn(layout, lettering) {
  const { network, isBundled, isDense, columns } = layout;
  const inputs = isBundled ? [] : beside(layout, -1, network.features, lettering);
  const outputs = beside(layout, network.layers.length - 1, network.outputs, lettering);
  const shapes = isDense ? [] : columns.map((_, column) => below(layout, column - 1, lettering));
  return [...inputs, ...outputs, ...shapes];
}

/**
 * @param {NetworkLayout} layout
 * @param {number} layer the first or the last
 * @param {string[]} names
 * @param {Lettering} lettering
 * @returns {Name[]}
 */
function beside(layout, layer, names, lettering) {
  const side = layer < 0 ? 'left' : 'right';
  const places = layout.columns[layer + 1] ?? [];
  const row = Math.abs((places[1]?.y ?? Infinity) - (places[0]?.y ?? 0));
  // The names in between are shown when their pictures are pointed at.
  const every = Math.max(1, Math.ceil((LEAST_ROW * lettering.size) / row));
  const { x: middle, size: edge } = places[0] ?? { x: 0, size: 0 };
  const at = side === 'left' ? middle - edge / 2 - GAP : middle + edge / 2 + GAP;
  const short = shortened(names, side === 'left' ? at : layout.width - at, lettering);
  return places.flatMap(({ y }, unit) => {
    if (unit % every) return [];
    return [{ words: short[unit] ?? '', x: at, y, side, place: { layer, unit, source: null } }];
  });
}

/**
 * The shape of a layer's output, below its column.
 *
 * @param {NetworkLayout} layout
 * @param {number} layer
 * @param {Lettering} lettering
 * @returns {Name}
 */
function below(layout, layer, lettering) {
  const { network, height } = layout;
  const shape = text.shape(network.layers[layer]?.result ?? network.input);
  const { x, most } = columnRoom(layout, layer);
  const [words = ''] = shortened([shape], most, lettering);
  const half = lettering.measure(words) / 2;
  const middle = Math.max(half, Math.min(x, layout.width - half));
  return { words, x: middle, y: height - (LINE * lettering.size) / 2, side: 'below' };
}

/**
 * The middle of a column, and the width of a text above or below it that does not reach its neighbours.
 *
 * @param {NetworkLayout} layout
 * @param {number} layer
 */
export function columnRoom(layout, layer) {
  const { network, width, pitch } = layout;
  const x = layout.middle(layer);
  const outside = layer < 0 ? x : layer === network.layers.length - 1 ? width - x : pitch / 2;
  return { x, most: pitch / 2 + outside - 8 };
}

/**
 * Names cut to a width. If names would then look the same, the part that they have in common is cut instead.
 *
 * @param {string[]} names
 * @param {number} most
 * @param {Pick<Lettering, 'measure'>} lettering
 */
export function shortened(names, most, { measure }) {
  const cut = names.map((name) => cutTo(name, most, measure));
  return names.map((name, at) => {
    const like = names.filter((_, other) => cut[other] === cut[at]);
    const start = commonStart(like);
    return cut[at] === name || like.length < 2 || !start ? (cut[at] ?? '') : cutTo(`…${name.slice(start)}`, most, measure);
  });
}

/**
 * @param {string} words
 * @param {number} most
 * @param {Lettering['measure']} measure
 */
function cutTo(words, most, measure) {
  if (measure(words) <= most) return words;
  const letters = [...words];
  while (letters.length > 1 && measure(`${letters.join('').trimEnd()}…`) > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** @param {string[]} names @returns {number} the length of the start that all of them have in common */
function commonStart([first = '', ...rest]) {
  let count = 0;
  while (count < first.length && rest.every((name) => name[count] === first[count])) count += 1;
  return count;
}
