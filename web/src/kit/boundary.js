/**
 * Where a map crosses a level: marching squares (Lorensen & Cline, "Marching cubes", 1987, in the
 * plane). A drawing of the map that Python sent, not a number of the network.
 */

/**
 * The lines along which `values` are zero, in pixels of the map.
 *
 * @param {(index: number) => number} valueAt of pixel `row * side + column`
 * @param {number} side
 * @returns {Path2D}
 */
export function zeroLine(valueAt, side) {
  const path = new Path2D();
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const start = row * side + column;
      const corners = [valueAt(start), valueAt(start + 1), valueAt(start + side + 1), valueAt(start + side)];
      const crossings = crossed(corners);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [a, b] = [crossings[i], crossings[i + 1]];
        if (!a || !b) continue;
        path.moveTo(column + 0.5 + a[0], row + 0.5 + a[1]);
        path.lineTo(column + 0.5 + b[0], row + 0.5 + b[1]);
      }
    }
  }
  return path;
}

/** The corners of a square, in the order of its edges. */
const PLACES = /** @type {const} */ ([[0, 0], [1, 0], [1, 1], [0, 1]]);

/**
 * Where the level crosses a square's edges.
 *
 * @param {number[]} corners
 * @returns {[number, number][]}
 */
function crossed(corners) {
  /** @type {[number, number][]} */
  const found = [];
  for (let edge = 0; edge < 4; edge++) {
    const [from = 0, to = 0] = [corners[edge], corners[(edge + 1) % 4]];
    if (from < 0 === to < 0) continue;
    const share = from / (from - to);
    const [a, b] = [PLACES[edge], PLACES[(edge + 1) % 4]];
    if (a && b) found.push([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
  }
  return found;
}
