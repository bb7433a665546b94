/**
 * A matrix as coloured cells, with its numbers in them where they have room.
 *
 * @import { Canvas } from './canvas.js'
 */
import { formatShort } from '../text/format.js';
import { css, palette } from './palette.js';

/** Room for a number. */
const WIDE = 46;
const TALL = 22;
const SMALLEST = 6;
const MOST_WIDTH = 420;
const MOST_HEIGHT = 264;

/**
 * The size of a cell in CSS pixels.
 *
 * @param {number} rows
 * @param {number} columns
 */
export function cellSize(rows, columns) {
  const width = Math.max(SMALLEST, Math.min(WIDE, Math.floor(MOST_WIDTH / columns)));
  const height = Math.max(SMALLEST, Math.min(TALL, Math.floor(MOST_HEIGHT / rows)));
  const hasNumbers = width >= WIDE - 6 && height >= 16;
  const side = Math.min(width, height);
  return hasNumbers ? { width, height, hasNumbers } : { width: side, height: side, hasNumbers };
}

/**
 * @param {Canvas} canvas as large as its cells
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {{ isGradient: boolean, chosen: [number, number] | undefined, used: number[] }} options
 * @returns {number} the value in full colour
 */
export function paintMatrix(canvas, values, columns, { isGradient, chosen, used }) {
  const context = canvas.begin();
  const rows = Math.ceil(values.length / columns);
  const { width, height, hasNumbers } = cellSize(rows, columns);
  const { minus, plus, gradientMinus, gradientPlus, ink, accent, sans } = palette();
  const [low, high] = isGradient ? [gradientMinus, gradientPlus] : [minus, plus];
  let full = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (size < Infinity) full = Math.max(full, size);
  }
  context.font = `10px ${sans}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const [x, y] = [(i % columns) * width, Math.floor(i / columns) * height];
    const share = full > 0 ? Math.min(1, Math.abs(value) / full) : 0;
    // Light enough to read on; the sign is told by the number, too.
    const isBad = !Number.isFinite(value);
    context.fillStyle = isBad ? css(ink, 0.25) : css(value < 0 ? low : high, (hasNumbers ? 0.5 : 0.95) * share);
    context.fillRect(x, y, width - 1, height - 1);
    if (!hasNumbers) continue;
    context.fillStyle = css(ink);
    context.fillText(shown(value), x + width / 2, y + height / 2);
  }
  // What the chosen entry of the result is made of.
  context.strokeStyle = css(ink, 0.55);
  context.lineWidth = 1.25;
  for (const index of used) {
    context.strokeRect((index % columns) * width + 1, Math.floor(index / columns) * height + 1, width - 3, height - 3);
  }
  if (chosen) {
    context.strokeStyle = css(accent);
    context.lineWidth = 2;
    context.strokeRect(chosen[1] * width, chosen[0] * height, width - 1, height - 1);
  }
  return full;
}

/** @param {number} value */
export function shown(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '−∞' : '∞';
  if (size !== 0 && size < 0.001) return value.toExponential(0).replace('-', '−').replace('e-', 'e−');
  return formatShort(Number(value.toFixed(size < 10 ? 3 : 1)));
}

/**
 * An op's matrices side by side, with their names, as a picture.
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
  context.font = `${11 * scale}px ${sans}`;
  context.fillStyle = css(second);
  let x = gap;
  for (const { label, canvas: part } of matrices) {
    context.fillText(label, x, head - 8 * scale);
    context.drawImage(part, x, head);
    x += part.width + gap;
  }
  return new Promise((resolve) => canvas.toBlob(resolve));
}
