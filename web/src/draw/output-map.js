/**
 * The output map: what the network predicts over the plane, with the data points on top.
 *
 * @import { Canvas } from './canvas.js'
 * @import { OpenedReport } from '../state/reports.js'
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
   * @param {boolean} showTest
   */
  paint(opened, picture, showTest) {
    const context = this.canvas.begin();
    const { width, height } = this.canvas;
    if (picture) {
      if (this.map.size !== picture.side) this.map = new HeatMap(picture.side);
      const { values, offset, low, high } = picture;
      this.map.fill(values, offset, low, high, palette().softValues);
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = 'high';
      context.drawImage(this.map.canvas, 0, 0, width, height);
    }
    paintPoints(context, opened, width, showTest);
  }
}

/**
 * The lower class as squares, the upper as discs; training points full, test points hollow.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {OpenedReport} opened
 * @param {number} width
 * @param {boolean} showTest
 */
function paintPoints(context, opened, width, showTest) {
  const { x1, x2, target, test } = opened.arrays;
  if (!x1 || !x2 || !target || !test) return;
  const { low, high } = opened.scale;
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
      const share = Math.max(0, Math.min(1, ((target[i] ?? 0) - low) / (high - low)));
      const shade = 4 * Math.round(share * 255);
      const colour = css([bytes[shade] ?? 0, bytes[shade + 1] ?? 0, bytes[shade + 2] ?? 0]);
      context.beginPath();
      if (share < 0.5) context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76);
      else context.arc(x, y, radius, 0, 2 * Math.PI);
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
    }
  }
}
