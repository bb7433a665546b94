/**
 * Data points: a shape and a colour for each class, filled for training, hollow for test.
 *
 * @import { OpenedReport } from '../../engine/reports.js'
 */
import { css, palette } from '../../kit/drawing/palette.js';

/** The classes' shapes as characters, for text. */
export const SHAPES = ['■', '●', '▲', '◆', '★', '▬', '✚', '✖', '⬟', '⬢'];

/**
 * The position of a data point, in CSS pixels.
 *
 * @typedef {(index: number) => [x: number, y: number]} Places
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {OpenedReport} opened
 * @param {Places} placeOf
 * @param {{ radius: number, showsTest: boolean, wrong: ArrayLike<number> | undefined, marked: number | undefined }} options
 *   wrong: 1 for a point that gets a ring; marked: the point that is selected, which is shown in any case
 */
export function paintPoints(context, opened, placeOf, { radius, showsTest, wrong, marked }) {
  const { target, test } = opened.arrays;
  if (!target || !test) return;
  const paintAt = (/** @type {number} */ i, /** @type {number} */ size) => {
    const [colour, shape] = looks(opened, target[i] ?? 0);
    paintPoint(context, ...placeOf(i), size, shape, colour, test[i] === 1);
  };
  for (const kind of showsTest ? [1, 0] : [0]) {
    for (let i = 0; i < target.length; i++) {
      if (test[i] !== kind) continue;
      paintAt(i, radius);
      if (wrong?.[i] === 1) ring(context, ...placeOf(i), radius + 3.5);
    }
  }
  if (marked === undefined) return;
  paintMark(context, ...placeOf(marked), radius + 5);
  paintAt(marked, radius * 1.4);
}

/**
 * Draw the ring around the selected point.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function paintMark(context, x, y, radius) {
  const { accent, paper } = palette();
  for (const [colour, width] of /** @type {const} */ ([[paper, 5], [accent, 2.5]])) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.strokeStyle = css(colour);
    context.lineWidth = width;
    context.stroke();
  }
}

/**
 * The class of a target. If there are no classes, or two, the lower half of the scale is class 0 and the upper half is
 * class 1.
 *
 * @param {OpenedReport['scale']} scale
 * @param {number} value
 */
export function classOf({ classes, low, high }, value) {
  return classes > 2 ? value : Number(value >= (low + high) / 2);
}

/**
 * A target's colour and shape. For two classes or a regression, the lower half of the scale has
 * squares, the upper half discs.
 *
 * @param {OpenedReport} opened
 * @param {number} value
 * @returns {[colour: string, shape: number]}
 */
function looks({ scale }, value) {
  const shape = classOf(scale, value);
  if (scale.classes > 2) return [css(palette().classes[value] ?? palette().ink), shape];
  const share = Math.max(0, Math.min(1, (value - scale.low) / (scale.high - scale.low)));
  const pixel = palette().values[Math.round(share * 255)] ?? 0;
  return [css([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]), shape];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} shape
 * @param {string} colour
 * @param {boolean} isHollow
 */
export function paintPoint(context, x, y, radius, shape, colour, isHollow) {
  const { paper } = palette();
  context.beginPath();
  traceShape(context, shape, x, y, radius);
  context.fillStyle = isHollow ? css(paper, 0.75) : colour;
  context.fill();
  context.strokeStyle = isHollow ? colour : css(paper);
  context.lineWidth = isHollow ? 1.4 : 1;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function ring(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = css(palette().ink);
  context.lineWidth = 1.8;
  context.stroke();
}

/** The corners of polygonal shapes; those of a star alternate between two radii. */
const CORNERS = new Map([
  [2, 3],
  [3, 4],
  [4, 10],
  [8, 5],
  [9, 6],
]);

/**
 * Square, disc, triangle, diamond, star, bar, plus, cross, pentagon, hexagon.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} shape
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function traceShape(context, shape, x, y, radius) {
  if (shape === 0) return context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76);
  if (shape === 1) return context.arc(x, y, radius, 0, 2 * Math.PI);
  if (shape === 5) return context.rect(x - radius * 1.2, y - radius * 0.6, radius * 2.4, radius * 1.2);
  if (shape === 6 || shape === 7) return traceCross(context, x, y, radius, shape === 7);
  const corners = CORNERS.get(shape) ?? 3;
  for (let corner = 0; corner < corners; corner++) {
    const reach = radius * (shape === 4 && corner % 2 ? 0.55 : 1.25);
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {boolean} isTurned
 */
function traceCross(context, x, y, radius, isTurned) {
  const [near, far] = [radius * 0.45, radius * 1.25];
  const outline = [[near, -far], [near, -near], [far, -near], [far, near], [near, near], [near, far]];
  const turn = isTurned ? Math.SQRT1_2 : 0;
  const straight = isTurned ? Math.SQRT1_2 : 1;
  for (const sign of [1, -1]) {
    for (const [dx = 0, dy = 0] of outline) {
      const [a, b] = [sign * dx, sign * dy];
      context.lineTo(x + a * straight - b * turn, y + a * turn + b * straight);
    }
  }
  context.closePath();
}
