/**
 * The layout of the network diagram, and hit testing.
 *
 * @import { Network, NetworkLayer } from '../generated/protocol'
 * @import { Place as Chosen } from '../model/places.js'
 */

/** @typedef {{ x: number, y: number, size: number }} Place centre and side of a unit's square */

const TALL = 500;
const LARGEST = 40;
const LARGEST_TALL = 46;
const SMALLEST = 9;
const MOST_INPUTS = 32;
/** A picture with places, as a sequence or an attention matrix, may be as large as this. */
const LARGEST_PICTURE = 96;
/** Room below the columns for what a layer is and its shape. */
const CAPTION = 34;

export class NetworkLayout {
  /**
   * @param {Network} network
   * @param {number} width
   * @param {number} height
   * @param {number} button the size of the buttons above each layer
   */
  constructor(network, width, height, button) {
    this.network = network;
    this.width = width;
    this.height = height;
    /** Whether the inputs are drawn as one: they are one picture, or too many to draw separately. */
    this.isBundled = network.features.length > MOST_INPUTS || network.input.kind !== 'numbers';
    /** Whether every layer is dense, so that units and links say all there is. */
    this.isDense = network.layers.every(({ kind }) => kind === 'linear');
    const inputs = this.isBundled ? 1 : network.features.length;
    const counts = [inputs, ...network.layers.map(({ images }) => images)];
    const foot = this.isDense ? 4 : CAPTION;
    const gaps = counts.length - 1;
    const largest = height > TALL ? LARGEST_TALL : LARGEST;
    const isPicture = network.input.kind !== 'numbers';
    const widest = isPicture ? Math.min(LARGEST_PICTURE, (width / (gaps + 0.66)) * 0.66) : Math.min(largest, (width / gaps) * 0.5);
    const margin = widest / 2 + 4;
    /** Distance between columns. */
    this.pitch = (width - 2 * margin) / gaps;
    /** Whether a layer's controls, two buttons and a number, must be stacked vertically. */
    this.isNarrow = this.pitch < 2 * button + 30;
    const top = this.isNarrow ? 2 * button + 22 : button + 10;
    const fitting = (/** @type {number} */ count, /** @type {number} */ most) => {
      const row = Math.min((height - top - foot) / count, most + 14);
      const gap = row > 24 ? 10 : 3;
      return { row, size: Math.max(SMALLEST, Math.min(most, row - gap, this.pitch * 0.54)) };
    };
    // A table's many inputs are closer together, so that they do not make the units small.
    const linked = network.layers.filter(({ picture }) => picture === 'units').map(({ images }) => images);
    const spacing = fitting(Math.max(...linked), largest);
    const input = fitting(Math.max(inputs, (height - top - foot) / spacing.row), spacing.size);
    const room = { x: this.pitch * 0.66, y: height - top - foot };
    const middle = top + (height - foot + 4 - top) / 2;
    /** @type {Place[][]} one list a column, features first */
    this.columns = counts.map((count, column) => {
      const x = margin + this.pitch * column;
      const hasPictures = column === 0 ? isPicture : network.layers[column - 1]?.picture !== 'units';
      if (hasPictures) return grid(count, { x, y: middle }, room, count === 1 ? LARGEST_PICTURE : largest);
      const { row, size } = column === 0 ? input : spacing;
      return Array.from({ length: count }, (_, unit) => ({ x, y: middle + (unit - (count - 1) / 2) * row, size }));
    });
    this.size = spacing.size;
  }

  /**
   * Whether each weight of a layer has a line of its own.
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
   * The right edge of a column.
   *
   * @param {number} layer
   */
  end(layer) {
    return Math.max(...(this.columns[layer + 1] ?? []).map(({ x, size }) => x + size / 2));
  }

  /**
   * The left and right edge of the space between a column and the one before it.
   *
   * @param {number} layer
   */
  gap(layer) {
    const to = this.columns[layer + 1] ?? [];
    return { left: this.end(layer - 1) + 2, right: Math.min(...to.map(({ x, size }) => x - size / 2)) - 2 };
  }

  /**
   * The curve of a link: start, two handles on one vertical line, end.
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
   * The height of a link's curve at x. With both handles on the vertical line in the middle, x is a
   * cubic in t, which a few bisections solve accurately enough for a pointer.
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
 * Whether a layer has one weight from each picture of the column before it to each of its own.
 *
 * @param {Network} network
 * @param {number} layer
 */
export function isLinked({ features, layers }, layer) {
  /** @type {NetworkLayer | undefined} */
  const row = layers[layer];
  if (row?.kind !== 'linear' || row.images !== row.units) return false;
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
