/**
 * A landscape as a map: filled bands, labelled contour lines, axes and a scale, with the runs' paths
 * on top.
 *
 * @import { Heights } from './heights.js'
 * @import { Place } from '../kit/drawing/iso-lines.js'
 * @import { Point } from './line-labels.js'
 */
import { formatLoss, formatShort, formatTick } from '../text/format.js';
import { Canvas } from '../kit/drawing/canvas.js';
import { landColour, packed, ramp, readableOn } from './bands.js';
import { between, cells, nearestNode, onAxis } from './heights.js';
import { isoLines } from '../kit/drawing/iso-lines.js';
import { css, palette } from '../kit/drawing/palette.js';
import { freePlace, lengthOf } from './line-labels.js';
import { paintPaths } from './runs-on-map.js';
import { ticks } from '../kit/drawing/ticks.js';

/**
 * The content of the map other than its heights.
 *
 * @typedef {object} Scene
 * @property {Heights} heights
 * @property {{ label: string, points: ArrayLike<number>, steps: ArrayLike<number> }[]} paths
 * @property {number | undefined} moment the index of the selected point on the current run's path
 * @property {[a: number, b: number] | undefined} here the position of the run
 * @property {boolean} isOffPlane whether `here` is only the nearest point in the plane
 * @property {[a: number, b: number] | undefined} lowest
 * @property {[column: number, row: number] | undefined} cursor
 * @property {[string, string]} axes their names
 */

const LEFT = 46;
const BOTTOM = 38;
const RIGHT = 64;
const TOP = 8;
const BAR = 12;
const FONT = 12;
/** Lines shorter than this are not labelled. */
const LABELLED = 90;
/** Hatching where the height is unknown. */
const HATCH = 6;

export class ContourPainter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** Everything except the paths and the cross-hair; these parts change less often. */
    this.ground = new Canvas(document.createElement('canvas'));
    this.bands = document.createElement('canvas');
    this.painted = '';
    /** @type {Heights | undefined} */
    this.of = undefined;
    /** @type {Place[][][]} */
    this.lines = [];
    /** @type {import('./runs-on-map.js').Label[]} */
    this.labelled = [];
  }

  /** The square of the map on the canvas. */
  get frame() {
    const side = Math.max(40, Math.min(this.canvas.width - LEFT - RIGHT, this.canvas.height - TOP - BOTTOM));
    return { left: LEFT, top: TOP, side };
  }

  /**
   * @param {Heights} heights
   * @param {number} a
   * @param {number} b
   * @returns {Point}
   */
  place({ a: across, b: up }, a, b) {
    const { left, top, side } = this.frame;
    const [a0 = 0, a1 = 1] = [across[0], across[across.length - 1]];
    const [b0 = 0, b1 = 1] = [up[0], up[up.length - 1]];
    return [left + ((a - a0) / (a1 - a0)) * side, top + ((b1 - b) / (b1 - b0)) * side];
  }

  /**
   * The node nearest to a position on the canvas; undefined outside the map.
   *
   * @param {Heights} heights
   * @param {number} x
   * @param {number} y
   * @returns {[column: number, row: number] | undefined}
   */
  nodeAt({ a, b }, x, y) {
    const { left, top, side } = this.frame;
    const nearest = (/** @type {ArrayLike<number>} */ axis, /** @type {number} */ share) => {
      const [from = 0, to = 1] = [axis[0], axis[axis.length - 1]];
      return nearestNode(axis, from + share * (to - from));
    };
    const [column, row] = [nearest(a, (x - left) / side), nearest(b, 1 - (y - top) / side)];
    return column === undefined || row === undefined ? undefined : [column, row];
  }

  /** @param {Scene} scene */
  paint(scene) {
    const { heights } = scene;
    const context = this.canvas.begin();
    const { left, top, side } = this.frame;
    this.paintGround(scene);
    context.drawImage(this.ground.element, 0, 0, this.canvas.width, this.canvas.height);
    context.save();
    context.beginPath();
    context.rect(left, top, side, side);
    context.clip();
    paintPaths(context, scene, (a, b) => this.place(heights, a, b), left + side, this.labelled);
    this.paintCursor(context, scene);
    context.restore();
  }

  /**
   * Draw bands, lines, axes and scale, unless they are unchanged.
   *
   * @param {Scene} scene
   */
  paintGround(scene) {
    const { heights, axes } = scene;
    const { width, height, density } = this.canvas;
    const key = [width, height, density, palette().landLow, axes].join();
    if (this.of === heights && this.painted === key) return;
    if (this.of !== heights) {
      this.lines = heights.levels.map((level) => isoLines(heights.at, heights.a.length, heights.of(level)));
    }
    this.of = heights;
    this.painted = key;
    this.ground.resize(width, height);
    const context = this.ground.begin();
    const { left, top, side } = this.frame;
    this.fill(heights);
    context.drawImage(this.bands, left, top, side, side);
    context.save();
    context.beginPath();
    context.rect(left, top, side, side);
    context.clip();
    this.paintLines(context, heights);
    context.restore();
    this.paintAxes(context, scene);
    this.paintScale(context, heights);
  }

  /**
   * Colour the bands.
   *
   * @param {Heights} heights
   */
  fill(heights) {
    const side = Math.round(this.frame.side * this.canvas.density);
    const { third, paper } = palette();
    this.bands.width = side;
    this.bands.height = side;
    const context = this.bands.getContext('2d');
    if (!context) return;
    const image = context.createImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    const bounds = heights.levels.map((level) => heights.of(level));
    const colours = ramp(bounds);
    const [hatch, between_] = [packed(third), packed(paper)];
    const columns = cells(heights.a, side, false);
    const rows = cells(heights.b, side, true);
    for (let y = 0; y < side; y++) {
      const [row, t] = rows[y] ?? [0, 0];
      for (let x = 0; x < side; x++) {
        const [column, s] = columns[x] ?? [0, 0];
        const height = between(heights, column, row, s, t);
        pixels[y * side + x] =
          height === height
            ? (colours[Math.round(height * (colours.length - 1))] ?? 0)
            : (x + y) % (HATCH * this.canvas.density) < this.canvas.density
              ? hatch
              : between_;
      }
    }
    context.putImageData(image, 0, 0);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Heights} heights
   */
  paintLines(context, heights) {
    const { ink, sans } = palette();
    const at = (/** @type {Place} */ [column, row]) =>
      this.place(heights, onAxis(heights.a, column), onAxis(heights.b, row));
    context.font = `${FONT}px ${sans}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    /** @type {{ words: string, at: Point, height: number }[]} */
    const labels = [];
    context.strokeStyle = css(ink, 0.3);
    context.lineWidth = 0.8;
    this.lines.forEach((lines, index) => {
      const level = heights.levels[index] ?? 0;
      const longest = { length: LABELLED, line: /** @type {Point[]} */ ([]) };
      for (const line of lines) {
        const points = line.map(at);
        context.beginPath();
        for (const [x, y] of points) context.lineTo(x, y);
        context.stroke();
        const length = lengthOf(points);
        if (length > longest.length) Object.assign(longest, { length, line: points });
      }
      const free = longest.line.length ? freePlace(longest.line, labels.map((label) => label.at), this.frame) : undefined;
      if (free) labels.push({ words: formatTick(level), at: free, height: heights.of(level) });
    });
    this.labelled = labels.map(({ words, at: [x, y] }) => {
      const half = context.measureText(words).width / 2;
      return { left: x - half, right: x + half, y };
    });
    for (const { words, at: [x, y], height } of labels) {
      const colour = landColour(height);
      context.strokeStyle = css(colour);
      context.lineWidth = 4;
      context.lineJoin = 'round';
      context.strokeText(words, x, y);
      context.fillStyle = css(readableOn(colour));
      context.fillText(words, x, y);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  paintCursor(context, { cursor, heights }) {
    if (!cursor) return;
    const { left, top, side } = this.frame;
    const [x, y] = this.place(heights, heights.a[cursor[0]] ?? 0, heights.b[cursor[1]] ?? 0);
    const { ink, paper } = palette();
    for (const [colour, width] of /** @type {const} */ ([[css(paper, 0.7), 3], [css(ink), 1]])) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(x - 6, y);
      context.moveTo(x + 6, y);
      context.lineTo(left + side, y);
      context.moveTo(x, top);
      context.lineTo(x, y - 6);
      context.moveTo(x, y + 6);
      context.lineTo(x, top + side);
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  paintAxes(context, { heights, axes }) {
    const { left, top, side } = this.frame;
    const { second, ink, sans } = palette();
    const { a, b } = heights;
    context.font = `${FONT}px ${sans}`;
    context.fillStyle = css(second);
    context.textAlign = 'center';
    context.textBaseline = 'top';
    const count = side < 240 ? 3 : 5;
    for (const tick of ticks(a[0] ?? 0, a[a.length - 1] ?? 1, count)) {
      context.fillText(formatShort(tick), this.place(heights, tick, 0)[0], top + side + 5);
    }
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const tick of ticks(b[0] ?? 0, b[b.length - 1] ?? 1, count)) {
      context.fillText(formatShort(tick), left - 5, this.place(heights, 0, tick)[1]);
    }
    context.fillStyle = css(ink);
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    context.fillText(`${axes[0]} →`, left + side / 2, top + side + 32, side + 2 * LEFT);
    context.save();
    context.translate(11, top + side / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(`${axes[1]} →`, 0, 0, side);
    context.restore();
  }

  /**
   * Draw the bands' colours with the numbers between them.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Heights} heights
   */
  paintScale(context, heights) {
    const { left, top, side } = this.frame;
    const { second, sans } = palette();
    const x = left + side + 14;
    const bounds = [0, ...heights.levels.map((level) => heights.of(level)), 1];
    for (let i = 0; i + 1 < bounds.length; i++) {
      const [from = 0, to = 1] = [bounds[i], bounds[i + 1]];
      context.fillStyle = css(landColour((from + to) / 2));
      context.fillRect(x, top + (1 - to) * side, BAR, (to - from) * side + 0.5);
    }
    context.font = `${FONT}px ${sans}`;
    context.fillStyle = css(second);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    const ends = [[heights.high, 1], [heights.low, 0]].map(([value = 0, height = 0]) => ({ words: formatLoss(value), height }));
    const numbers = heights.levels.map((level) => ({ words: formatTick(level), height: heights.of(level) }));
    /** @type {number[]} */
    const taken = [];
    for (const { words, height } of [...ends, ...numbers]) {
      const y = Math.min(top + side - FONT / 2, Math.max(top + FONT / 2, top + (1 - height) * side));
      if (taken.some((other) => Math.abs(other - y) < FONT + 2)) continue;
      taken.push(y);
      context.fillText(words, x + BAR + 5, y, RIGHT - 14 - BAR - 5);
    }
  }
}
