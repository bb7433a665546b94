/** Placement of labels on contour lines. */

/** @typedef {[x: number, y: number]} Point in pixels */

/** @param {Point[]} points */
export function lengthOf(points) {
  let length = 0;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = [points[i - 1], points[i]];
    length += Math.hypot(x1 - x0, y1 - y0);
  }
  return length;
}

/**
 * A position for a line's label, away from other labels and from the map's edges.
 *
 * @param {Point[]} line
 * @param {Point[]} taken
 * @param {{ left: number, top: number, side: number }} frame
 */
export function freePlace(line, taken, { left, top, side }) {
  for (const share of [0.5, 0.3, 0.7, 0.15, 0.85, 0.4, 0.6]) {
    const point = line[Math.floor(share * (line.length - 1))];
    if (!point) continue;
    const [x, y] = point;
    const isInside = x > left + 18 && x < left + side - 18 && y > top + 10 && y < top + side - 10;
    const isFree = taken.every(([u, v]) => Math.abs(u - x) > 40 || Math.abs(v - y) > 16);
    if (isInside && isFree) return point;
  }
  return undefined;
}
