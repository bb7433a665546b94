/** Small pictures in rows, each with the network's prediction. */
import { shortened } from '../../charts/labels.js';
import { css, palette } from '../../kit/drawing/palette.js';

const COLUMNS = 6;

/** The pictures, one below the other, and the values from which they were painted. */
const strip = {
  canvas: document.createElement('canvas'),
  /** @type {ArrayLike<number> | undefined} */
  pixels: undefined,
  ink: '',
};

/**
 * The pictures in ink, repainted only if they have changed.
 *
 * @param {ArrayLike<number>} pixels
 * @param {number} side
 * @param {number} count
 */
function stripOf(pixels, side, count) {
  const { ink } = palette();
  if (strip.pixels === pixels && strip.ink === css(ink)) return strip.canvas;
  [strip.canvas.width, strip.canvas.height] = [side, side * count];
  const context = strip.canvas.getContext('2d');
  const image = new ImageData(side, side * count);
  for (let i = 0; i < side * side * count; i++) image.data.set([...ink, 255 * (0.04 + 0.96 * (pixels[i] ?? 0))], 4 * i);
  context?.putImageData(image, 0, 0);
  [strip.pixels, strip.ink] = [pixels, css(ink)];
  return strip.canvas;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {ArrayLike<number>} pixels the values of each picture, from 0 to 1, row by row
 * @param {{ given: string[], taken: string[], marked: number }} words the true and the predicted class of
 *   each, and the index of the selected one, −1 for none
 */
export function paintDigits(context, width, pixels, { given, taken, marked }) {
  const { ink, paper, alarm, accent, sans } = palette();
  const cell = width / COLUMNS;
  const side = Math.sqrt(pixels.length / Math.max(1, given.length));
  // If a picture has few pixels, each of them covers a whole number of screen pixels.
  const size = Math.floor((cell * 0.62) / side) * side || Math.floor(cell * 0.62);
  const pictures = stripOf(pixels, side, given.length);
  context.font = `600 13px ${sans}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const widthOf = (/** @type {string} */ words) => context.measureText(words).width;
  given.forEach((kind, index) => {
    const left = (index % COLUMNS) * cell + (cell - size) / 2;
    const top = Math.floor(index / COLUMNS) * cell + cell * 0.06;
    context.imageSmoothingEnabled = false;
    context.drawImage(pictures, 0, index * side, side, side, left, top, size, size);
    const answer = taken[index];
    const isWrong = answer !== undefined && answer !== kind;
    const words = answer === undefined ? kind : isWrong ? `✗ ${answer}` : answer;
    context.strokeStyle = css(paper);
    context.fillStyle = css(isWrong ? alarm : ink);
    context.fillText(shortened(widthOf, words, cell - 2), left + size / 2, top + size + cell * 0.14);
    if (!isWrong && index !== marked) return;
    context.strokeStyle = css(index === marked ? accent : alarm);
    context.lineWidth = index === marked ? 3 : 2;
    context.strokeRect(left - 3, top - 3, size + 6, size + 6);
  });
}

/**
 * The picture at a position.
 *
 * @param {number} width
 * @param {number} x
 * @param {number} y
 */
export function digitAt(width, x, y) {
  const cell = width / COLUMNS;
  return Math.floor(y / cell) * COLUMNS + Math.floor(x / cell);
}

/**
 * The middle of a picture.
 *
 * @param {number} width
 * @param {number} index
 * @returns {[x: number, y: number]}
 */
export function placeOfDigit(width, index) {
  const cell = width / COLUMNS;
  return [((index % COLUMNS) + 0.5) * cell, (Math.floor(index / COLUMNS) + 0.5) * cell];
}

/** The number of pictures that fit in the square. */
export const DIGITS_SHOWN = COLUMNS * COLUMNS;
