/**
 * The layout of the network diagram, and hit testing.
 *
 * @import { Network, NetworkLayer } from '../generated/protocol'
 * @import { Place as Chosen } from '../model/places.js'
 * @import { Room } from './network-names.js'
 */
import limits from '../generated/limits.json';

/** @typedef {{ x: number, y: number, size: number }} Place centre and side of a unit's square */

const TALL = 500;
const LARGEST = 40;
const LARGEST_TALL = 46;
const SMALLEST = 9;
/** The largest size of a picture with positions, such as a sequence or an attention matrix. */
const LARGEST_PICTURE = 96;
/** The room above the columns for each layer's name and the line in its colour, as a multiple of the letters' height. */
const HEAD = 1.5;
/** The width of the number between a layer's two buttons. */
const NUMBER = 26;
const NO_ROOM = { left: 0, right: 0, foot: 4, row: 0, size: 12 };

export class NetworkLayout {
  /**
   * @param {Network} network
   * @param {number} width
   * @param {number} height
   * @param {number} button the size of the buttons above each layer
   * @param {(isBundled: boolean, hasShapes: boolean) => Room} [roomOf] the room for the names around the columns
   */
  constructor(network, width, height, button, roomOf = () => NO_ROOM) {
    this.network = network;
    this.width = width;
    this.height = height;
    /** Whether the inputs are drawn as one, because they are one picture or too many to draw separately. */
    this.isBundled = network.features.length > limits.units || network.input.kind !== 'numbers';
    /** Whether every layer is dense and drawn unit by unit; units and links then describe the network completely. */
    this.isDense = network.layers.every(({ is_dense, picture }) => is_dense && picture === 'units');
    const inputs = this.isBundled ? 1 : network.features.length;
    const counts = [inputs, ...network.layers.map(({ images }) => images)];
    this.room = roomOf(this.isBundled, !this.isDense);
    const { foot } = this.room;
    const columnsWidth = width - this.room.left - this.room.right;
    const gaps = counts.length - 1;
    const largest = height > TALL ? LARGEST_TALL : LARGEST;
    // In front of a wide layer, the inputs are one picture too.
    const isPicture = network.input.kind !== 'numbers' || (this.isBundled && !this.isDense);
    const widest = isPicture ? Math.min(LARGEST_PICTURE, (columnsWidth / (gaps + 0.66)) * 0.66) : Math.min(largest, (columnsWidth / gaps) * 0.5);
    const margin = widest / 2 + 4;
    /** Distance between columns. */
    this.pitch = (columnsWidth - 2 * margin) / gaps;
    /** Whether a layer's controls, two buttons and a number, must be stacked vertically. */
    this.isNarrow = !this.hasRow(gaps - 1, this.room.left + margin, 2 * button + NUMBER);
    /** The upper end of the columns. */
    this.top = (this.isNarrow ? 2 * button + 22 : button + 10) + HEAD * this.room.size;
    const { top } = this;
    const fitting = (/** @type {number} */ count, /** @type {number} */ most) => {
      const row = Math.min((height - top - foot) / count, most + 14);
      const gap = row > 24 ? 10 : 3;
      return { row, size: Math.max(SMALLEST, Math.min(most, row - gap, this.pitch * 0.54)) };
    };
    // The many inputs of a table are placed closer together, so that they do not make the units small.
    const linked = network.layers.filter(({ picture }) => picture === 'units').map(({ images }) => images);
    const spacing = fitting(Math.max(...linked), largest);
    const input = fitting(Math.max(inputs, (height - top - foot) / spacing.row), spacing.size);
    const named = (/** @type {number} */ row, /** @type {number} */ count) =>
      Math.max(row, Math.min(this.room.row, (height - top - foot) / count));
    const room = { x: this.pitch * 0.66, y: height - top - foot };
    const middle = top + (height - foot + 4 - top) / 2;
    /** @type {Place[][]} one list per column, features first */
    this.columns = counts.map((count, column) => {
      const x = this.room.left + margin + this.pitch * column;
      const hasPictures = column === 0 ? isPicture : network.layers[column - 1]?.picture !== 'units';
      if (hasPictures) return grid(count, { x, y: middle }, room, count === 1 ? LARGEST_PICTURE : largest);
      const { row, size } = column === 0 ? input : spacing;
      const isNamed = column === 0 || column === gaps;
      const apart = isNamed ? named(row, count) : row;
      return Array.from({ length: count }, (_, unit) => ({ x, y: middle + (unit - (count - 1) / 2) * apart, size }));
    });
    this.size = spacing.size;
  }

  /**
   * Whether the controls of all hidden layers fit beside each other, each nearer to its own column than to the next.
   *
   * @param {number} count of hidden layers
   * @param {number} start the position of the first column
   * @param {number} needed the width of one layer's controls
   */
  hasRow(count, start, needed) {
    const middle = start + (this.pitch * (count + 1)) / 2;
    const half = (count * needed) / 2;
    const moved = ((count - 1) / 2) * (needed - this.pitch);
    return moved <= this.pitch / 3 && half <= Math.min(middle, this.width - middle);
  }

  /**
   * Whether each weight of a layer is drawn as a separate line.
   *
   * @param {number} layer
   */
  isLinked(layer) {
    return isLinked(this.network, layer) && !(layer === 0 && this.isBundled);
  }

  /**
   * @param {number} layer −1 for the features
   * @param {number} unit
   * @returns {Place}
   */
  place(layer, unit) {
    return this.columns[layer + 1]?.[unit] ?? { x: 0, y: 0, size: 0 };
  }

  /**
   * The positions of the controls of the hidden layers, and the width of each. Where columns are closer together than
   * the controls are wide, the controls are spread around their common centre.
   *
   * @param {number} button
   */
  controls(button) {
    const columns = this.network.layers.slice(0, -1).map((_, layer) => this.place(layer, 0).x);
    const middle = ((columns[0] ?? 0) + (columns.at(-1) ?? 0)) / 2;
    const needed = this.isNarrow ? Math.min(button, this.width / Math.max(1, columns.length)) : 2 * button + NUMBER;
    const room = Math.max(this.pitch, needed);
    return { places: columns.map((x) => middle + (x - middle) * (room / this.pitch)), room };
  }

  /**
   * The top and bottom of a column's pictures.
   *
   * @param {number} layer −1 for the features
   */
  extent(layer) {
    const places = this.columns[layer + 1] ?? [];
    const [first, last] = [places[0], places.at(-1)];
    return { top: (first?.y ?? 0) - (first?.size ?? 0) / 2, bottom: (last?.y ?? 0) + (last?.size ?? 0) / 2 };
  }

  /**
   * The middle of a column.
   *
   * @param {number} layer
   */
  middle(layer) {
    const across = (this.columns[layer + 1] ?? []).map(({ x }) => x);
    return (Math.min(...across) + Math.max(...across)) / 2;
  }

  /**
   * The right edge of a column.
   *
   * @param {number} layer
   */
  end(layer) {
    return Math.max(...(this.columns[layer + 1] ?? []).map(({ x, size }) => x + size / 2));
  }

  /**
   * The left and right edges of the space between a column and the one before it.
   *
   * @param {number} layer
   */
  gap(layer) {
    const to = this.columns[layer + 1] ?? [];
    return { left: this.end(layer - 1) + 2, right: Math.min(...to.map(({ x, size }) => x - size / 2)) - 2 };
  }

  /**
   * The curve of a link: its start, two control points on one vertical line, and its end.
   *
   * @param {number} layer
   * @param {number} unit
   * @param {number} source
   */
  link(layer, unit, source) {
    const from = this.place(layer - 1, source);
    const to = this.place(layer, unit);
    const [x0, x1] = [from.x + from.size / 2 + 2, to.x - to.size / 2 - 2];
    return { x0, y0: from.y, x1, y1: to.y, middle: (x0 + x1) / 2 };
  }

  /**
   * The unit at a point, or the nearest link within reach.
   *
   * @param {number} x
   * @param {number} y
   * @returns {Chosen | undefined}
   */
  at(x, y) {
    return this.unitAt(x, y) ?? this.linkAt(x, y);
  }

  /** @param {number} x @param {number} y @returns {Chosen | undefined} */
  unitAt(x, y) {
    for (const [column, places] of this.columns.entries()) {
      const reach = (places[0]?.size ?? 0) / 2 + (this.isDense ? 3 : 1);
      const unit = places.findIndex(
        (place) => Math.abs(place.x - x) <= reach && Math.abs(place.y - y) <= reach,
      );
      if (unit >= 0) return { layer: column - 1, unit, source: null };
    }
    return undefined;
  }

  /** @param {number} x @param {number} y @returns {Chosen | undefined} */
  linkAt(x, y) {
    const first = this.columns[0]?.[0]?.x ?? 0;
    const layer = Math.floor((x - first) / this.pitch);
    if (layer < 0 || layer >= this.network.layers.length) return undefined;
    let nearest = 7;
    /** @type {Chosen | undefined} */
    let found;
    const { units, inputs } = this.network.layers[layer] ?? { units: 0, inputs: 0 };
    if (!this.isLinked(layer)) return undefined;
    for (let unit = 0; unit < units; unit++) {
      for (let source = 0; source < inputs; source++) {
        const distance = Math.abs(this.heightAt(x, layer, unit, source) - y);
        if (distance < nearest) {
          nearest = distance;
          found = { layer, unit, source };
        }
      }
    }
    return found;
  }

  /**
   * The height of a link's curve at x. With both control points on the vertical line in the middle, x is a cubic in t.
   * A few bisections solve it accurately enough for a pointer.
   *
   * @param {number} x
   * @param {number} layer
   * @param {number} unit
   * @param {number} source
   */
  heightAt(x, layer, unit, source) {
    const { x0, y0, x1, y1 } = this.link(layer, unit, source);
    if (x < x0 || x > x1) return Infinity;
    const share = (x - x0) / (x1 - x0);
    let [low, high] = [0, 1];
    for (let i = 0; i < 8; i++) {
      const t = (low + high) / 2;
      if (1.5 * t * (1 - t) + t * t * t < share) low = t;
      else high = t;
    }
    const t = (low + high) / 2;
    return y0 + (y1 - y0) * t * t * (3 - 2 * t);
  }
}

/**
 * Whether a layer has one weight from each picture in the previous column to each picture in its own.
 *
 * @param {Network} network
 * @param {number} layer
 */
export function isLinked({ features, layers }, layer) {
  /** @type {NetworkLayer | undefined} */
  const row = layers[layer];
  if (!row?.is_dense || row.images !== row.units) return false;
  const before = layers[layer - 1];
  const sources = layer === 0 ? features.length : before?.picture === 'units' ? before.images : 0;
  return sources === row.inputs;
}

/**
 * The largest squares that fit, in one or more columns.
 *
 * @param {number} count
 * @param {{ x: number, y: number }} middle
 * @param {{ x: number, y: number }} room
 * @param {number} most side of a square
 * @returns {Place[]}
 */
function grid(count, middle, room, most) {
  let best = { size: 0, across: 1 };
  for (let across = 1; across <= count; across++) {
    const down = Math.ceil(count / across);
    const gap = Math.min(10, (0.25 * room.y) / down);
    const size = Math.min(most, room.y / down - gap, room.x / across - (across > 1 ? 3 : 0));
    if (size > best.size) best = { size, across };
  }
  const { size, across } = best;
  const down = Math.ceil(count / across);
  const pitch = { x: size + 3, y: Math.min(room.y / down, size + 10) };
  return Array.from({ length: count }, (_, unit) => ({
    x: middle.x + ((unit % across) - (across - 1) / 2) * pitch.x,
    y: middle.y + (Math.floor(unit / across) - (down - 1) / 2) * pitch.y,
    size,
  }));
}
