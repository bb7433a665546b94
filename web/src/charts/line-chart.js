/**
 * Curves over epochs, drawn by uPlot: thin axes, the name of each curve beside the plot, and marks where
 * settings were changed.
 *
 * @import { Mark } from '../generated/protocol'
 * @import { Range, Rule } from './axis.js'
 * @import { Curve } from './curves.js'
 * @import { Cluster } from './marks.js'
 */
import '../kit/locale.js';
import uPlot from 'uplot';
import { formatEpochs, formatPercent, formatTicks, powerOfTen } from '../text/format.js';
import { css, palette } from '../kit/drawing/palette.js';
import { logTicks } from '../kit/drawing/ticks.js';
import { drawHere, drawRules } from './annotations.js';
import { decades, fitted, fromZero } from './axis.js';
import { drawable, joined, valuesWithin } from './curves.js';
import { drawMarks, placesOf } from './marks.js';
import { AXIS, STRIP, drawNames, namesOf, roomFor, widthsOf } from './names.js';
import { pictureOf } from './picture.js';

/** @typedef {{ index: number, left: number, marks: Mark[] }} Pointed the record and the marks under the pointer */

/**
 * The kind of y axis: from zero, from the smallest value to the highest reference level (`fitted`), logarithmic, from 0
 * to 1 for shares, or from −1 to 1 for cosines.
 *
 * @typedef {'linear' | 'fitted' | 'log' | 'share' | 'cosine'} Scale
 */

/** The opacity of the raw values behind a smoothed curve. */
const FAINT = 0.38;
/** If records are closer than this many pixels, dash patterns cannot be distinguished. */
const DENSE = 3;
/** The largest number of powers of ten that are labelled on an axis. */
const MOST_POWERS = 6;

export class LineChart {
  /**
   * @param {HTMLElement} stage
   * @param {object} options
   * @param {(pointed: Pointed | undefined) => void} options.onPoint
   * @param {() => void} options.onZoom
   * @param {(places: Cluster[]) => void} [options.onMarks] called at every drawing, with the positions of the marks
   */
  constructor(stage, { onPoint, onZoom, onMarks }) {
    this.stage = stage;
    this.onZoom = onZoom;
    this.onMarks = onMarks;
    /** The widths of the curves' names. */
    /** @type {number[]} */
    this.widths = [];
    this.room = roomFor([], { width: 0, height: 0 });
    /** The width of a text at the left of the strip above the plot. */
    this.taken = 0;
    /** @type {Scale} */
    this.scale = 'linear';
    /**
     * The range of epochs that the user has zoomed to; if it is undefined, all epochs are shown, including future ones.
     */
    /** @type {Range | undefined} */
    this.zoom = undefined;
    /** The number of values above the displayed range. */
    this.above = 0;
    this.isDense = false;
    this.onPoint = onPoint;
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    this.signature = '';
    /** Whether the pointer or the keyboard cursor is on this chart rather than on another. */
    this.isPointed = false;
    /** Whether the cross-hair follows a pointer elsewhere on the page. */
    this.isMarked = false;
    /** @type {number[]} */
    this.epochs = [];
    /** @type {Curve[]} */
    this.curves = [];
    /** @type {Mark[]} */
    this.marks = [];
    /** The displayed epoch, if it is not the newest. */
    /** @type {number | undefined} */
    this.here = undefined;
    /** @type {Rule[]} */
    this.rules = [];
    /** The movements, in records, that keys have requested before the curves are drawn. */
    /** @type {number[]} */
    this.moves = [];
  }

  /**
   * Draw the curves; infinite and NaN values leave gaps.
   *
   * @param {number[]} ownEpochs of all curves without their own epochs
   * @param {Curve[]} ownCurves
   * @param {Mark[]} marks
   * @param {Scale} scale
   * @param {number} [here]
   * @param {Rule[]} [rules]
   */
  draw(ownEpochs, ownCurves, marks, scale, here, rules = []) {
    const { epochs, curves } = joined(ownEpochs, ownCurves);
    this.epochs = epochs;
    this.curves = curves;
    this.marks = marks;
    this.here = here;
    this.rules = rules;
    this.scale = scale;
    const last = epochs.at(-1) ?? 0;
    // A restarted run has not reached the zoomed range yet.
    if (this.zoom && this.zoom[0] >= last) this.setZoom(undefined);
    this.isDense = epochs.length * DENSE > this.stage.clientWidth - this.room.right;
    const signature = JSON.stringify([
      scale,
      this.isDense,
      curves.map(({ label, colour, dash, raw }) => [label, colour, dash, raw !== undefined]),
      rules.map(({ label }) => label),
      css(palette().paper),
    ]);
    const raws = curves.flatMap(({ raw }) => (raw ? [raw] : []));
    /** @type {uPlot.AlignedData} */
    const data = [epochs, ...[...raws, ...curves.map(({ values }) => values)].map((values) => drawable(values, scale === 'log'))];
    if (this.plot && signature === this.signature) {
      this.plot.setData(data);
    } else {
      this.signature = signature;
      this.widths = widthsOf(this.names);
      this.makeRoom();
      this.keepPointer(epochs);
      this.plot?.destroy();
      this.plot = new uPlot(this.options(), data, this.stage);
    }
  }

  get names() {
    return namesOf(this.curves, this.rules);
  }

  get levels() {
    return this.rules.map(({ value }) => value);
  }

  makeRoom() {
    const { clientWidth, clientHeight } = this.stage;
    this.room = roomFor(this.widths, { width: clientWidth, height: clientHeight });
  }

  resize() {
    this.makeRoom();
    this.plot?.setSize({ width: this.stage.clientWidth, height: this.stage.clientHeight });
  }

  destroy() {
    this.plot?.destroy();
    this.plot = undefined;
  }

  /**
   * Move the cross-hair by a number of records, for keyboard users. If the curves are not drawn yet, the movement is
   * deferred.
   *
   * @param {number} records
   */
  move(records) {
    this.moves.push(records);
    if (this.plot?.status === 1) this.movePointer();
  }

  movePointer() {
    const { plot } = this;
    if (!plot) return;
    const epochs = plot.data[0];
    const last = epochs.length - 1;
    this.isMarked = false;
    for (const records of this.moves.splice(0)) {
      const index = Math.max(0, Math.min(last, (plot.cursor.idx ?? last) + records));
      plot.setCursor({ left: plot.valToPos(epochs[index] ?? 0, 'x'), top: 0 });
    }
  }

  /**
   * Keep the cross-hair at the same record when another plot replaces this one.
   *
   * @param {number[]} epochs of the new plot
   */
  keepPointer(epochs) {
    const { idx } = this.plot?.cursor ?? {};
    if (!this.isPointed || idx === null || idx === undefined) return;
    this.moves.unshift(idx - (epochs.length - 1));
  }

  /** @param {Range | undefined} zoom */
  setZoom(zoom) {
    this.zoom = zoom;
    this.plot?.redraw();
    this.plot?.setData(this.plot.data);
    this.onZoom();
  }

  /**
   * Zoom around the cross-hair or, if it is hidden, around the newest record.
   *
   * @param {number} factor by which the displayed range of epochs changes
   */
  zoomBy(factor) {
    const { plot } = this;
    if (!plot) return;
    const epochs = plot.data[0];
    const [first, last] = [epochs[0] ?? 0, epochs.at(-1) ?? 1];
    const [from, to] = this.zoom ?? [first, last];
    const middle = epochs[plot.cursor.idx ?? -1] ?? to;
    const length = (to - from) * factor;
    if (length >= last - first) return this.setZoom(undefined);
    if (length < 2) return;
    const start = Math.max(first, Math.min(last - length, middle - length / 2));
    this.setZoom([start, start + length]);
  }

  /**
   * The chart and its title as an image.
   *
   * @param {string} title
   * @returns {Promise<Blob | null>}
   */
  picture(title) {
    const { plot, room } = this;
    return plot ? pictureOf(plot.ctx.canvas, title, room.isCrowded ? this.names : []) : Promise.resolve(null);
  }

  leave() {
    this.moves = [];
    this.isMarked = false;
    this.plot?.setCursor({ left: -10, top: -10 });
  }

  /**
   * Show the cross-hair at the epoch that is pointed at elsewhere on the page; without such an epoch, hide it.
   *
   * @param {number | undefined} epoch
   */
  mark(epoch) {
    const { plot } = this;
    if (!plot || this.isPointed || (epoch === undefined && !this.isMarked)) return;
    const { min, max } = plot.scales['x'] ?? {};
    this.isMarked = epoch !== undefined && epoch >= (min ?? 0) && epoch <= (max ?? 0);
    plot.setCursor(this.isMarked ? { left: plot.valToPos(epoch ?? 0, 'x'), top: 0 } : { left: -10, top: -10 }, false);
  }

  /** @returns {uPlot.Options} */
  options() {
    const { second, line, sans } = palette();
    const font = `12px ${sans}`;
    const behind = this.curves.filter(({ raw }) => raw);
    return {
      width: this.stage.clientWidth,
      height: this.stage.clientHeight,
      padding: [STRIP, () => this.room.right, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { size: (_, index) => (index > behind.length ? 6 : 0) }, bind: { dblclick: () => null, mousemove: (_, __, handle) => this.unmarked(handle) } },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, range: (plot, low, high) => this.zoom ?? (isShort(plot) ? around(plot.data[0][0]) : [low, high]) },
        y: this.scale === 'log' ? { distr: 3, range: (_, low, high) => decades(low, high, this.levels) } : { range: (plot) => this.upright(plot) },
      },
      axes: [
        {
          font,
          stroke: css(second),
          size: AXIS,
          gap: 6,
          space: 70,
          grid: { show: false },
          ticks: { show: false },
          values: (_, splits) => formatEpochs(splits),
        },
        {
          font,
          stroke: css(second),
          size: 44,
          gap: 8,
          space: 34,
          grid: { stroke: css(line), width: 1 },
          ticks: { show: false },
          ...(this.scale === 'log'
            ? {
                splits: (_, __, low, high) => logTicks(low, high, 1, MOST_POWERS),
                filter: (_, splits) => splits,
                values: (_, splits) => splits.map((split) => powerOfTen(Math.round(Math.log10(split)))),
              }
            : { values: (_, splits) => (this.scale === 'share' ? splits.map((split) => formatPercent(split, 0)) : formatTicks(splits)) }),
        },
      ],
      series: [
        {},
        ...behind.map(({ colour }) => ({ stroke: faint(colour), width: this.isDense ? 0.7 : 1, spanGaps: false, points: { show: isShort, size: 4 } })),
        ...this.curves.map(({ label, colour, dash, width, keepsDash }) => ({
          label,
          stroke: colour,
          width: this.isDense && !keepsDash ? 0.7 * width : width,
          dash: this.isDense && !keepsDash ? [] : dash,
          spanGaps: false,
          points: { show: isShort, size: 4 },
        })),
      ],
      hooks: {
        ready: [() => this.movePointer()],
        drawClear: [
          (plot) => drawMarks(plot, this.marks, this.taken, this.room.top < STRIP ? this.room.right : 0),
          (plot) => drawHere(plot, this.here),
          (plot) => drawRules(plot, this.rules),
        ],
        draw: [
          (plot) => {
            if (!this.room.isCrowded) drawNames(plot, this.curves, this.rules, this.zoom?.[1] ?? Infinity, this.scale === 'log', this.room);
          },
          (plot) => this.onMarks?.(placesOf(plot, this.marks)),
        ],
        setCursor: [(plot) => this.point(plot)],
        setSelect: [(plot) => this.choose(plot)],
      },
    };
  }

  /**
   * The range of a linear y axis; that of a logarithmic one comes from `decades`.
   *
   * @param {uPlot} plot
   * @returns {Range}
   */
  upright(plot) {
    this.above = 0;
    if (this.scale === 'share') return [0, 1];
    if (this.scale === 'cosine') return [-1, 1];
    const values = valuesWithin(this.curves, plot.data[0], this.zoom);
    const { range, above } = this.scale === 'fitted' ? fitted(values, this.levels) : fromZero(values);
    this.above = above;
    return range;
  }

  /**
   * Zoom to the range selected with the pointer.
   *
   * @param {uPlot} plot
   */
  choose(plot) {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = /** @type {Range} */ ([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.setZoom(range);
  }

  /**
   * A handler that makes the cross-hair follow pointer events on this chart.
   *
   * @param {(event: MouseEvent) => null} handle
   * @returns {(event: MouseEvent) => null}
   */
  unmarked(handle) {
    return (event) => {
      this.isMarked = false;
      return handle(event);
    };
  }

  /** @param {uPlot} plot */
  point(plot) {
    // uPlot reports the position of the cross-hair at every drawing, whatever has moved it.
    if (this.isMarked) return;
    const { idx, left = -1 } = plot.cursor;
    this.isPointed = idx !== null && idx !== undefined && left >= 0;
    if (idx === null || idx === undefined || left < 0) return this.onPoint(undefined);
    const marks = this.marks.filter(({ epoch }) => Math.abs(plot.valToPos(epoch, 'x') - left) < 8);
    this.onPoint({ index: idx, left: left + plot.bbox.left / devicePixelRatio, marks });
  }
}

/**
 * Whether there is a single record, which is shown as a point because it gives no line.
 *
 * @param {uPlot} plot
 */
function isShort(plot) {
  return plot.data[0].length < 2;
}

/**
 * The range of the x axis if there is only one epoch; uPlot does not pass its value to `range`.
 *
 * @param {number} [epoch]
 * @returns {Range}
 */
function around(epoch = 0) {
  return [epoch, epoch + 1];
}

/** @param {string} colour as `css` returns it */
function faint(colour) {
  return colour.replace(/\/ 1\)$/, `/ ${FAINT})`);
}
