/**
 * A matrix as coloured cells, with numbers if there is room for them.
 *
 * @import { Canvas } from '../kit/drawing/canvas.js'
 * @import { Area } from './cells.js'
 */
import { powerOf, shown } from './cell-numbers.js';
import { css, palette } from '../kit/drawing/palette.js';

/** The size of a cell that has room for a number: for "−0.357" in a wide font, with 3 pixels at each side. */
const WIDE = 52;
/** The same with 1 pixel at each side, if the matrix then fits the screen of a phone without scrolling. */
const NARROW = 48;
const TALL = 22;
const LOW = 16;
const SMALLEST = 6;
const TINIEST = 4;
const MOST_WIDTH = 520;
const MOST_HEIGHT = 480;

/** @typedef {{ width: number, height: number, hasNumbers: boolean }} Cell in CSS pixels */

/**
 * The size of a cell: large enough for numbers if the matrix is small enough, and otherwise as square as possible.
 *
 * A matrix with numbers may be wider than the screen of a phone; it is then scrolled. One without numbers never is.
 *
 * @param {number} rows
 * @param {number} columns
 * @param {number} room the available width; 0 if unknown
 * @returns {Cell}
 */
export function cellSize(rows, columns, room) {
  const height = Math.max(SMALLEST, Math.min(TALL, Math.floor(MOST_HEIGHT / rows)));
  const fitting = Math.floor(Math.min(MOST_WIDTH, room || MOST_WIDTH) / columns);
  if (WIDE * columns <= MOST_WIDTH && height >= LOW) {
    return { width: fitting < NARROW ? WIDE : Math.min(WIDE, fitting), height, hasNumbers: true };
  }
  const width = Math.max(TINIEST, fitting);
  const side = Math.min(width, height, 14);
  return { width: side, height: side, hasNumbers: false };
}

/** The width that the signs of an equation need. */
const SIGNS = 170;

/**
 * The part of an equation's width for one matrix. All matrices share one line, unless a matrix would lose its numbers
 * there and has room for them on a line of its own.
 *
 * @param {number} room of the equation; 0 if unknown
 * @param {number} columns
 * @param {number} across the columns of all matrices of the equation
 */
export function shareOf(room, columns, across) {
  if (!room) return 0;
  return Math.max(((room - SIGNS) * columns) / across, Math.min(room, WIDE * columns));
}

/**
 * @param {Canvas} canvas with the size of the cells
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {{ cell: Cell, block: number, isGradient: boolean, chosen: [number, number] | undefined, used: number[], selected: Area[], names?: string[] }} options
 *   `names` are the tokens that the values stand for, if they do
 * @returns {{ full: number, power: number }} the value that is drawn in full colour, and the numbers' power of ten
 */
export function paintMatrix(canvas, values, columns, { cell, block, isGradient, chosen, used, selected, names = [] }) {
  const context = canvas.begin();
  const { width, height, hasNumbers } = cell;
  const { minus, plus, gradientMinus, gradientPlus, ink, accent, sans } = palette();
  const [low, high] = isGradient ? [gradientMinus, gradientPlus] : [minus, plus];
  const power = names.length ? 0 : powerOf(values);
  let full = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size < Infinity) full = Math.max(full, size);
  }
  context.font = `12px ${sans}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const [x, y] = [(i % columns) * width, Math.floor(i / columns) * height];
    const share = full > 0 ? Math.min(1, Math.abs(value) / full) : 0;
    // The colours are light enough for numbers to be legible; the numbers also show the sign.
    const isBad = !Number.isFinite(value);
    // A faint background keeps cells with a value of 0 visible.
    context.fillStyle = css(ink, 0.05);
    context.fillRect(x, y, width - 1, height - 1);
    context.fillStyle = isBad ? css(ink, 0.25) : css(value < 0 ? low : high, (hasNumbers ? 0.5 : 0.95) * share);
    context.fillRect(x, y, width - 1, height - 1);
    if (!hasNumbers && !names.length) continue;
    context.fillStyle = css(ink);
    context.fillText(names[value] ?? shown(value, power), x + width / 2, y + height / 2);
  }
  // The boundaries between pictures or sequences.
  context.fillStyle = css(ink, 0.5);
  for (let row = block; block && row * columns < values.length; row += block) {
    context.fillRect(0, row * height - 1, columns * width - 1, 1);
  }
  // The entries from which the selected entry of the result is computed.
  context.strokeStyle = css(ink, 0.55);
  context.lineWidth = 1.25;
  for (const index of used) {
    context.strokeRect((index % columns) * width + 1, Math.floor(index / columns) * height + 1, width - 3, height - 3);
  }
  outline(context, selected, cell);
  if (chosen) {
    context.strokeStyle = css(accent);
    context.lineWidth = 2;
    context.strokeRect(chosen[1] * width, chosen[0] * height, width - 1, height - 1);
  }
  return { full, power };
}

/**
 * The outline is dashed, so that it differs from that of the chosen entry in more than colour.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Area[]} areas
 * @param {Cell} cell
 */
function outline(context, areas, { width, height }) {
  context.strokeStyle = css(palette().accent);
  context.lineWidth = 1.5;
  context.setLineDash([3, 2]);
  for (const { row, rows, column, columns } of areas) {
    context.strokeRect(column * width + 0.5, row * height + 0.5, columns * width - 2, rows * height - 2);
  }
  context.setLineDash([]);
}

/**
 * An op's matrices side by side, with their names, as an image.
 *
 * @param {string} title
 * @param {{ label: string, canvas: HTMLCanvasElement }[]} matrices
 * @returns {Promise<Blob | null>}
 */
export function matricesPicture(title, matrices) {
  const scale = Math.min(devicePixelRatio || 1, 2);
  const gap = 24 * scale;
  const head = 56 * scale;
  const canvas = document.createElement('canvas');
  canvas.width = matrices.reduce((sum, { canvas: { width } }) => sum + width + gap, gap);
  canvas.height = head + gap + Math.max(0, ...matrices.map(({ canvas: { height } }) => height));
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  const { paper, ink, second, sans } = palette();
  context.fillStyle = css(paper);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = css(ink);
  context.font = `600 ${14 * scale}px ${sans}`;
  context.fillText(title, gap, 22 * scale);
  context.font = `${12 * scale}px ${sans}`;
  context.fillStyle = css(second);
  let x = gap;
  for (const { label, canvas: part } of matrices) {
    context.fillText(label, x, head - 8 * scale);
    context.drawImage(part, x, head);
    x += part.width + gap;
  }
  return new Promise((resolve) => canvas.toBlob(resolve));
}
