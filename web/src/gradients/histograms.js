/**
 * Histograms over time as a heat map, with one column per epoch and one row per bin. Bins above and
 * below 0 differ in colour; darker cells hold more values. Values outside all bins are marked at the
 * edge.
 */
import { formatEpochTick, powerOfTen } from '../text/format.js';
import { Canvas } from '../kit/drawing/canvas.js';
import { css, mix, palette } from '../kit/drawing/palette.js';
import { ticks } from '../kit/drawing/ticks.js';

/** @import { Colour } from '../kit/drawing/palette.js' */

/** @typedef {{ epoch: number, counts: ArrayLike<number>, outside: ArrayLike<number> }} Column */
/** @typedef {{ column: number, bin: number }} Cell */

const LEFT = 52;
const RIGHT = 6;
const TOP = 12;
const BOTTOM = 26;
/** An exponent that keeps bins with few values visible. */
const GAMMA = 0.5;
/** Labels closer than this many pixels would overlap. */
const LABEL_GAP = 15;
const TICK_GAP = 64;

export class HistogramPainter {
  /** @param {HTMLCanvasElement} element */
  constructor(element) {
    this.canvas = new Canvas(element);
    /** @type {Column[]} */
    this.columns = [];
    /** @type {ArrayLike<number>} */
    this.edges = [];
    /** The bins shown, from the lowest; empty bins around 0 are omitted. */
    /** @type {number[]} */
    this.bins = [];
    /** The largest count of a bin. */
    this.most = 0;
  }

  /**
   * @param {Column[]} columns by epoch
   * @param {ArrayLike<number>} edges
   * @param {'values' | 'gradients'} hue
   * @param {Cell | undefined} chosen
   * @param {number} [here] the displayed column, if it is not the newest
   */
  paint(columns, edges, hue, chosen, here) {
    this.columns = columns;
    this.edges = edges;
    this.findRange();
    const context = this.canvas.begin();
    this.paintCells(context, hue);
    this.paintAxes(context);
    if (here !== undefined) this.paintHere(context, here);
    if (chosen) this.paintChosen(context, chosen);
  }

  /**
   * Find the bins to show: the middle bin and, on both sides of it, the range of nonempty bins, extended by one bin.
   */
  findRange() {
    const bins = this.edges.length - 1;
    const middle = this.middle;
    let [inner, outer, most] = [middle, 0, 0];
    for (const { counts } of this.columns) {
      for (let bin = 0; bin < bins; bin++) {
        const count = counts[bin] ?? 0;
        if (count === 0) continue;
        most = Math.max(most, count);
        const far = Math.abs(bin - middle);
        outer = Math.max(outer, far);
        if (far > 0) inner = Math.min(inner, far);
      }
    }
    const reach = Array.from({ length: middle }, (_, index) => index + 1);
    const out = reach.filter((far) => far >= inner - 1 && far <= Math.max(outer, inner) + 1);
    this.bins = [...out.map((far) => middle - far).reverse(), middle, ...out.map((far) => middle + far)];
    this.most = most;
  }

  /** The bin that contains 0. */
  get middle() {
    return (this.edges.length - 1) >> 1;
  }

  get plotWidth() {
    return this.canvas.width - LEFT - RIGHT;
  }

  get plotHeight() {
    return this.canvas.height - TOP - BOTTOM;
  }

  /** The left edge of a column. Each column extends halfway to its neighbours. @param {number} index */
  left(index) {
    const { columns } = this;
    const [first, last] = [columns[0]?.epoch ?? 0, columns.at(-1)?.epoch ?? 0];
    if (index <= 0) return LEFT;
    if (index >= columns.length) return LEFT + this.plotWidth;
    const middle = ((columns[index - 1]?.epoch ?? 0) + (columns[index]?.epoch ?? 0)) / 2;
    return LEFT + ((middle - first) / (last - first || 1)) * this.plotWidth;
  }

  /** The lower end of a row. @param {number} row */
  bottom(row) {
    return TOP + this.plotHeight * (1 - row / this.bins.length);
  }

  /**
   * The bin that is a number of rows above another.
   *
   * @param {number} bin
   * @param {number} rows
   */
  moved(bin, rows) {
    const row = Math.max(0, Math.min(this.bins.length - 1, this.bins.indexOf(bin) + rows));
    return this.bins[row] ?? this.middle;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {'values' | 'gradients'} hue
   */
  paintCells(context, hue) {
    const { third, alarm } = palette();
    const shades = shadesOf(hue);
    const { middle } = this;
    this.columns.forEach(({ counts, outside }, index) => {
      const x = this.left(index);
      const width = this.left(index + 1) - x + 0.3;
      this.bins.forEach((bin, row) => {
        const count = counts[bin] ?? 0;
        if (count === 0) return;
        const shade = shades[bin === middle ? 'zero' : bin < middle ? 'minus' : 'plus'];
        context.fillStyle = shade[Math.ceil(15 * (count / this.most) ** GAMMA)] ?? css(third);
        const y = this.bottom(row + 1);
        context.fillRect(x, y, width, this.bottom(row) - y + 0.3);
      });
      context.fillStyle = css(alarm);
      const [below = 0, above = 0, none = 0] = [outside[0], outside[1], outside[2]];
      if (above || none) context.fillRect(x, TOP - 6, width, 4);
      if (below) context.fillRect(x, TOP + this.plotHeight + 2, width, 4);
    });
  }

  /** @param {CanvasRenderingContext2D} context */
  paintAxes(context) {
    const { second, line, sans } = palette();
    context.font = `12px ${sans}`;
    context.fillStyle = css(second);
    context.strokeStyle = css(line);
    context.lineWidth = 1;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const { y, label } of this.levels()) {
      context.globalAlpha = label ? 0.55 : 0.3;
      context.beginPath();
      context.moveTo(LEFT, y);
      context.lineTo(LEFT + this.plotWidth, y);
      context.stroke();
      context.globalAlpha = 1;
      context.fillText(label, LEFT - 8, y);
    }
    context.textBaseline = 'top';
    const [first, last] = [this.columns[0]?.epoch ?? 0, this.columns.at(-1)?.epoch ?? 0];
    const round = first < last ? ticks(first, last, this.plotWidth / TICK_GAP) : [first];
    for (const epoch of round.filter(Number.isInteger)) {
      const words = formatEpochTick(epoch);
      const half = context.measureText(words).width / 2;
      const x = LEFT + ((epoch - first) / (last - first || 1)) * this.plotWidth;
      context.textAlign = 'center';
      context.fillText(words, Math.min(Math.max(x, LEFT + half), LEFT + this.plotWidth - half), TOP + this.plotHeight + 9);
    }
  }

  /**
   * The labelled values: zero, and the visible powers of ten that are far enough apart for labels, the outermost first.
   */
  levels() {
    const zero = this.bins.indexOf(this.middle);
    /** @type {{ y: number, label: string }[]} */
    const found = [{ y: (this.bottom(zero) + this.bottom(zero + 1)) / 2, label: '0' }];
    for (let far = zero; far > 0; far--) {
      const edge = this.edges[(this.bins[zero + far] ?? 0) + 1] ?? 0;
      const exponent = Math.log10(edge);
      const isPower = Math.abs(exponent - Math.round(exponent)) < 1e-9;
      const [above, below] = [this.bottom(zero + far + 1), this.bottom(zero - far)];
      if (!isPower || found.some(({ y }) => Math.abs(y - above) < LABEL_GAP)) continue;
      const label = powerOfTen(Math.round(exponent));
      found.push({ y: above, label }, { y: below, label: `−${label}` });
    }
    return found;
  }

  /**
   * Draw a line on each side of a column, so that no values are hidden.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number} column
   */
  paintHere(context, column) {
    context.fillStyle = css(palette().accent);
    context.fillRect(this.left(column) - 1.5, TOP, 1.5, this.plotHeight);
    context.fillRect(this.left(column + 1), TOP, 1.5, this.plotHeight);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Cell} chosen
   */
  paintChosen(context, { column, bin }) {
    const row = this.bins.indexOf(bin);
    if (row < 0) return;
    const [x, y] = [this.left(column), this.bottom(row + 1)];
    context.strokeStyle = css(palette().ink);
    context.lineWidth = 1.5;
    context.strokeRect(x - 1, y - 1, Math.max(2, this.left(column + 1) - x + 2), Math.max(2, this.bottom(row) - y + 2));
  }

  /**
   * The bin at a position.
   *
   * @param {number} x
   * @param {number} y
   * @returns {Cell | undefined}
   */
  at(x, y) {
    if (!this.columns.length || x < LEFT || x > LEFT + this.plotWidth) return undefined;
    const column = this.columns.findIndex((_, index) => x <= this.left(index + 1));
    const share = 1 - (y - TOP) / this.plotHeight;
    const row = Math.max(0, Math.min(this.bins.length - 1, Math.floor(share * this.bins.length)));
    return { column, bin: this.bins[row] ?? this.middle };
  }
}

/**
 * Sixteen shades from the background to each colour; the middle bin is grey.
 *
 * @param {'values' | 'gradients'} hue
 */
export function shadesOf(hue) {
  const { paper, second, minus, plus, gradientMinus, gradientPlus } = palette();
  const ramp = (/** @type {Colour} */ colour) => Array.from({ length: 16 }, (_, i) => css(mix(paper, colour, 0.1 + 0.06 * i)));
  const [low, high] = hue === 'values' ? [minus, plus] : [gradientMinus, gradientPlus];
  return { minus: ramp(low), zero: ramp(second), plus: ramp(high) };
}
