/**
 * A landscape as a lit surface in perspective: cells are drawn from back to front, together with the
 * runs' paths.
 *
 * @import { Canvas } from '../kit/drawing/canvas.js'
 * @import { Scene } from './contour.js'
 * @import { Heights } from './heights.js'
 */
import { formatLoss } from '../text/format.js';
import { landColour } from './bands.js';
import { between, cellOf } from './heights.js';
import { css, mix, palette, runColour } from '../kit/drawing/palette.js';

/** @typedef {[x: number, y: number]} Point */
/** @typedef {{ turn: number, tilt: number }} Eye angles: around the upright axis, and above the ground */

/** @type {Eye} */
export const FIRST_EYE = { turn: 0.65, tilt: 0.62 };
const [LEAST_TILT, MOST_TILT] = [0.12, 1.45];
/** The height of the highest point; the ground is 2 by 2. */
const TALL = 1;
/** The height of paths above the surface, so that cells in front do not cut into them. */
const FLOAT = 0.012;
/** The greatest length of a piece of a path, so that each piece lies in one cell. */
const PIECE = 0.015;
/** The position that is drawn last, after all cells. */
const LAST = -1;
/** The offsets of a cell's nodes. */
const CORNERS = /** @type {const} */ ([[0, 0], [1, 0], [1, 1], [0, 1]]);
/** The direction of the light. */
const LIGHT = /** @type {const} */ ([-0.45, 0.35, 0.82]);

export class SurfacePainter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.eye = { ...FIRST_EYE };
  }

  /**
   * @param {number} turn
   * @param {number} tilt
   */
  turnBy(turn, tilt) {
    const { eye } = this;
    eye.turn = (eye.turn + turn) % (2 * Math.PI);
    eye.tilt = Math.min(MOST_TILT, Math.max(LEAST_TILT, eye.tilt + tilt));
  }

  /**
   * The canvas position of a point in space: x and y from −1 to 1, z from 0 to 1.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} z
   * @returns {Point}
   */
  seen(x, y, z) {
    const { turn, tilt } = this.eye;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const across = x * cos - y * sin;
    const away = x * sin + y * cos;
    const { width, height } = this.canvas;
    // The largest width of a rotated square is its diagonal.
    const scale = Math.min((width - 40) / (2 * Math.SQRT2), (height - 24) / (2 * Math.SQRT2 * Math.sin(tilt) + TALL * Math.cos(tilt)));
    const up = away * Math.sin(tilt) + (z * TALL - TALL / 2) * Math.cos(tilt);
    return [width / 2 + across * scale, height / 2 - up * scale];
  }

  /** @param {Scene} scene */
  paint(scene) {
    const context = this.canvas.begin();
    const { heights } = scene;
    const pieces = this.pieces(scene);
    this.paintGround(context, scene);
    const size = heights.a.length - 1;
    for (const [column, row] of this.farthestFirst(heights)) {
      this.paintCell(context, heights, column, row);
      for (const piece of pieces.get(row * size + column) ?? []) piece(context);
    }
    this.paintNames(context, scene);
    for (const piece of pieces.get(LAST) ?? []) piece(context);
    this.paintCursor(context, scene);
  }

  /**
   * The cells from back to front.
   *
   * @param {Heights} heights
   * @returns {[column: number, row: number][]}
   */
  farthestFirst({ a, b }) {
    const { turn } = this.eye;
    const columns = order(a.length - 1, Math.sin(turn) > 0);
    const rows = order(b.length - 1, Math.cos(turn) > 0);
    return rows.flatMap((row) => columns.map((column) => /** @type {[number, number]} */ ([column, row])));
  }

  /**
   * The node nearest to the visible point at a canvas position; undefined outside the surface.
   *
   * @param {Heights} heights
   * @param {number} x
   * @param {number} y
   * @returns {[column: number, row: number] | undefined}
   */
  nodeAt(heights, x, y) {
    for (const [column, row] of this.farthestFirst(heights).reverse()) {
      const nodes = CORNERS.map(([right, up]) => {
        const [across, down] = this.seen(...this.node(heights, column + right, row + up));
        return { node: /** @type {[number, number]} */ ([column + right, row + up]), x: across - x, y: down - y };
      });
      if (!surroundsOrigin(nodes)) continue;
      const [nearest] = nodes.sort((one, other) => Math.hypot(one.x, one.y) - Math.hypot(other.x, other.y));
      return nearest?.node;
    }
    return undefined;
  }

  /**
   * Whether a point on a cell is visible, that is, whether the frontmost cell there is that cell or a neighbour.
   *
   * @param {Heights} heights
   * @param {number} column
   * @param {number} row
   * @param {Point} point on the canvas
   */
  isInSight(heights, column, row, [x, y]) {
    const [right, up] = this.nodeAt(heights, x, y) ?? [column, row];
    return Math.abs(right - column) <= 2 && Math.abs(up - row) <= 2;
  }

  /**
   * Draw a ring around the node whose values are shown.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  paintCursor(context, { cursor, heights }) {
    if (!cursor) return;
    const [x, y] = this.seen(...this.node(heights, ...cursor));
    const { ink, paper } = palette();
    for (const [colour, width] of /** @type {const} */ ([[css(paper, 0.8), 4], [css(ink), 1.5]])) {
      context.beginPath();
      context.arc(x, y, 6, 0, 2 * Math.PI);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    }
  }

  /**
   * @param {Heights} heights
   * @param {number} column
   * @param {number} row
   * @returns {[x: number, y: number, z: number]}
   */
  node({ a, b, at }, column, row) {
    return [onGround(a, a[column] ?? 0), onGround(b, b[row] ?? 0), at[row * a.length + column] ?? NaN];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Heights} heights
   * @param {number} column
   * @param {number} row
   */
  paintCell(context, heights, column, row) {
    const corners = CORNERS.map(([right, up]) => this.node(heights, column + right, row + up));
    const [p = [0, 0, NaN], q = [0, 0, NaN], r = [0, 0, NaN], s = [0, 0, NaN]] = corners;
    const middle = (p[2] + q[2] + r[2] + s[2]) / 4;
    if (!Number.isFinite(middle)) return;
    const slope = (TALL * (q[2] + r[2] - p[2] - s[2])) / (2 * (q[0] - p[0]));
    const rise = (TALL * (r[2] + s[2] - p[2] - q[2])) / (2 * (s[1] - p[1]));
    const light = (LIGHT[2] - slope * LIGHT[0] - rise * LIGHT[1]) / Math.hypot(slope, rise, 1);
    const { landLow, landHigh } = palette();
    const shade = 0.55 * (Math.max(0, light) - 0.75);
    const colour = css(mix(landColour(middle), shade < 0 ? landLow : landHigh, Math.min(0.6, Math.abs(shade))));
    context.beginPath();
    for (const [x, y, z] of corners) context.lineTo(...this.seen(x, y, z));
    context.closePath();
    context.fillStyle = colour;
    context.strokeStyle = colour;
    // Cells overlap slightly so that the background does not show between them.
    context.lineWidth = 0.8;
    context.fill();
    context.stroke();
  }

  /**
   * The paths in pieces, each with the cell after which it is drawn; visible marks come last, so that
   * cells in front do not cut into them.
   *
   * @param {Scene} scene
   */
  pieces({ heights, paths, here, lowest }) {
    /** @type {Map<number, ((context: CanvasRenderingContext2D) => void)[]>} */
    const found = new Map();
    const [across, up] = [heights.a, heights.b];
    const add = (/** @type {number} */ a, /** @type {number} */ b, /** @type {(context: CanvasRenderingContext2D, point: Point) => void} */ draw, isMark = false) => {
      if (isOutside(across, a) || isOutside(up, b)) return;
      const [column, s] = cellOf(across, a);
      const [row, t] = cellOf(up, b);
      const height = between(heights, column, row, s, t);
      if (!Number.isFinite(height)) return;
      const point = this.seen(onGround(across, a), onGround(up, b), height + FLOAT);
      const isLast = isMark && this.isInSight(heights, column, row, point);
      const cell = isLast ? LAST : row * (across.length - 1) + column;
      const list = found.get(cell) ?? [];
      list.push((context) => draw(context, point));
      found.set(cell, list);
    };
    const { ink, accent, paper } = palette();
    paths.forEach(({ label, points }, index) => {
      const colour = index ? runColour(index) : ink;
      if (index && !label) {
        for (const [a, b] of dense(points, across, up)) add(a, b, (context, point) => dot(context, point, 0.7, css(ink, 0.6)));
        return;
      }
      for (const [a, b] of dense(points, across, up)) add(a, b, (context, point) => dot(context, point, 1.5, css(colour)));
      for (let i = 0; i + 1 < points.length; i += 2) {
        const isStart = i === 0;
        add(points[i] ?? 0, points[i + 1] ?? 0, (context, point) => {
          dot(context, point, isStart ? 5 : 2.6, css(isStart ? colour : paper));
          dot(context, point, isStart ? 3.2 : 1.8, css(isStart ? paper : colour));
        });
      }
    });
    if (lowest) add(...lowest, (context, point) => dot(context, point, 3, css(ink)), true);
    if (here) {
      const mark = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Point} */ point) => {
        dot(context, point, 7, css(paper));
        dot(context, point, 5, css(accent));
      };
      add(...here, mark, true);
    }
    return found;
  }

  /**
   * Draw the square under the surface, and the ends of the vertical axis.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  paintGround(context, { heights }) {
    const { third, second, sans } = palette();
    const corners = /** @type {const} */ ([[-1, -1], [1, -1], [1, 1], [-1, 1]]);
    context.strokeStyle = css(third);
    context.lineWidth = 1;
    context.beginPath();
    for (const [x, y] of corners) context.lineTo(...this.seen(x, y, 0));
    context.closePath();
    context.stroke();
    context.font = `12px ${sans}`;
    context.fillStyle = css(second);
    context.textBaseline = 'middle';
    // The vertical axis is at the leftmost corner of the ground.
    const leftOf = (/** @type {readonly [number, number]} */ [x, y]) => this.seen(x, y, 0)[0];
    const [x, y] = [...corners].sort((one, other) => leftOf(one) - leftOf(other))[0] ?? [-1, -1];
    const [foot, head] = [this.seen(x, y, 0), this.seen(x, y, 1)];
    context.beginPath();
    context.moveTo(...foot);
    context.lineTo(...head);
    context.stroke();
    context.textAlign = 'left';
    context.fillText(formatLoss(heights.high), Math.max(2, head[0] - 20), head[1] - 9);
    context.fillText(formatLoss(heights.low), Math.max(2, foot[0] - 20), foot[1] + 12);
  }

  /**
   * Write the names of the horizontal axes at the two front sides.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  paintNames(context, { axes }) {
    const { second, paper, sans } = palette();
    const { turn } = this.eye;
    const [nearY, nearX] = [Math.cos(turn) > 0 ? -1 : 1, Math.sin(turn) > 0 ? -1 : 1];
    context.font = `12px ${sans}`;
    context.textBaseline = 'middle';
    context.strokeStyle = css(paper, 0.85);
    context.lineWidth = 3;
    context.fillStyle = css(second);
    this.paintName(context, `${axes[0]} →`, [0, 1.12 * nearY]);
    this.paintName(context, `${axes[1]} →`, [1.12 * nearX, 0]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} words
   * @param {Point} place on the ground
   */
  paintName(context, words, [x, y]) {
    const [left, top] = this.seen(x, y, 0);
    const half = context.measureText(words).width / 2;
    context.textAlign = 'center';
    const middle = Math.min(this.canvas.width - half - 2, Math.max(half + 2, left));
    const height = Math.min(this.canvas.height - 8, top + 8);
    context.strokeText(words, middle, height);
    context.fillText(words, middle, height);
  }
}

/**
 * @param {number} count
 * @param {boolean} isReversed
 */
function order(count, isReversed) {
  return Array.from({ length: count }, (_, i) => (isReversed ? count - 1 - i : i));
}

/**
 * Whether a polygon contains the origin, that is, whether the origin is on the same side of all edges.
 *
 * @param {{ x: number, y: number }[]} corners
 */
function surroundsOrigin(corners) {
  const sides = corners.map(({ x, y }, i) => {
    const next = corners[(i + 1) % corners.length] ?? { x, y };
    return x * next.y - y * next.x;
  });
  return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
}

/**
 * A coordinate scaled to −1 … 1.
 *
 * @param {ArrayLike<number>} axis
 * @param {number} value
 */
function onGround(axis, value) {
  const [from = 0, to = 1] = [axis[0], axis[axis.length - 1]];
  return (2 * (value - from)) / (to - from) - 1;
}

/** @param {ArrayLike<number>} axis @param {number} value */
function isOutside(axis, value) {
  return Math.abs(onGround(axis, value)) > 1;
}

/**
 * A path's points, with enough intermediate points for a smooth line on the surface.
 *
 * @param {ArrayLike<number>} points
 * @param {ArrayLike<number>} across
 * @param {ArrayLike<number>} up
 */
function* dense(points, across, up) {
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [a0 = 0, b0 = 0, a1 = 0, b1 = 0] = [points[i], points[i + 1], points[i + 2], points[i + 3]];
    const length = Math.hypot(onGround(across, a1) - onGround(across, a0), onGround(up, b1) - onGround(up, b0));
    const count = Math.min(400, Math.ceil(length / PIECE));
    for (let k = 0; k < count; k++) {
      const share = k / count;
      yield /** @type {Point} */ ([a0 + share * (a1 - a0), b0 + share * (b1 - b0)]);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} point
 * @param {number} radius
 * @param {string} colour
 */
function dot(context, [x, y], radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
