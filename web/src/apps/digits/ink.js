/** The drawing: rows of cells, each with an amount of ink from 0 to 1. */

/** @typedef {number[][]} Ink */

/** Cells along a side. */
export const CELLS = 16;
/**
 * The ink that the brush leaves in a cell, indexed by the squared distance in cells. Strokes are as wide as those of
 * the training pictures.
 */
const BRUSH = [1, 1, 0.6];

/** @returns {Ink} */
export const emptyInk = () => Array.from({ length: CELLS }, () => Array.from({ length: CELLS }, () => 0));

/**
 * The drawing after the brush has touched a cell.
 *
 * @param {Ink} ink
 * @param {number} row
 * @param {number} column
 * @param {boolean} isInk whether the brush draws rather than erases
 */
export function painted(ink, row, column, isInk) {
  return ink.map((cells, y) =>
    cells.map((before, x) => {
      const mark = BRUSH[(x - column) ** 2 + (y - row) ** 2];
      if (mark === undefined) return before;
      return isInk ? Math.max(before, mark) : 0;
    }),
  );
}

/**
 * The cells on the line from one cell to another, so that a fast stroke has no gaps.
 *
 * @param {[row: number, column: number]} from
 * @param {[row: number, column: number]} to
 * @returns {[row: number, column: number][]}
 */
export function between([row, column], [toRow, toColumn]) {
  const count = Math.max(1, Math.abs(toRow - row), Math.abs(toColumn - column));
  return Array.from({ length: count }, (_, at) => {
    const share = (at + 1) / count;
    return [Math.round(row + share * (toRow - row)), Math.round(column + share * (toColumn - column))];
  });
}
