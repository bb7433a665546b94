/**
 * The losses of many networks over epochs: all of them as faint lines, the middle half as a band around the median, and
 * one network highlighted.
 *
 * @import { Canvas } from '../kit/drawing/canvas.js'
 */
import { formatShort, formatTick } from '../text/format.js';
import { css, palette } from '../kit/drawing/palette.js';
import { logTicks, roundDown, roundUp, ticks } from '../kit/drawing/ticks.js';

/**
 * @typedef {object} Curves
 * @property {ArrayLike<number>} epochs
 * @property {ArrayLike<number>} losses one row per epoch, with a value for each member
 * @property {number} members
 * @property {ArrayLike<number>} bands lower quartile, median and upper quartile for each epoch
 */

/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

const ROOM = { left: 46, top: 20, right: 10, bottom: 26 };
/** The dash pattern of the highlighted line, and the length of the sample beside its name. */
const DASH = [6, 2];
const SAMPLE = 24;
const FEWEST_TICKS = 4;
const MOST_TICKS = 6;
/** Labels closer than this to the end of the axis would overflow. */
const EDGE = 12;

export class BandChart {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {Curves | undefined} */
    this.curves = undefined;
    this.isLog = true;
    this.range = [0.01, 1];
    /** The record under the pointer. */
    /** @type {number | undefined} */
    this.pointed = undefined;
    /** The epoch that is pointed at elsewhere on the page. */
    /** @type {number | undefined} */
    this.step = undefined;
  }

  /** @returns {Box} */
  get box() {
    const { width, height } = this.canvas;
    return { left: ROOM.left, top: ROOM.top, width: width - ROOM.left - ROOM.right, height: height - ROOM.top - ROOM.bottom };
  }

  /**
   * @param {Curves} curves
   * @param {boolean} isLog
   * @param {{ member: number, name: string }} [chosen] the highlighted member
   */
  paint(curves, isLog, chosen) {
    this.curves = curves;
    this.isLog = isLog;
    this.range = this.upright(curves);
    const context = this.canvas.begin();
    this.axes(context);
    const { left, top, width, height } = this.box;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.lineJoin = 'round';
    this.lines(context, curves);
    this.band(context, curves);
    if (chosen) this.chosen(context, curves, chosen.member);
    this.pointer(context);
    context.restore();
    if (chosen) this.name(context, chosen.name);
  }

  /**
   * The record nearest to an x coordinate.
   *
   * @param {number} x
   */
  recordAt(x) {
    const { epochs } = this.curves ?? { epochs: [] };
    let best = 0;
    for (let i = 1; i < epochs.length; i++) {
      if (Math.abs(this.across(epochs[i] ?? 0) - x) < Math.abs(this.across(epochs[best] ?? 0) - x)) best = i;
    }
    return epochs.length ? best : undefined;
  }

  /** @param {number} epoch */
  across(epoch) {
    const { left, width } = this.box;
    const { epochs } = this.curves ?? { epochs: [] };
    const last = Math.max(1, epochs[epochs.length - 1] ?? 1);
    return left + (epoch / last) * width;
  }

  /** @param {number} loss */
  up(loss) {
    const { top, height } = this.box;
    const [low = 0, high = 1] = this.range;
    const place = this.isLog ? Math.log(loss / low) / Math.log(high / low) : (loss - low) / (high - low);
    return top + height * (1 - place);
  }

  /**
   * The range of losses shown. A few outliers would flatten the rest, so the axis ends at twice the largest upper
   * quartile if that is below the largest loss.
   *
   * @param {Curves} curves
   * @returns {[number, number]}
   */
  upright({ losses, bands }) {
    let [least, most, usual] = [Infinity, 0, 0];
    for (let i = 0; i < losses.length; i++) {
      const loss = losses[i] ?? NaN;
      if (!Number.isFinite(loss) || (this.isLog && loss <= 0)) continue;
      least = Math.min(least, loss);
      most = Math.max(most, loss);
    }
    for (let i = 2; i < bands.length; i += 3) {
      const upper = bands[i] ?? NaN;
      if (Number.isFinite(upper)) usual = Math.max(usual, upper);
    }
    if (!Number.isFinite(least)) return this.isLog ? [0.01, 1] : [0, 1];
    const high = usual > 0 ? Math.min(most, 2 * usual) : most;
    if (!this.isLog) return [0, high || 1];
    const from = roundDown(least);
    return [from, Math.max(roundUp(high), 2 * from)];
  }

  /** @param {CanvasRenderingContext2D} context */
  axes(context) {
    const { left, top, width, height } = this.box;
    const { second, line, sans } = palette();
    context.font = `12px ${sans}`;
    context.lineWidth = 1;
    context.strokeStyle = css(line);
    context.fillStyle = css(second);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    const [low = 0, high = 1] = this.range;
    for (const tick of this.isLog ? logTicks(low, high, FEWEST_TICKS, MOST_TICKS) : ticks(low, high, FEWEST_TICKS)) {
      const y = this.up(tick);
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
      context.fillText(formatTick(tick), left - 8, y);
    }
    const { epochs } = this.curves ?? { epochs: [] };
    const last = Math.max(1, epochs[epochs.length - 1] ?? 1);
    context.textBaseline = 'top';
    for (const epoch of ticks(0, last, FEWEST_TICKS).filter(Number.isInteger)) {
      context.textAlign = epoch === 0 ? 'left' : this.across(epoch) > left + width - EDGE ? 'right' : 'center';
      context.fillText(formatShort(epoch), this.across(epoch), top + height + 8);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Curves} curves
   */
  lines(context, { epochs, losses, members }) {
    const { second } = palette();
    // Many lines overlap, so each is faint; a few lines must be distinguishable.
    context.strokeStyle = css(second, Math.max(0.14, Math.min(0.5, 8 / members)));
    context.lineWidth = 1;
    context.beginPath();
    for (let member = 0; member < members; member++) this.trace(context, epochs, losses, members, member);
    context.stroke();
  }

  /**
   * One curve, with gaps at missing values.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {ArrayLike<number>} epochs
   * @param {ArrayLike<number>} values
   * @param {number} stride
   * @param {number} offset
   */
  trace(context, epochs, values, stride, offset) {
    let isDown = false;
    for (let i = 0; i < epochs.length; i++) {
      const value = values[i * stride + offset] ?? NaN;
      if (!Number.isFinite(value) || (this.isLog && value <= 0)) {
        isDown = false;
        continue;
      }
      const [x, y] = [this.across(epochs[i] ?? 0), this.up(value)];
      if (isDown) context.lineTo(x, y);
      else context.moveTo(x, y);
      isDown = true;
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Curves} curves
   */
  band(context, { epochs, bands }) {
    const { plus } = palette();
    const { top, height } = this.box;
    context.beginPath();
    const place = (/** @type {number} */ i, /** @type {number} */ which) => {
      const value = bands[3 * i + which] ?? NaN;
      // Infinite and NaN values are drawn at the upper edge.
      const y = Number.isFinite(value) ? (this.isLog && value <= 0 ? top + height : this.up(value)) : top;
      context.lineTo(this.across(epochs[i] ?? 0), y);
    };
    for (let i = 0; i < epochs.length; i++) place(i, 0);
    for (let i = epochs.length - 1; i >= 0; i--) place(i, 2);
    context.fillStyle = css(plus, 0.18);
    context.fill();
    context.beginPath();
    this.trace(context, epochs, bands, 3, 1);
    context.strokeStyle = css(plus);
    context.lineWidth = 2.5;
    context.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Curves} curves
   * @param {number} member
   */
  chosen(context, { epochs, losses, members }, member) {
    const { ink, paper } = palette();
    for (const [colour, width] of /** @type {const} */ ([[paper, 4], [ink, 1.75]])) {
      context.beginPath();
      this.trace(context, epochs, losses, members, member);
      context.strokeStyle = css(colour);
      context.lineWidth = width;
      context.setLineDash(colour === ink ? DASH : []);
      context.stroke();
    }
    context.setLineDash([]);
  }

  /**
   * Write the name of the highlighted network above the plot, where no line crosses it, beside a sample of its line.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {string} name
   */
  name(context, name) {
    const { left, top, width } = this.box;
    const { ink } = palette();
    context.textAlign = 'right';
    context.textBaseline = 'bottom';
    context.fillStyle = css(ink);
    context.fillText(name, left + width, top - 4, width - SAMPLE - 6);
    const end = left + width - Math.min(context.measureText(name).width, width - SAMPLE - 6) - 6;
    context.strokeStyle = css(ink);
    context.lineWidth = 1.75;
    context.setLineDash(DASH);
    context.beginPath();
    context.moveTo(end - SAMPLE, top - 10);
    context.lineTo(end, top - 10);
    context.stroke();
    context.setLineDash([]);
  }

  /** @param {CanvasRenderingContext2D} context */
  pointer(context) {
    const { pointed, curves, step } = this;
    const epoch = pointed === undefined ? step : curves?.epochs[pointed];
    if (epoch === undefined) return;
    const x = this.across(epoch);
    const { top, height } = this.box;
    context.strokeStyle = css(palette().third);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
  }
}
