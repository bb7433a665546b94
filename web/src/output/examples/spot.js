/**
 * The selected example, or the point under the pointer, on every small picture of the plane.
 *
 * @import { OpenedReport } from '../../engine/reports.js'
 * @import { Selection } from '../../model/selection.js'
 */
import { css, palette } from '../../kit/drawing/palette.js';
import { pointOfExample } from './indices.js';

/** @typedef {[x: number, y: number]} Spot as fractions of a picture's side, from its left and its top */

/**
 * @param {OpenedReport | undefined} opened
 * @param {Selection} selection
 * @returns {Spot | undefined} undefined if no point of the plane is selected
 */
export function spotOf(opened, { example, point }) {
  if (opened?.scale.kind !== 'plane') return undefined;
  const { x1, x2 } = opened.arrays;
  const index = pointOfExample(opened, example);
  const place = index === undefined ? point : [x1?.[index] ?? 0, x2?.[index] ?? 0];
  if (!place) return undefined;
  const [[left, right], [low, high]] = opened.domain;
  const [a = 0, b = 0] = place;
  return [(a - left) / (right - left), (high - b) / (high - low)];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Spot} spot
 * @param {{ left: number, top: number, width: number, height: number }} box of the picture
 */
export function paintSpot(context, [x, y], { left, top, width, height }) {
  const { ink, paper } = palette();
  context.beginPath();
  context.arc(left + x * width, top + y * height, 2.5, 0, 2 * Math.PI);
  context.fillStyle = css(ink);
  context.fill();
  context.strokeStyle = css(paper);
  context.lineWidth = 1.5;
  context.stroke();
}
