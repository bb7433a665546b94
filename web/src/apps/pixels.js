/** Matrices as pictures with visible pixels. */
import { css, mix, palette, ramp } from '../kit/drawing/palette.js';

/** @typedef {{ values: ArrayLike<number>, offset?: number, height: number, width: number }} Matrix */

/**
 * Colour ramps for ink on paper, for values and for gradients. Each has 256 colours; the middle one stands for 0,
 * except in the ramp for ink.
 */
export const RAMPS = {
  ink: () => {
    const { paper, ink } = palette();
    return ramp(paper, mix(paper, ink, 0.5), ink);
  },
  values: () => palette().values,
  gradients: () => {
    const { gradientMinus, zero, gradientPlus } = palette();
    return ramp(gradientMinus, zero, gradientPlus);
  },
};

/**
 * Draw a matrix with one canvas pixel per entry; the style sheet enlarges the canvas.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Matrix} matrix
 * @param {{ low: number, high: number, kind: keyof typeof RAMPS }} scale the values drawn in the first and in the last colour
 */
export function drawMatrix(canvas, { values, offset = 0, height, width }, { low, high, kind }) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  const colours = RAMPS[kind]();
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[colourAt(values[offset + i] ?? 0, low, high)] ?? 0;
  context?.putImageData(image, 0, 0);
}

/**
 * The index of a value's colour, from 0 to 255. If `low` equals `high`, as in a layer of zeros, it is that of the
 * middle colour.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function colourAt(value, low, high) {
  if (low === high) return 128;
  return Math.max(0, Math.min(255, Math.round(((value - low) / (high - low)) * 255)));
}

/**
 * The largest magnitude, for the colour scale.
 *
 * @param {ArrayLike<number>} values
 * @param {number} [start]
 * @param {number} [stop]
 */
export function reachOf(values, start = 0, stop = values.length) {
  let most = 0;
  for (let i = start; i < stop; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
  return most;
}

/** Canvas pixels per entry of a matrix that is drawn with signs. */
const SIGNED = 24;
/** Entries below this fraction of the largest one are drawn without a sign. */
const SIGNED_FROM = 0.2;

/**
 * Draw a matrix in the colours of gradients, with a sign in every large entry.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Matrix} matrix
 * @param {number} reach the magnitude drawn in full colour
 */
export function drawSigned(canvas, { values, height, width }, reach) {
  [canvas.width, canvas.height] = [width * SIGNED, height * SIGNED];
  const context = canvas.getContext('2d');
  if (!context) return;
  const { gradientMinus, gradientPlus, ink, paper, zero, sans } = palette();
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `700 ${SIGNED * 0.7}px ${sans}`;
  for (let at = 0; at < height * width; at++) {
    const share = (values[at] ?? 0) / (reach || 1);
    const [x, y] = [(at % width) * SIGNED, Math.floor(at / width) * SIGNED];
    context.fillStyle = css(mix(zero, share < 0 ? gradientMinus : gradientPlus, Math.abs(share)));
    context.fillRect(x, y, SIGNED, SIGNED);
    if (Math.abs(share) < SIGNED_FROM) continue;
    context.fillStyle = css(Math.abs(share) > 0.5 ? paper : ink);
    context.fillText(share < 0 ? '−' : '+', x + SIGNED / 2, y + SIGNED / 2 + 1);
  }
}

/**
 * Draw the maps of a layer in rows, all with the same colour scale.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {{ maps: number, height: number, width: number }} layer
 * @param {number} columns
 */
export function drawMaps(canvas, values, { maps, height, width }, columns) {
  const reach = reachOf(values);
  const one = document.createElement('canvas');
  canvas.width = columns * (width + 1) - 1;
  canvas.height = Math.ceil(maps / columns) * (height + 1) - 1;
  for (let map = 0; map < maps; map++) {
    drawMatrix(one, { values, offset: map * height * width, height, width }, { low: -reach, high: reach, kind: 'values' });
    canvas.getContext('2d')?.drawImage(one, (map % columns) * (width + 1), Math.floor(map / columns) * (height + 1));
  }
}
