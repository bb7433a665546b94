/**
 * The paths of runs on a loss map or surface.
 *
 * @import { Scene } from './contour.js'
 */
import { css, palette, runColour } from '../kit/drawing/palette.js';
import { formatWhole } from '../text/format.js';

/** @typedef {[x: number, y: number]} Point */
/** @typedef {{ left: number, right: number, y: number }} Label the horizontal extent of a label and its middle */

/** The smallest distance between step labels. */
const APART = 56;
const DOTS_APART = 7;
const LINE = 12;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Pick<Scene, 'paths' | 'moment' | 'here' | 'isOffPlane' | 'lowest'>} scene
 * @param {(a: number, b: number) => Point} place
 * @param {number} right the right limit for labels
 * @param {Label[]} [taken] the map's labels, which the labels of the paths leave free
 */
export function paintPaths(context, { paths, moment, here, isOffPlane, lowest }, place, right, taken = []) {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (lowest) paintLowest(context, place(...lowest));
  const drawn = paths.map(({ label, points, steps }) => ({ label, steps, points: pointsOf(points, place) }));
  // The current run is drawn last, on top.
  drawn.forEach(({ label, points }, index) => {
    if (index && !label) paintFaint(context, points);
  });
  for (let index = drawn.length - 1; index >= 0; index--) {
    const path = drawn[index];
    if (path && (index === 0 || path.label)) paintPath(context, path.points, index);
  }
  if (here) paintHere(context, place(...here), isOffPlane);
  const marked = moment === undefined ? undefined : drawn[0]?.points[moment];
  if (marked) paintMoment(context, marked);
  const words = new Words(context, right, taken);
  for (const { label, points } of drawn) {
    if (label) words.put(points.at(-1), label);
  }
  const [own] = drawn;
  if (own) paintSteps(words, own.points, own.steps);
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
 * Draw one path of many.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points
 */
function paintFaint(context, points) {
  const { ink, paper } = palette();
  for (const [stroke, width] of /** @type {const} */ ([[css(paper, 0.35), 2.5], [css(ink, 0.55), 0.9]])) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
  }
  const last = points.at(-1);
  if (!last) return;
  context.fillStyle = css(ink, 0.8);
  context.beginPath();
  context.arc(...last, 1.8, 0, 2 * Math.PI);
  context.fill();
}

/**
 * Step numbers along a path: the first, the last, and those between them for which there is room.
 *
 * @param {Words} words
 * @param {Point[]} points
 * @param {ArrayLike<number>} steps
 */
function paintSteps(words, points, steps) {
  const last = points.length - 1;
  if (last < 1) return;
  /** @type {Point[]} */
  const labelled = [];
  for (const i of [last, 0, ...Array.from({ length: Math.max(0, last - 1) }, (_, k) => k + 1)]) {
    const point = points[i];
    if (!point || labelled.some(([x, y]) => Math.hypot(x - point[0], y - point[1]) < APART)) continue;
    if (words.put(point, formatWhole(steps[i] ?? 0))) labelled.push(point);
  }
}

/** Labels next to points, without overlaps. */
class Words {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} right the right limit
   * @param {Label[]} taken
   */
  constructor(context, right, taken) {
    this.context = context;
    this.right = right;
    this.taken = [...taken];
  }

  /**
   * @param {Point | undefined} point
   * @param {string} words
   * @returns {boolean} whether the label fitted
   */
  put(point, words) {
    if (!point) return false;
    const { ink, paper, sans } = palette();
    const { context } = this;
    context.font = `600 12px ${sans}`;
    const width = context.measureText(words).width;
    const [x, y] = point;
    for (const down of [-9, 11, -22, 24, -35, 37]) {
      for (const left of [x + 8, x - 8 - width]) {
        const box = { left, right: left + width, y: y + down };
        if (!this.isFree(box)) continue;
        this.taken.push(box);
        context.textAlign = 'left';
        context.textBaseline = 'middle';
        context.strokeStyle = css(paper, 0.9);
        context.lineWidth = 3.5;
        context.strokeText(words, left, box.y);
        context.fillStyle = css(ink);
        context.fillText(words, left, box.y);
        return true;
      }
    }
    return false;
  }

  /** @param {Label} box */
  isFree({ left, right, y }) {
    if (right > this.right - 2) return false;
    return this.taken.every((other) => right + 4 < other.left || other.right + 4 < left || Math.abs(other.y - y) >= LINE);
  }
}

/**
 * Mark the lowest point with a cross.
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
 * Mark the selected moment of the run with a ring.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Point} point
 */
function paintMoment(context, [x, y]) {
  const { accent, paper } = palette();
  for (const [colour, width] of /** @type {const} */ ([[css(paper), 5], [css(accent), 2.5]])) {
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}

/**
 * Mark the current weights with a diamond, which is hollow if they are not in the plane.
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
