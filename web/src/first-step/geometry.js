/**
 * The positions of the tiny network's units, links and labels in a space of a given size.
 *
 * @import { LinkName, UnitName } from './pictures.js'
 */

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ path: string, label: Point, arrow: Point & { angle: number }, from: UnitName, to: UnitName }} Link */
/** @typedef {{ radius: number, isWide: boolean, units: Record<UnitName, Point>, links: Record<LinkName, Link>, ruler: { left: number, right: number, y: number } }} Layout */

/** From this width on, there is space for larger units and for labels beside the links. */
const WIDE = 520;
/** The height of the ruler of answers below the network. */
const RULER = 74;

/** The ends of each link, and the position of its label as a fraction of its length. */
/** @type {Record<LinkName, [UnitName, UnitName, number]>} */
const ENDS = {
  u: ['x1', 'a1', 0.5],
  x1a2: ['x1', 'a2', 0.29],
  x2a1: ['x2', 'a1', 0.29],
  x2a2: ['x2', 'a2', 0.5],
  w: ['a1', 'y', 0.46],
  a2y: ['a2', 'y', 0.46],
};

/**
 * @param {number} width
 * @param {number} height
 * @returns {Layout}
 */
export function layoutOf(width, height) {
  const isWide = width >= WIDE;
  const radius = isWide ? 34 : 26;
  const bottom = height - RULER;
  const [top, low] = [radius + 26, bottom - radius - 26];
  const [left, middle, right] = [radius + 3, width * (isWide ? 0.47 : 0.475), width - (isWide ? 62 : 46)];
  const units = {
    x1: { x: left, y: top },
    x2: { x: left, y: low },
    a1: { x: middle, y: top },
    a2: { x: middle, y: low },
    y: { x: right, y: (top + low) / 2 },
  };
  const links = /** @type {Record<LinkName, Link>} */ (
    Object.fromEntries(Object.entries(ENDS).map(([name, [from, to, share]]) => [name, { ...curve(units[from], units[to], radius, share), from, to }]))
  );
  return { radius, isWide, units, links, ruler: { left: 8, right: width - 8, y: height - 34 } };
}

/**
 * A link from the right edge of a unit to the left edge of another, level at both ends.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {number} radius
 * @param {number} share the position of the label, as a fraction of the length
 */
function curve(from, to, radius, share) {
  const start = { x: from.x + radius, y: from.y };
  const end = { x: to.x - radius, y: to.y };
  const bend = (end.x - start.x) * 0.42;
  const points = [start, { x: start.x + bend, y: start.y }, { x: end.x - bend, y: end.y }, end];
  const [, one, two] = points;
  const path = `M${start.x} ${start.y}C${one?.x} ${one?.y} ${two?.x} ${two?.y} ${end.x} ${end.y}`;
  const behind = pointOn(points, 0.76);
  const ahead = pointOn(points, 0.8);
  const angle = (180 / Math.PI) * Math.atan2(behind.y - ahead.y, behind.x - ahead.x);
  return { path, label: pointOn(points, share), arrow: { ...behind, angle } };
}

/**
 * A point on a cubic Bézier curve.
 *
 * @param {Point[]} points
 * @param {number} t
 * @returns {Point}
 */
function pointOn(points, t) {
  const shares = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  const sum = (/** @type {'x' | 'y'} */ axis) => points.reduce((total, point, i) => total + (shares[i] ?? 0) * point[axis], 0);
  return { x: sum('x'), y: sum('y') };
}
