/**
 * Lines in a chart: the displayed epoch and a reference level.
 *
 * @import uPlot from 'uplot'
 * @import { Rule } from './axis.js'
 */
import { css, palette } from '../kit/palette.js';

export const RULE_DASH = [6, 3];

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
  ctx.setLineDash(RULE_DASH.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
