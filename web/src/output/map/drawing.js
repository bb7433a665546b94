/**
 * Drawing points on the output map with a pointer or keys.
 *
 * @import { Lab, Point } from '../../model/lab.js'
 */
import limits from '../../generated/limits.json';

/** The smallest number of points to train on. */
export const FEWEST = 4;
/** Pixels between points while the pointer is dragged. */
const SPACING = 16;
/** The distance within which a point is erased, in units of the plane. */
const REACH = 0.6;
const LIMIT = limits.reach;

export class Drawing {
  constructor() {
    /** The class to draw; null erases. */
    /** @type {number | null} */
    this.kind = 0;
    /** The keyboard cursor; undefined until a key was used. */
    /** @type {[number, number] | undefined} */
    this.cursor = undefined;
    /** @type {[number, number] | undefined} in pixels */
    this.last = undefined;
  }

  /** @param {Lab} lab @returns {Point[]} */
  points(lab) {
    return lab.draft ?? /** @type {Point[]} */ (lab.experiment['drawn'] ?? []);
  }

  /**
   * @param {Lab} lab
   * @param {Point[]} points
   */
  set(lab, points) {
    const isEnough = points.length >= FEWEST && new Set(points.map(([, , kind]) => kind)).size > 1;
    lab.draft = isEnough ? undefined : points;
    if (isEnough) lab.change({ drawn: points.slice(-limits.drawn) });
  }

  /**
   * Draw or erase at a point of the plane.
   *
   * @param {Lab} lab
   * @param {number} x1
   * @param {number} x2
   */
  mark(lab, x1, x2) {
    const [a, b] = [rounded(x1), rounded(x2)];
    const points = this.points(lab);
    if (this.kind !== null) return this.set(lab, [...points, [a, b, this.kind]]);
    const left = points.filter(([x, y]) => Math.hypot(x - a, y - b) > REACH);
    if (left.length < points.length) this.set(lab, left);
  }

  /**
   * Handle a pointer that is pressed or dragged on the map.
   *
   * @param {Lab} lab
   * @param {PointerEvent} event
   * @param {number} width of the map in pixels
   */
  drag(lab, event, width) {
    const isPress = event.type === 'pointerdown';
    if (!(event.buttons & 1)) return;
    const [x, y] = [event.offsetX, event.offsetY];
    const far = this.last && Math.hypot(x - this.last[0], y - this.last[1]);
    if (!isPress && far !== undefined && far < SPACING) return;
    this.last = [x, y];
    this.mark(lab, (x / width) * 2 * LIMIT - LIMIT, LIMIT - (y / width) * 2 * LIMIT);
  }

  /**
   * Handle a key: arrows move the cursor, Enter or Space draws, digits choose a class, and Delete erases.
   *
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was handled
   */
  key(lab, event) {
    const { key, shiftKey } = event;
    const step = shiftKey ? 1 : 0.25;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
    const [x, y] = this.cursor ?? [0, 0];
    if (way) {
      this.cursor = [within(x + step * (way[0] ?? 0)), within(y + step * (way[1] ?? 0))];
    } else if (key === 'Enter' || key === ' ') {
      this.cursor = [x, y];
      this.mark(lab, x, y);
    } else if (key >= '1' && key <= String(limits.classes)) {
      this.kind = Number(key) - 1;
    } else if (key === 'Delete' || key === 'Backspace') {
      const { kind } = this;
      this.kind = null;
      this.mark(lab, x, y);
      this.kind = kind;
    } else {
      return false;
    }
    return true;
  }
}

/** @param {number} value */
const within = (value) => Math.max(-LIMIT, Math.min(LIMIT, value));

/** @param {number} value */
const rounded = (value) => Math.round(within(value) * 100) / 100;
