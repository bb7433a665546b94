/** An op's matrices side by side as an SVG; numbers remain text, so that the drawing can be edited. */
import { inPower, powerOf, shown } from './cell-numbers.js';
import { css, palette } from '../kit/drawing/palette.js';

/**
 * @typedef {object} DrawnMatrix
 * @property {string} label
 * @property {ArrayLike<number>} values row by row
 * @property {number} columns
 * @property {boolean} isGradient
 */

const CELL = { width: 46, height: 22 };
const GAP = 28;
const HEAD = 64;

/**
 * @param {string} title
 * @param {DrawnMatrix[]} matrices
 */
export function matricesSvg(title, matrices) {
  const { paper, ink, second, sans } = palette();
  let x = GAP;
  const parts = matrices.map((matrix) => {
    const part = `<g transform="translate(${x} ${HEAD})">${cells(matrix)}</g>`;
    const label = `<text x="${x}" y="${HEAD - 10}" fill="${css(second)}">${escaped(`${matrix.label} ${inPower(powerOf(matrix.values))}`.trim())}</text>`;
    x += matrix.columns * CELL.width + GAP;
    return label + part;
  });
  const rows = Math.max(1, ...matrices.map(({ values, columns }) => Math.ceil(values.length / columns)));
  const height = HEAD + rows * CELL.height + GAP;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${height}" viewBox="0 0 ${x} ${height}" ` +
    `font-family="${escaped(sans)}" font-size="12"><rect width="100%" height="100%" fill="${css(paper)}"/>` +
    `<text x="${GAP}" y="26" font-size="15" font-weight="600" fill="${css(ink)}">${escaped(title)}</text>` +
    `${parts.join('')}</svg>`
  );
}

/** @param {DrawnMatrix} matrix */
function cells({ values, columns, isGradient }) {
  const { minus, plus, gradientMinus, gradientPlus, ink } = palette();
  const [low, high] = isGradient ? [gradientMinus, gradientPlus] : [minus, plus];
  const sizes = Array.from(values, Math.abs).filter((size) => size < Infinity);
  const full = Math.max(0, ...sizes);
  const power = powerOf(values);
  return Array.from(values, (value, i) => {
    const [x, y] = [(i % columns) * CELL.width, Math.floor(i / columns) * CELL.height];
    const share = full > 0 ? Math.min(1, Math.abs(value) / full) || 0 : 0;
    const fill = css(value < 0 ? low : high, 0.5 * share);
    return (
      `<rect x="${x}" y="${y}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="${fill}"/>` +
      `<text x="${x + CELL.width / 2}" y="${y + 15}" text-anchor="middle" fill="${css(ink)}">${shown(value, power)}</text>`
    );
  }).join('');
}

/** @param {string} words */
function escaped(words) {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
