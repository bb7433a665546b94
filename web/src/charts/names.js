/**
 * The names of curves, outside the plot: to its right, next to the ends of the curves, or in a legend below the chart
 * if there are too many.
 *
 * @import uPlot from 'uplot'
 * @import { Rule } from './axis.js'
 * @import { Curve } from './curves.js'
 */
import { css, legible, palette } from '../kit/drawing/palette.js';
import { ruleDash } from './annotations.js';
import { isNumber, lastDrawn } from './curves.js';
import { spread } from './labels.js';

/** The usual and the smallest distance between two names. */
const LINE_HEIGHT = 15;
const LEAST_HEIGHT = 13;
/** The space between the plot and the names, which holds the lines to displaced names. */
const LEADER = 14;
/** The same space if names are also placed beside the numbers of the x axis, the last of which extends into it. */
const WIDE_LEADER = 24;
const EDGE = 4;
/** The largest share of a chart's width that names may take. */
const WIDEST = 0.42;
/** A name is connected to its curve if it is displaced by more than this. */
const AWAY = 3;
/** The space to the right of the plot if there are no names. */
const BARE = 18;
/** The space above the plot, for the marks, and below it, for the axis. */
export const STRIP = 16;
export const AXIS = 28;

/** @typedef {{ label: string, colour: string, dash: number[], isChosen?: boolean | undefined }} Name */
/** A name, the end of its curve (x is NaN for a reference level), and the height of the name. */
/** @typedef {{ label: string, colour: string, weight: string, x: number, end: number, y: number }} Placed */

/**
 * The names of the curves and of the reference levels.
 *
 * @param {Curve[]} curves
 * @param {Rule[]} rules
 * @returns {(Curve | Name & Rule)[]}
 */
export function namesOf(curves, rules) {
  const named = curves.filter(({ label }) => label);
  return [...named, ...rules.map((rule, index) => ({ ...rule, colour: css(palette().second), dash: ruleDash(index) }))];
}

/**
 * The room for the names in CSS pixels: to the right of the plot, between a top and a bottom.
 *
 * @typedef {object} Room
 * @property {boolean} isCrowded whether the names do not fit, in which case a legend is needed
 * @property {number} right the space to the right of the plot
 * @property {number} leader the part of that space between the plot and the names
 * @property {number} top
 * @property {number} bottom
 */

/**
 * The room for names beside the plot and, if necessary, also beside the marks above it and the axis below it.
 *
 * @param {number[]} widths of the names
 * @param {{ width: number, height: number }} chart
 * @returns {Room}
 */
export function roomFor(widths, { width, height }) {
  const needed = widths.length * LEAST_HEIGHT;
  const end = height - AXIS;
  const [top, bottom] = needed <= end - STRIP ? [STRIP, end] : needed <= end ? [0, end] : [0, height];
  const leader = bottom > end ? WIDE_LEADER : LEADER;
  const right = leader + Math.ceil(Math.max(0, ...widths)) + EDGE;
  const isCrowded = needed > height || right > WIDEST * width;
  return isCrowded || !widths.length ? { isCrowded, right: BARE, leader, top: STRIP, bottom } : { isCrowded, right, leader, top, bottom };
}

/** @type {CanvasRenderingContext2D | null} */
let measuring = null;

/**
 * The widths of names in CSS pixels. All names are measured in bold, so that selecting one moves nothing.
 *
 * @param {Name[]} names
 */
export function widthsOf(names) {
  measuring ??= document.createElement('canvas').getContext('2d');
  const context = measuring;
  if (!context) return [];
  context.font = `bold 12px ${palette().sans}`;
  return names.map(({ label }) => context.measureText(label).width);
}

/**
 * Draw the names; a line connects each name that is not next to the end of its curve to that end.
 *
 * @param {uPlot} plot
 * @param {Curve[]} curves
 * @param {Rule[]} rules
 * @param {number} to the last epoch shown
 * @param {boolean} isLog
 * @param {Room} room
 */
export function drawNames(plot, curves, rules, to, isLog, { top, bottom, leader }) {
  const { ctx, bbox } = plot;
  const dot = devicePixelRatio;
  const names = placedNames(plot, curves, rules, to, isLog);
  const height = Math.max(LEAST_HEIGHT, Math.min(LINE_HEIGHT, (bottom - top) / (names.length || 1))) * dot;
  spread(names, height, bottom * dot - height / 2, top * dot + height / 2);
  const right = bbox.left + bbox.width;
  const newest = Math.max(...names.map(({ x }) => x).filter(Number.isFinite));
  ctx.save();
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  // The dash pattern of the last curve is still set.
  ctx.setLineDash([]);
  for (const { label, colour, weight, x, end, y } of names) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = dot;
    if (x < newest - AWAY * dot) drawExtension(ctx, x, right, end);
    drawLeader(ctx, { end, y, right, away: AWAY * dot, to: right + (leader - 3) * dot });
    ctx.font = `${weight}${12 * dot}px ${palette().sans}`;
    ctx.fillStyle = legible(colour);
    ctx.fillText(label, right + leader * dot, y);
  }
  ctx.restore();
}

/**
 * Every name at the end of its curve, from top to bottom.
 *
 * @param {uPlot} plot
 * @param {Curve[]} curves
 * @param {Rule[]} rules
 * @param {number} to
 * @param {boolean} isLog
 * @returns {Placed[]}
 */
function placedNames(plot, curves, rules, to, isLog) {
  const { bbox } = plot;
  const epochs = plot.data[0];
  const right = bbox.left + bbox.width;
  const names = namesOf(curves, rules).map((name) => {
    const last = 'values' in name ? lastDrawn(name, epochs, to, isLog) : { value: name.value, epoch: NaN };
    const end = isNumber(last?.value) ? plot.valToPos(last.value, 'y', true) : NaN;
    const x = Math.min(right, plot.valToPos(last?.epoch ?? NaN, 'x', true));
    return { label: name.label, colour: name.colour, weight: 'isChosen' in name && name.isChosen ? 'bold ' : '', x, end, y: end };
  });
  return names.filter(({ end }) => Number.isFinite(end)).sort((a, b) => a.y - b.y);
}

/**
 * Draw a dotted line to the edge of the plot from a curve that ends earlier than another.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
function drawExtension(context, from, to, y) {
  context.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
  stroke(context, from, y, to, y);
  context.setLineDash([]);
}

/**
 * Draw a line from the edge of the plot to a displaced name.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{ end: number, y: number, right: number, away: number, to: number }} line
 */
function drawLeader(context, { end, y, right, away, to }) {
  if (Math.abs(y - end) > away) stroke(context, right + devicePixelRatio, end, to, y);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function stroke(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
