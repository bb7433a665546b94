/**
 * Lines in a chart: the displayed epoch and reference levels.
 *
 * @import uPlot from 'uplot'
 * @import { Rule } from './axis.js'
 */
import { css, palette } from '../kit/drawing/palette.js';

/** The dash patterns of the reference levels, in order. */
const RULE_DASHES = [[6, 3], [1, 3]];

/** @param {number} index of a reference level */
export const ruleDash = (index) => RULE_DASHES[index % RULE_DASHES.length] ?? [];

/**
 * Draw a line at the displayed epoch.
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
 * Draw the reference levels.
 *
 * @param {uPlot} plot
 * @param {Rule[]} rules
 */
export function drawRules(plot, rules) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = css(palette().second);
  ctx.lineWidth = devicePixelRatio;
  rules.forEach(({ value }, index) => {
    const y = plot.valToPos(value, 'y', true);
    ctx.setLineDash(ruleDash(index).map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  });
  ctx.restore();
}
