/**
 * The layout of the network diagram, and hit testing.
 *
 * @import { Network } from '../generated/protocol'
 * @import { Place as Chosen } from '../model/places.js'
 */

/** @typedef {{ x: number, y: number, size: number }} Place centre and side of a unit's square */

const TALL = 500;
const LARGEST = 40;
const LARGEST_TALL = 46;
const SMALLEST = 9;
const MOST_INPUTS = 32;

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
    /** Whether there are too many inputs to draw separately. */
    this.isBundled = network.features.length > MOST_INPUTS;
    const inputs = this.isBundled ? 1 : network.features.length;
    const counts = [inputs, ...network.layers.map(({ units }) => units)];
    const gaps = counts.length - 1;
    const largest = height > TALL ? LARGEST_TALL : LARGEST;
    const margin = Math.min(largest, (width / gaps) * 0.5) / 2 + 4;
    /** Distance between columns. */
    this.pitch = (width - 2 * margin) / gaps;
    /** Whether a layer's controls, two buttons and a number, must be stacked vertically. */
    this.isNarrow = this.pitch < 2 * button + 30;
    const top = this.isNarrow ? 2 * button + 22 : button + 10;
    const fitting = (/** @type {number} */ count, /** @type {number} */ most) => {
      const row = Math.min((height - top - 4) / count, most + 14);
      const gap = row > 24 ? 10 : 3;
      return { row, size: Math.max(SMALLEST, Math.min(most, row - gap, this.pitch * 0.54)) };
    };
    // A table's many inputs are closer together, so that they do not make the units small.
    const spacing = fitting(Math.max(...counts.slice(1)), largest);
    const input = fitting(Math.max(inputs, (height - top - 4) / spacing.row), spacing.size);
    const { size } = spacing;
    const middle = top + (height - top) / 2;
    /** @type {Place[][]} one list a column, features first */
    this.columns = counts.map((count, column) =>
      Array.from({ length: count }, (_, unit) => ({
        x: margin + this.pitch * column,
        y: middle + (unit - (count - 1) / 2) * (column === 0 ? input : spacing).row,
        size: (column === 0 ? input : spacing).size,
      })),
    );
    this.size = size;
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
      const reach = (places[0]?.size ?? 0) / 2 + 3;
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
    if (layer === 0 && this.isBundled) return undefined;
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
