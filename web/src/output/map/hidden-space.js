/**
 * How a layer transforms the plane: the grid of the output map and the data are drawn at the outputs of two units, in
 * the colours of the predictions.
 *
 * @import { FrameReport, OpenedReport } from '../../engine/reports.js'
 * @import { HeatMap } from '../../kit/drawing/heat-map.js'
 */
import { css, palette } from '../../kit/drawing/palette.js';
import { paintPoints } from './points.js';

const MARGIN = 0.06;
/** The number of map pixels per patch of colour; the edges of every second patch are drawn. */
const STRIDE = 2;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {OpenedReport} opened
 * @param {FrameReport} frame
 * @param {HeatMap} map the output map, coloured
 * @param {number} width
 * @param {{ showsTest: boolean, radius: number, marked: number | undefined }} options
 * @returns {((point: number) => [x: number, y: number]) | undefined} where each point stands
 */
export function paintHiddenSpace(context, opened, frame, map, width, { showsTest, radius, marked }) {
  const { hidden_points: points, hidden_grid: grid, wrong } = frame.arrays;
  if (!points || !grid) return undefined;
  const side = opened.map_size;
  const hasGrid = grid.length === 2 * side * side;
  const place = fitted(hasGrid ? [points, grid] : [points], width);
  if (hasGrid) paintGrid(context, grid, map, side, place);
  const placeOf = (/** @type {number} */ i) => place(points[2 * i] ?? 0, points[2 * i + 1] ?? 0);
  paintPoints(context, opened, placeOf, { radius, showsTest, wrong, marked });
  return placeOf;
}

/**
 * A scale for each of the two units that covers all its values.
 *
 * @param {ArrayLike<number>[]} pairs
 * @param {number} width
 * @returns {(a: number, b: number) => [number, number]}
 */
function fitted(pairs, width) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const values of pairs) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      low[i % 2] = Math.min(low[i % 2] ?? 0, value);
      high[i % 2] = Math.max(high[i % 2] ?? 0, value);
    }
  }
  const share = (/** @type {number} */ value, /** @type {number} */ axis) => {
    const [from = 0, to = 0] = [low[axis], high[axis]];
    return to > from ? MARGIN + ((1 - 2 * MARGIN) * (value - from)) / (to - from) : 0.5;
  };
  return (a, b) => [share(a, 0) * width, (1 - share(b, 1)) * width];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} grid
 * @param {HeatMap} map
 * @param {number} side
 * @param {(a: number, b: number) => [number, number]} place
 */
function paintGrid(context, grid, map, side, place) {
  const knot = (/** @type {number} */ row, /** @type {number} */ column) => {
    const index = Math.min(row, side - 1) * side + Math.min(column, side - 1);
    return place(grid[2 * index] ?? 0, grid[2 * index + 1] ?? 0);
  };
  const lines = new Path2D();
  for (let row = 0; row < side - 1; row += STRIDE) {
    for (let column = 0; column < side - 1; column += STRIDE) {
      const outline = new Path2D();
      for (const [down, right] of [[0, 0], [0, STRIDE], [STRIDE, STRIDE], [STRIDE, 0]]) {
        outline.lineTo(...knot(row + (down ?? 0), column + (right ?? 0)));
      }
      outline.closePath();
      if (row % (2 * STRIDE) === 0 && column % (2 * STRIDE) === 0) {
        lines.moveTo(...knot(row + 2 * STRIDE, column));
        lines.lineTo(...knot(row, column));
        lines.lineTo(...knot(row, column + 2 * STRIDE));
      }
      const middle = Math.min(row + STRIDE / 2, side - 1) * side + Math.min(column + STRIDE / 2, side - 1);
      const pixel = map.pixels[middle] ?? 0;
      context.fillStyle = css([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]);
      context.fill(outline);
    }
  }
  context.strokeStyle = css(palette().second, 0.35);
  context.lineWidth = 0.6;
  context.stroke(lines);
}
