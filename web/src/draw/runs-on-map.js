/**
 * Where runs went, on a map of the loss or on its surface.
 *
 * @import { Scene } from './contour.js'
 */
import { css, palette, runColour } from './palette.js';
import { formatWhole } from '../text/format.js';

/** @typedef {[x: number, y: number]} Point */

/** Steps are told at places at least so far apart. */
const APART = 56;
const DOTS_APART = 7;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Pick<Scene, 'paths' | 'here' | 'isOffPlane' | 'lowest'>} scene
 * @param {(a: number, b: number) => Point} place
 * @param {number} right where there is no more room for words
 */
export function paintPaths(context, { paths, here, isOffPlane, lowest }, place, right) {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (lowest) paintLowest(context, place(...lowest));
  paths.forEach((path, index) => {
    const points = pointsOf(path.points, place);
    paintPath(context, points, index);
    if (path.label) paintWords(context, points.at(-1), path.label, right);
    if (index === 0) paintSteps(context, points, path.steps, right);
  });
  if (here) paintHere(context, place(...here), isOffPlane);
}

/**
 * @param {ArrayLike<number>} points a, b, a, b …
 * @param {(a: number, b: number) => Point} place
 */
export function pointsOf(points, place) {
  return Array.from({ length: points.length >> 1 }, (_, i) => place(points[2 * i] ?? 0, points[2 * i + 1] ?? 0));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points
 * @param {number} index of the run
 */
function paintPath(context, points, index) {
  const { paper } = palette();
  const colour = css(runColour(index));
  for (const [stroke, width] of /** @type {const} */ ([[css(paper, 0.85), 4], [colour, 1.7]])) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.setLineDash(index && width < 4 ? [6, 4] : []);
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
  }
  context.setLineDash([]);
  /** @type {Point | undefined} */
  let last;
  context.fillStyle = colour;
  for (const [x, y] of points) {
    if (last && Math.hypot(x - last[0], y - last[1]) < DOTS_APART) continue;
    last = [x, y];
    context.beginPath();
    context.arc(x, y, 2.1, 0, 2 * Math.PI);
    context.fill();
  }
  const [start] = points;
  if (!start || points.length < 2) return;
  context.beginPath();
  context.arc(start[0], start[1], 4.5, 0, 2 * Math.PI);
  context.fillStyle = css(paper);
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = 1.7;
  context.stroke();
}

/**
 * Step numbers along a path: the first, the last, and what has room between.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points
 * @param {ArrayLike<number>} steps
 * @param {number} right
 */
function paintSteps(context, points, steps, right) {
  const last = points.length - 1;
  if (last < 1) return;
  /** @type {Point[]} */
  const taken = [];
  for (const i of [0, last, ...Array.from({ length: Math.max(0, last - 1) }, (_, k) => k + 1)]) {
    const point = points[i];
    if (!point || taken.some(([x, y]) => Math.hypot(x - point[0], y - point[1]) < APART)) continue;
    taken.push(point);
    paintWords(context, point, formatWhole(steps[i] ?? 0), right);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point | undefined} point
 * @param {string} words
 * @param {number} right
 */
function paintWords(context, point, words, right) {
  if (!point) return;
  const { ink, paper, sans } = palette();
  context.font = `600 10px ${sans}`;
  const isLeft = point[0] + 12 + context.measureText(words).width > right;
  const [x, y] = [point[0] + (isLeft ? -8 : 8), point[1] - 9];
  context.textAlign = isLeft ? 'right' : 'left';
  context.textBaseline = 'middle';
  context.strokeStyle = css(paper, 0.9);
  context.lineWidth = 3.5;
  context.strokeText(words, x, y);
  context.fillStyle = css(ink);
  context.fillText(words, x, y);
}

/**
 * A cross for the lowest point.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Point} point
 */
function paintLowest(context, [x, y]) {
  const { ink, paper } = palette();
  for (const [colour, width] of /** @type {const} */ ([[css(paper), 4], [css(ink), 1.6]])) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (const sign of [1, -1]) {
      context.moveTo(x - 4, y - 4 * sign);
      context.lineTo(x + 4, y + 4 * sign);
    }
    context.stroke();
  }
}

/**
 * Where the run is: a diamond, hollow if it lies off the plane.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Point} point
 * @param {boolean} isOffPlane
 */
function paintHere(context, [x, y], isOffPlane) {
  const { accent, paper } = palette();
  context.beginPath();
  for (const [right, down] of /** @type {const} */ ([[0, -7], [7, 0], [0, 7], [-7, 0]])) context.lineTo(x + right, y + down);
  context.closePath();
  context.strokeStyle = css(paper);
  context.lineWidth = 4;
  context.stroke();
  context.fillStyle = css(isOffPlane ? paper : accent);
  context.fill();
  context.strokeStyle = css(accent);
  context.lineWidth = 2;
  context.stroke();
}
