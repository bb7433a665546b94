/** A small drawing for each lesson and preset. */
import { svg } from 'lit';

/** @typedef {[x: number, y: number]} Point */

/**
 * A network of columns of units, with a link between any two units of neighbouring columns.
 *
 * @param {number[]} sizes of the columns
 */
function network(sizes) {
  const columns = sizes.map((size, column) =>
    Array.from({ length: size }, (_, unit) => /** @type {Point} */ ([12 + (72 * column) / (sizes.length - 1), 30 + (unit - (size - 1) / 2) * (44 / Math.max(...sizes))])),
  );
  const links = columns.slice(1).flatMap((ends, column) =>
    (columns[column] ?? []).flatMap(([x, y], from) =>
      ends.map(([X, Y], to) => svg`<path class=${(from + to) % 2 ? 'minus-line' : 'plus-line'} d="M${x} ${y}L${X} ${Y}" />`),
    ),
  );
  const units = columns.flat().map(([x, y]) => svg`<circle class="unit" cx=${x} cy=${y} r="5" />`);
  return [links, units];
}

/** @param {number} count @param {(at: number) => number} height bars from left to right */
const bars = (count, height) =>
  Array.from({ length: count }, (_, at) => svg`<rect class="gradient" x=${10 + at * 13} y=${52 - height(at)} width="10" height=${height(at)} />`);

/** The shades of a drawn digit, row by row. */
const SEVEN = ['11110', '00010', '00100', '01000', '01000'];

const drawings = /** @type {Record<string, unknown>} */ ({
  step: [
    network([2, 2, 1]),
    svg`<path class="gradient-line" d="M74 22C64 10 58 10 52 12m5-4-5 4 4 5" />`,
  ],
  hand: [
    network([2, 2, 2]),
    svg`<path class="gradient-line" d="M78 10C64 2 34 2 20 10m6-6-6 6 8 2" />`,
  ],
  every: [
    SEVEN.flatMap((row, y) => [...row].map((shade, x) => svg`<rect class=${shade === '1' ? 'plus' : 'zero'} x=${6 + 8 * x} y=${10 + 8 * y} width="7" height="7" />`)),
    svg`<rect class="window" x="13" y="17" width="24" height="24" />
      <path class="ink-line" d="M50 30h10m-4-4 4 4-4 4" />`,
    [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => svg`<rect class=${(x + y) % 2 ? 'minus' : 'plus'} x=${66 + 9 * x} y=${17 + 9 * y} width="8" height="8" />`)),
  ],
  vehicle: [
    svg`<path class="ink-line" d="M14 54C4 30 20 8 44 12s38 26 24 40" /><path class="ink-line" d="M30 54c-6-16 2-28 14-27s16 14 10 25" />`,
    svg`<circle class="plus" cx="30" cy="24" r="5" />`,
  ],
  diagnosis: [
    svg`<path class="ink-line" d="M12 6v48h66" /><path class="ink-line" d="M12 54 72 8" />`,
    [[20, 50], [32, 34], [44, 36], [56, 18], [68, 14]].map(([x, y]) => svg`<circle class="plus" cx=${x} cy=${y} r="4" />`),
  ],
  digits: [
    svg`<path class="ink-line" d="M10 14h28L20 50" />
      <path class="ink-line" d="M44 30h7m-3-3 3 3-3 3" />`,
    [8, 5, 14, 30, 10].map((width, at) => svg`<rect class=${width > 20 ? 'plus' : 'zero'} x="58" y=${8 + 9 * at} width=${width} height="6" />`),
  ],
  names: [
    ['a', 'n', 'n', '?'].map((sign, at) => svg`<text class="sign" x=${15 + 22 * at} y="52">${sign}</text>`),
    svg`<path class="plus-line" d="M81 36C76 8 42 8 37 36" /><path class="ink-line" d="M81 36C74 18 66 18 59 36" /><path class="minus-line" d="M81 36C74-4 22-4 15 36" />`,
  ],
  by_hand: network([2, 2, 2]),
  xor: svg`<rect class="minus" x="20" y="2" width="56" height="56" />
    <path class="plus" d="M48 2h28v28H48zM20 30h28v28H20z" />
    <path class="ink-line" d="M20 44 62 2M34 58 76 16" />`,
  softmax: svg`<circle class="minus" cx="30" cy="20" r="14" /><circle class="plus" cx="66" cy="18" r="14" />
    <circle class="third" cx="48" cy="44" r="14" />`,
  vanishing: bars(6, (at) => 44 * 0.5 ** (5 - at)),
  diverging: svg`<path class="ink-line" d="M8 52h80" /><path class="minus-line" d="M8 46l10-6 8 8 10-18 10 22 10-34 8 38 10-54" />`,
  convolution: [
    SEVEN.flatMap((row, y) => [...row].map((shade, x) => svg`<rect class=${shade === '1' ? 'plus' : 'zero'} x=${24 + 10 * x} y=${5 + 10 * y} width="9" height="9" />`)),
    svg`<rect class="window" x="33" y="14" width="30" height="30" />`,
  ],
  million: [
    svg`<rect class="zero" x="6" y="14" width="32" height="32" />
      <path class="ink-line" d="M6 24 16 14M6 36 28 14M8 46 38 16M20 46 38 28M32 46l6-6" />
      <path class="ink-line" d="M44 30h7m-3-3 3 3-3 3" />`,
    Array.from({ length: 9 }, (_, at) => Array.from({ length: 6 }, (__, row) => svg`<rect class=${(3 * at + 5 * row) % 7 > 3 ? 'minus' : 'plus'} x=${57 + 6 * row} y=${4 + 6 * at} width="4.6" height="4.6" />`)),
  ],
  recurrent: [
    ['(', '[', ']', ')'].map((sign, at) => svg`<text class="sign" x=${15 + 22 * at} y="52">${sign}</text>`),
    [0, 1, 2, 3].map((at) => svg`<circle class="unit" cx=${15 + 22 * at} cy="18" r="6" /><path class="plus-line" d="M${15 + 22 * at} 37v-11" />`),
    [0, 1, 2].map((at) => svg`<path class="ink-line" d="M${22 + 22 * at} 18h8" />`),
  ],
});

/**
 * The drawing of a lesson or preset.
 *
 * @param {string} name
 */
export const pictureOf = (name) => drawings[name];
