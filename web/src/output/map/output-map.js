/**
 * The output map: the network's predictions over the plane, with the data points on top.
 *
 * @import { Canvas } from '../../kit/drawing/canvas.js'
 * @import { FrameReport, OpenedReport } from '../../engine/reports.js'
 */
import limits from '../../generated/limits.json';
import { hasPlane } from './picture.js';
import { HeatMap } from '../../kit/drawing/heat-map.js';
import { isoLines } from '../../kit/drawing/iso-lines.js';
import { paintHiddenSpace } from './hidden-space.js';
import { css, palette } from '../../kit/drawing/palette.js';
import { paintMark, paintPoints } from './points.js';

/**
 * @typedef {object} Picture
 * @property {ArrayLike<number>} values
 * @property {number} offset
 * @property {number} side
 * @property {number} low
 * @property {number} high
 * @property {number} [classes] if more than two, `values` holds an image of probabilities for each
 */

/**
 * @typedef {object} Options
 * @property {boolean} showsTest
 * @property {boolean} isDiscrete
 * @property {boolean} showsBoundary
 * @property {number | undefined} marked the point that is selected
 */

export class OutputPainter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.map = new HeatMap(1);
    /** The position of each point when it was last painted; undefined if there are no points. */
    /** @type {((point: number) => [x: number, y: number]) | undefined} */
    this.placeOf = undefined;
  }

  /** A point's radius. */
  get radius() {
    return Math.max(3.2, Math.min(4.6, this.canvas.width / 88));
  }

  /**
   * @param {OpenedReport} opened
   * @param {Picture | undefined} picture
   * @param {Options} options
   * @param {FrameReport | undefined} frame
   */
  paint(opened, picture, options, frame) {
    const context = this.canvas.begin();
    const { width, height } = this.canvas;
    const isOutput = picture?.values === frame?.arrays['output'];
    if (opened.scale.kind === 'curve' && isOutput) {
      this.placeOf = paintCurve(context, opened, picture, width, options);
      return;
    }
    if (picture) {
      this.colour(picture, options.isDiscrete);
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = 'high';
      context.drawImage(this.map.canvas, 0, 0, width, height);
      if (options.showsBoundary && isOutput) this.paintBoundary(context, opened, picture);
    }
    this.placeOf = undefined;
    if (!hasPlane(opened.scale)) return;
    const placeOf = (/** @type {number} */ point) => this.onPlane(opened, point);
    this.placeOf = placeOf;
    paintPoints(context, opened, placeOf, {
      ...options,
      radius: this.radius,
      wrong: frame?.arrays['wrong'],
    });
  }

  /**
   * Draw the space of a hidden layer in the output's colours.
   *
   * @param {OpenedReport} opened
   * @param {Picture | undefined} picture the output's
   * @param {Options} options
   * @param {FrameReport} frame
   */
  paintHidden(opened, picture, options, frame) {
    const context = this.canvas.begin();
    if (picture) this.colour(picture, options.isDiscrete);
    const { radius } = this;
    this.placeOf = paintHiddenSpace(context, opened, frame, this.map, this.canvas.width, { ...options, radius });
  }

  /**
   * @param {Picture} picture
   * @param {boolean} isDiscrete
   */
  colour({ values, offset, side, low, high, classes }, isDiscrete) {
    if (this.map.size !== side) this.map = new HeatMap(side);
    const { classes: colours, paper, softValues } = palette();
    if (classes) this.map.blend(values, colours.slice(0, classes), paper, isDiscrete);
    else this.map.fill(values, offset, low, high, softValues, isDiscrete);
  }

  /**
   * The position of a data point.
   *
   * @param {OpenedReport} opened
   * @param {number} index
   * @returns {[number, number]}
   */
  onPlane({ arrays, domain: [across, up] }, index) {
    const { width } = this.canvas;
    const { x1, x2 } = arrays;
    return [
      (((x1?.[index] ?? 0) - across[0]) / (across[1] - across[0])) * width,
      ((up[1] - (x2?.[index] ?? 0)) / (up[1] - up[0])) * width,
    ];
  }

  /**
   * The point of the plane at a pixel.
   *
   * @param {OpenedReport} opened
   * @param {number} x
   * @param {number} y
   * @returns {[x1: number, x2: number]}
   */
  placeAt({ domain: [across, up] }, x, y) {
    const { width } = this.canvas;
    return [across[0] + (x / width) * (across[1] - across[0]), up[1] - (y / width) * (up[1] - up[0])];
  }

  /**
   * Draw the boundary between classes, where no class is more probable than all others.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {OpenedReport} opened
   * @param {Picture} picture
   */
  paintBoundary(context, opened, { values, side, low, high, classes = 0 }) {
    const count = side * side;
    context.save();
    const scale = this.canvas.width / side;
    context.scale(scale, scale);
    context.strokeStyle = css(palette().ink);
    context.lineWidth = 1.6 / scale;
    for (let kind = 0; kind < Math.max(1, classes); kind++) {
      const ahead = (/** @type {number} */ i) => {
        if (!classes) return (values[i] ?? 0) - (low + high) / 2;
        let best = -Infinity;
        for (let other = 0; other < classes; other++) {
          if (other !== kind) best = Math.max(best, values[other * count + i] ?? 0);
        }
        return (values[kind * count + i] ?? 0) - best;
      };
      const margins = Float64Array.from({ length: count }, (_, i) => ahead(i));
      context.beginPath();
      for (const [[x, y] = [0, 0], ...rest] of isoLines(margins, side, 0)) {
        context.moveTo(x + 0.5, y + 0.5);
        for (const [x, y] of rest) context.lineTo(x + 0.5, y + 0.5);
      }
      context.stroke();
    }
    context.restore();
  }
}

/**
 * If there is one input, draw the prediction as a curve over it, and the targets as points.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {OpenedReport} opened
 * @param {Picture | undefined} picture
 * @param {number} width
 * @param {Options} options
 * @returns {(point: number) => [x: number, y: number]} where each point stands
 */
function paintCurve(context, opened, picture, width, { showsTest, marked }) {
  const { x1, target, test } = opened.arrays;
  const [from, to] = opened.domain[0];
  const { line, second, paper, plus } = palette();
  const across = (/** @type {number} */ x) => ((x - from) / (to - from)) * width;
  const { high } = opened.scale;
  const up = (/** @type {number} */ y) => (0.5 - y / (2 * limits.curve_reach * high)) * width;
  context.strokeStyle = css(line);
  context.lineWidth = 1;
  for (const level of [-high, 0, high]) {
    context.beginPath();
    context.moveTo(0, up(level));
    context.lineTo(width, up(level));
    context.stroke();
  }
  const placeOf = (/** @type {number} */ i) => /** @type {[number, number]} */ ([across(x1?.[i] ?? 0), up(target?.[i] ?? 0)]);
  for (let i = 0; i < (x1?.length ?? 0); i++) {
    if (test?.[i] === 1 && !showsTest) continue;
    context.beginPath();
    context.arc(...placeOf(i), 3, 0, 2 * Math.PI);
    context.fillStyle = test?.[i] === 1 ? css(paper) : css(second, 0.55);
    context.fill();
    context.strokeStyle = css(test?.[i] === 1 ? second : paper);
    context.stroke();
  }
  if (picture) {
    context.beginPath();
    for (let i = 0; i < picture.side; i++) {
      context.lineTo(((i + 0.5) / picture.side) * width, up(picture.values[picture.offset + i] ?? 0));
    }
    context.lineJoin = 'round';
    context.strokeStyle = css(paper);
    context.lineWidth = 5;
    context.stroke();
    context.strokeStyle = css(plus);
    context.lineWidth = 2.5;
    context.stroke();
  }
  if (marked !== undefined) paintMark(context, ...placeOf(marked), 6);
  return placeOf;
}
