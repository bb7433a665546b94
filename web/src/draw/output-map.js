/**
 * The output map: what the network predicts over the plane, with the data points on top.
 *
 * @import { Canvas } from './canvas.js'
 * @import { FrameReport, OpenedReport } from '../state/reports.js'
 */
import { HeatMap } from './heat-map.js';
import { css, palette } from './palette.js';

/**
 * @typedef {object} Picture
 * @property {ArrayLike<number>} values
 * @property {number} offset
 * @property {number} side
 * @property {number} low
 * @property {number} high
 * @property {number} [classes] more than two: `values` holds an image of shares for each
 */

export class OutputPainter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.map = new HeatMap(1);
  }

  /**
   * @param {OpenedReport} opened
   * @param {Picture | undefined} picture
   * @param {{ showsTest: boolean, isDiscrete: boolean }} options
   * @param {FrameReport | undefined} frame
   */
  paint(opened, picture, { showsTest, isDiscrete }, frame) {
    const context = this.canvas.begin();
    const { width, height } = this.canvas;
    if (opened.scale.is_curve && picture?.values === frame?.arrays['output']) {
      return paintCurve(context, opened, picture, width, showsTest);
    }
    if (picture) {
      if (this.map.size !== picture.side) this.map = new HeatMap(picture.side);
      const { values, offset, low, high } = picture;
      if (picture.classes) this.map.blend(values, palette().classes.slice(0, picture.classes), palette().paper, isDiscrete);
      else this.map.fill(values, offset, low, high, palette().softValues, isDiscrete);
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = 'high';
      context.drawImage(this.map.canvas, 0, 0, width, height);
    }
    paintPoints(context, opened, width, showsTest, frame?.arrays['wrong']);
  }
}

/** How far beyond the targets' scale a curve is drawn. */
const BEYOND = 1.25;

/**
 * One input: the prediction as a curve over it, targets as points.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {OpenedReport} opened
 * @param {Picture | undefined} picture
 * @param {number} width
 * @param {boolean} showTest
 */
function paintCurve(context, opened, picture, width, showTest) {
  const { x1, target, test } = opened.arrays;
  const [from, to] = opened.domain;
  const { line, second, paper, plus } = palette();
  const across = (/** @type {number} */ x) => ((x - from) / (to - from)) * width;
  const up = (/** @type {number} */ y) => (0.5 - y / (2 * BEYOND)) * width;
  context.strokeStyle = css(line);
  context.lineWidth = 1;
  for (const level of [-1, 0, 1]) {
    context.beginPath();
    context.moveTo(0, up(level));
    context.lineTo(width, up(level));
    context.stroke();
  }
  for (let i = 0; i < (x1?.length ?? 0); i++) {
    if (test?.[i] === 1 && !showTest) continue;
    context.beginPath();
    context.arc(across(x1?.[i] ?? 0), up(target?.[i] ?? 0), 3, 0, 2 * Math.PI);
    context.fillStyle = test?.[i] === 1 ? css(paper) : css(second, 0.55);
    context.fill();
    context.strokeStyle = css(test?.[i] === 1 ? second : paper);
    context.stroke();
  }
  if (!picture) return;
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

/**
 * The lower class as squares, the upper as discs, further ones in shapes of their own; training
 * points full, test points hollow.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {OpenedReport} opened
 * @param {number} width
 * @param {boolean} showTest
 * @param {ArrayLike<number> | undefined} wrong 1 for a point to be ringed
 */
function paintPoints(context, opened, width, showTest, wrong) {
  const { x1, x2, target, test } = opened.arrays;
  if (!x1 || !x2 || !target || !test) return;
  const { low, high, classes } = opened.scale;
  const [from, to] = opened.domain;
  const { values, paper } = palette();
  const bytes = new Uint8Array(values.buffer);
  const radius = Math.max(3.2, Math.min(4.6, width / 88));
  const factor = width / (to - from);
  for (const kind of showTest ? [1, 0] : [0]) {
    for (let i = 0; i < x1.length; i++) {
      if (test[i] !== kind) continue;
      const x = ((x1[i] ?? 0) - from) * factor;
      const y = (to - (x2[i] ?? 0)) * factor;
      const value = target[i] ?? 0;
      const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
      const shade = 4 * Math.round(share * 255);
      const colour =
        classes > 2
          ? css(palette().classes[value] ?? palette().ink)
          : css([bytes[shade] ?? 0, bytes[shade + 1] ?? 0, bytes[shade + 2] ?? 0]);
      context.beginPath();
      traceShape(context, classes > 2 ? value : Number(share >= 0.5), x, y, radius);
      if (kind === 0) {
        context.fillStyle = colour;
        context.fill();
        context.strokeStyle = css(paper);
        context.lineWidth = 1;
      } else {
        context.fillStyle = css(paper, 0.75);
        context.fill();
        context.strokeStyle = colour;
        context.lineWidth = 1.4;
      }
      context.stroke();
      if (wrong?.[i] === 1) ring(context, x, y, radius + 3.5);
    }
  }
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

/**
 * A class's shape: square, disc, triangle, diamond, star, bar.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} kind
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function traceShape(context, kind, x, y, radius) {
  if (kind === 0) return context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76);
  if (kind === 1) return context.arc(x, y, radius, 0, 2 * Math.PI);
  if (kind === 5) return context.rect(x - radius * 1.2, y - radius * 0.6, radius * 2.4, radius * 1.2);
  const corners = { 2: 3, 3: 4, 4: 10 }[kind] ?? 3;
  for (let corner = 0; corner < corners; corner++) {
    const reach = radius * (kind === 4 && corner % 2 ? 0.55 : 1.25);
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}
