/**
 * Annotations of a chart: marks, the displayed epoch, a reference level, the names of curves.
 *
 * @import uPlot from 'uplot'
 * @import { Mark } from '../generated/protocol'
 * @import { Rule } from './axis.js'
 * @import { Curve } from './curves.js'
 */
import { css, palette } from '../kit/palette.js';
import { isNumber, lastDrawn } from './curves.js';
import { apart, shortened, spread } from './labels.js';

const LINE_HEIGHT = 14;
/** Marks nearer than this many pixels are drawn as one. */
const MARK_GAP = 4;

/**
 * Lines at epochs where settings were changed.
 *
 * @param {uPlot} plot
 * @param {Mark[]} marks
 */
export function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const { third, second, paper, sans } = palette();
  ctx.save();
  ctx.strokeStyle = css(third);
  ctx.fillStyle = css(second);
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.font = `${10 * devicePixelRatio}px ${sans}`;
  ctx.textBaseline = 'top';
  const places = marks.map(({ epoch }) => plot.valToPos(epoch, 'x', true));
  for (const x of apart(places, MARK_GAP * devicePixelRatio)) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  // The last change is labelled; the labels of the others appear under the pointer.
  const x = places.at(-1);
  if (x !== undefined) {
    const right = bbox.left + bbox.width - x;
    const isLeft = right > bbox.width / 2;
    const room = (isLeft ? right : bbox.width - right) - 4 * devicePixelRatio;
    const words = shortened((part) => ctx.measureText(part).width, marks.at(-1)?.text ?? '', room);
    ctx.textAlign = isLeft ? 'left' : 'right';
    const start = x + (isLeft ? 4 : -4) * devicePixelRatio;
    ctx.setLineDash([]);
    ctx.strokeStyle = css(paper);
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeText(words, start, bbox.top);
    ctx.fillText(words, start, bbox.top);
  }
  ctx.restore();
}

/**
 * A line at the displayed epoch.
 *
 * @param {uPlot} plot
 * @param {number} [here]
 */
export function drawHere(plot, here) {
  if (here === undefined) return;
  const { ctx, bbox } = plot;
  const x = plot.valToPos(here, 'x', true);
  ctx.save();
  ctx.fillStyle = css(palette().accent);
  ctx.fillRect(x - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
  ctx.restore();
}

/**
 * A reference level.
 *
 * @param {uPlot} plot
 * @param {Rule} [rule]
 */
export function drawRule(plot, rule) {
  if (!rule) return;
  const { ctx, bbox } = plot;
  const y = plot.valToPos(rule.value, 'y', true);
  ctx.save();
  ctx.strokeStyle = css(palette().second);
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/**
 * The level's name, drawn above the curves so that they do not cross it.
 *
 * @param {uPlot} plot
 * @param {Rule} [rule]
 */
export function drawRuleName(plot, rule) {
  if (!rule) return;
  const { ctx, bbox } = plot;
  const { second, paper, sans } = palette();
  const dot = devicePixelRatio;
  const [x, y] = [bbox.left + 4 * dot, plot.valToPos(rule.value, 'y', true)];
  ctx.save();
  ctx.font = `${10 * dot}px ${sans}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.strokeStyle = css(paper);
  ctx.lineWidth = 4 * dot;
  ctx.strokeText(rule.label, x, y - 2 * dot);
  ctx.fillStyle = css(second);
  ctx.fillText(rule.label, x, y - 2 * dot);
  ctx.restore();
}

/**
 * The name of each curve next to its end.
 *
 * @param {uPlot} plot
 * @param {Curve[]} curves
 * @param {number} to the last epoch shown
 * @param {boolean} isLog
 */
export function drawNames(plot, curves, to, isLog) {
  const { ctx, bbox } = plot;
  const { sans } = palette();
  const height = LINE_HEIGHT * devicePixelRatio;
  const names = curves
    .map((curve) => {
      const value = lastDrawn(curve, plot.data[0], to, isLog);
      return { label: curve.label, colour: curve.colour, weight: curve.isChosen ? 'bold ' : '', y: isNumber(value) ? plot.valToPos(value, 'y', true) : NaN };
    })
    .filter(({ label, y }) => label && Number.isFinite(y))
    .sort((a, b) => a.y - b.y);
  const bottom = bbox.top + bbox.height;
  spread(names, height, bottom);
  ctx.save();
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { label, colour, weight, y } of names) {
    ctx.font = `${weight}${11 * devicePixelRatio}px ${sans}`;
    ctx.fillStyle = colour;
    ctx.fillText(label, bbox.left + bbox.width + 8 * devicePixelRatio, y);
  }
  ctx.restore();
}
