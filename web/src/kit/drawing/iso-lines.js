/** Contour lines of a grid. */
import { contours } from 'd3-contour';

/** @typedef {[column: number, row: number]} Place in cells, between nodes */

/**
 * The contour lines of a grid at a level, interpolated between nodes.
 *
 * @param {ArrayLike<number>} heights row by row; NaN where unknown
 * @param {number} width nodes per row
 * @param {number} level
 * @returns {Place[][]} lines; a closed one ends where it began
 */
export function isoLines(heights, width, level) {
  const rows = heights.length / width;
  const isOnEdge = (/** @type {Place} */ [column, row]) => {
    if (column < 0 || row < 0 || column > width - 1 || row > rows - 1) return true;
    // Next to a hole, a ring runs from node to node.
    if (!Number.isInteger(column) || !Number.isInteger(row)) return false;
    const node = row * width + column;
    return [node - 1, node + 1, node - width, node + width].some((other) => Number.isNaN(heights[other]));
  };
  const { coordinates } = contours().size([width, rows]).contour(/** @type {number[]} */ (heights), level);
  return coordinates.flat().flatMap((ring) => pieces(ring.map(([x = 0, y = 0]) => [x - 0.5, y - 0.5]), isOnEdge));
}

/**
 * The region above a level is enclosed by rings, which partly follow the edges of the grid and its
 * holes. This returns the other parts of a ring.
 *
 * @param {Place[]} ring
 * @param {(place: Place) => boolean} isOnEdge
 */
function pieces(ring, isOnEdge) {
  const start = ring.findIndex(isOnEdge);
  if (start < 0) return [ring];
  /** @type {Place[][]} */
  const found = [[]];
  for (const place of [...ring.slice(start, -1), ...ring.slice(0, start)]) {
    if (isOnEdge(place)) found.push([]);
    else found.at(-1)?.push(place);
  }
  return found.filter((line) => line.length > 1);
}
