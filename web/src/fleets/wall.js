/**
 * A wall of small pictures on one canvas: the predictions of each network of a fleet, with its loss
 * below. The style sheet places the cells; when the order changes, the pictures move.
 *
 * @import { Canvas } from '../kit/drawing/canvas.js'
 * @import { Spot } from '../output/examples/spot.js'
 */
import { HeatMap } from '../kit/drawing/heat-map.js';
import limits from '../generated/limits.json';
import { paintSpot } from '../output/examples/spot.js';
import { css, palette } from '../kit/drawing/palette.js';

/** @typedef {{ x: number, y: number, width: number, height: number }} Place */

/**
 * The content of a member's cell.
 *
 * @typedef {object} Cell
 * @property {number} member
 * @property {string} caption
 * @property {boolean} isDiverged
 * @property {boolean} hasSucceeded
 */

/**
 * Settings shared by all pictures.
 *
 * @typedef {object} Pictures
 * @property {'plane' | 'curve' | 'none'} kind
 * @property {Float32Array | Float64Array} values one picture per member or, if members have no pictures, their losses, with one row per record
 * @property {number} side pixels along a side, or points of a curve
 * @property {number} members
 * @property {number} low
 * @property {number} high
 * @property {number} classes if more than two, an image of probabilities for each
 */

const MOVE_MS = 200;
/** The height of the caption below a picture. */
export const CAPTION = 15;

export class Wall {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.map = new HeatMap(1);
    /** @type {Map<number, Place>} */
    this.places = new Map();
    /** The previous positions of moving pictures. */
    /** @type {Map<number, Place>} */
    this.before = new Map();
    this.movedAt = -Infinity;
    /** The position of the selected example on every picture of the plane. */
    /** @type {Spot | undefined} */
    this.spot = undefined;
  }

  /**
   * Set the positions of the pictures.
   *
   * @param {Map<number, Place>} places
   * @param {boolean} isCalm whether to animate the movement
   */
  arrange(places, isCalm) {
    const now = performance.now();
    const moves = isCalm && [...places.keys()].some((member) => this.places.has(member));
    /** @type {Map<number, Place>} */
    const before = new Map();
    if (moves) for (const member of places.keys()) before.set(member, this.placeAt(member, now));
    this.before = before;
    this.places = places;
    this.movedAt = moves ? now : -Infinity;
  }

  get isMoving() {
    return performance.now() - this.movedAt < MOVE_MS;
  }

  /**
   * The position of a picture at a given time.
   *
   * @param {number} member
   * @param {number} time
   * @returns {Place}
   */
  placeAt(member, time) {
    const to = this.places.get(member) ?? { x: 0, y: 0, width: 0, height: 0 };
    const from = this.before.get(member);
    const share = Math.min(1, (time - this.movedAt) / MOVE_MS);
    if (!from || share === 1) return to;
    const eased = share * share * (3 - 2 * share);
    const between = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * eased;
    return {
      x: between(from.x, to.x),
      y: between(from.y, to.y),
      width: between(from.width, to.width),
      height: between(from.height, to.height),
    };
  }

  /**
   * @param {Cell[]} cells
   * @param {Pictures | undefined} pictures
   * @param {number} [chosen] the highlighted member
   */
  paint(cells, pictures, chosen) {
    const context = this.canvas.begin();
    const now = performance.now();
    const { second, accent, sans } = palette();
    context.font = `12px ${sans}`;
    context.textBaseline = 'bottom';
    context.imageSmoothingEnabled = true;
    for (const { member, caption, isDiverged, hasSucceeded } of cells) {
      const place = this.placeAt(member, now);
      const { x, y, width, height } = { ...place, height: place.height - CAPTION };
      if (isDiverged) cross(context, { x, y, width, height });
      else if (pictures) this.picture(context, pictures, member, { x, y, width, height });
      context.fillStyle = css(second);
      context.fillText(caption, x, place.y + place.height, width);
      if (hasSucceeded) {
        context.fillStyle = css(accent);
        context.fillRect(x, y + height - 2, width, 2);
      }
      if (member === chosen) {
        context.strokeStyle = css(accent);
        context.lineWidth = 2;
        context.strokeRect(x - 1, y - 1, width + 2, height + 2);
      }
    }
  }

  /**
   * A single member's picture.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Pictures} pictures
   * @param {number} member
   * @param {Place} place
   */
  picture(context, pictures, member, place) {
    const { kind, values, side, low, high, classes } = pictures;
    if (kind === 'none') return lossCurve(context, pictures, member, place);
    if (kind === 'curve') return curve(context, pictures, member, place);
    if (this.map.size !== side) this.map = new HeatMap(side);
    const { classes: colours, paper, softValues } = palette();
    const count = side * side;
    if (classes > 2) {
      const shares = values.subarray(member * classes * count, (member + 1) * classes * count);
      this.map.blend(shares, colours.slice(0, classes), paper, false);
    } else {
      this.map.fill(values, member * count, low, high, softValues);
    }
    context.drawImage(this.map.canvas, place.x, place.y, place.width, place.height);
    if (this.spot) paintSpot(context, this.spot, { left: place.x, top: place.y, width: place.width, height: place.height });
  }
}

/**
 * Draw a diverged network as a crossed-out field.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Place} place
 */
function cross(context, { x, y, width, height }) {
  const { line, alarm } = palette();
  context.fillStyle = css(line);
  context.fillRect(x, y, width, height);
  context.strokeStyle = css(alarm);
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x + width * 0.3, y + height * 0.3);
  context.lineTo(x + width * 0.7, y + height * 0.7);
  context.moveTo(x + width * 0.7, y + height * 0.3);
  context.lineTo(x + width * 0.3, y + height * 0.7);
  context.stroke();
}

/**
 * If there is one input, draw the prediction as a curve.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Pictures} pictures
 * @param {number} member
 * @param {Place} place
 */
function curve(context, { values, side, high }, member, { x, y, width, height }) {
  const { line, plus } = palette();
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = css(line);
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  context.beginPath();
  for (let i = 0; i < side; i++) {
    const up = 0.5 - (values[member * side + i] ?? 0) / (2 * limits.curve_reach * high);
    context.lineTo(x + ((i + 0.5) / side) * width, y + up * height);
  }
  context.strokeStyle = css(plus);
  context.lineWidth = 1.5;
  context.stroke();
  context.restore();
}

/**
 * Members without a picture show their loss from the first to the last record, all on the same logarithmic scale.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Pictures} pictures
 * @param {number} member
 * @param {Place} place
 */
function lossCurve(context, { values, members }, member, { x, y, width, height }) {
  const { line, plus } = palette();
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value) || value <= 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  context.lineWidth = 1;
  context.strokeStyle = css(line);
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  const records = values.length / members;
  const range = Math.log(high / low) || 1;
  context.beginPath();
  for (let record = 0; record < records; record++) {
    const value = values[record * members + member] ?? NaN;
    if (!(value > 0)) continue;
    const share = Math.log(value / low) / range;
    const across = records > 1 ? record / (records - 1) : 1;
    context.lineTo(x + 3 + across * (width - 6), y + 3 + (1 - share) * (height - 6));
  }
  context.strokeStyle = css(plus);
  context.lineWidth = 1.5;
  context.stroke();
}
