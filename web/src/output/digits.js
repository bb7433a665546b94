/** Small pictures in rows, each with the network's prediction. */
import { css, palette } from '../kit/palette.js';

const SIDE = 8;
const COLUMNS = 6;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {ArrayLike<number>} pixels 64 shades from 0 to 1 a picture
 * @param {{ given: string[], taken: string[], marked: number }} words the true and the predicted class of
 *   each, and the index of the selected one, −1 for none
 */
export function paintDigits(context, width, pixels, { given, taken, marked }) {
  const { ink, paper, alarm, accent, sans } = palette();
  const cell = width / COLUMNS;
  const size = Math.floor((cell * 0.62) / SIDE) * SIDE;
  context.font = `600 13px ${sans}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  given.forEach((kind, index) => {
    const left = (index % COLUMNS) * cell + (cell - size) / 2;
    const top = Math.floor(index / COLUMNS) * cell + cell * 0.06;
    for (let i = 0; i < SIDE * SIDE; i++) {
      context.fillStyle = css(ink, 0.04 + 0.96 * (pixels[index * SIDE * SIDE + i] ?? 0));
      const pixel = size / SIDE;
      context.fillRect(left + (i % SIDE) * pixel, top + Math.floor(i / SIDE) * pixel, pixel, pixel);
    }
    const answer = taken[index];
    const isWrong = answer !== undefined && answer !== kind;
    const words = answer === undefined ? kind : isWrong ? `✗ ${answer}` : answer;
    context.strokeStyle = css(paper);
    context.fillStyle = css(isWrong ? alarm : ink);
    context.fillText(words, left + size / 2, top + size + cell * 0.14);
    if (!isWrong && index !== marked) return;
    context.strokeStyle = css(index === marked ? accent : alarm);
    context.lineWidth = index === marked ? 3 : 2;
    context.strokeRect(left - 3, top - 3, size + 6, size + 6);
  });
}

/**
 * Which picture is at a place.
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

/** The number that fits in a square. */
export const DIGITS_SHOWN = COLUMNS * COLUMNS;
