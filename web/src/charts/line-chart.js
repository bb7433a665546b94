/**
 * Curves against epochs, drawn by uPlot: thin axes, each curve named at its end, marks where
 * settings were changed during the run.
 *
 * @import { Mark } from '../generated/protocol'
 */
import '../kit/locale.js';
import uPlot from 'uplot';
import { formatPercent, formatShort, formatTick, powerOfTen } from '../text/format.js';
import { css, palette } from '../kit/palette.js';

/**
 * @typedef {object} Curve
 * @property {string} label
 * @property {string} colour
 * @property {number[]} dash
 * @property {number} width
 * @property {(number | null | undefined)[]} values
 * @property {number[]} [epochs] where its values lie, if elsewhere than the other curves'
 */

/** @typedef {{ index: number, left: number, marks: Mark[] }} Pointed what lies under the pointer */
/** @typedef {[from: number, to: number]} Range */
/** @typedef {{ value: number, label: string }} Rule a level to see the curves against */

/**
 * How the upright axis runs: from zero, in powers of ten, over shares from 0 to 1, or from −1 to 1.
 *
 * @typedef {'linear' | 'log' | 'share' | 'cosine'} Scale
 */

const END = 74;
const LINE_HEIGHT = 14;
/** Stations nearer than this many pixels make dashes run into each other. */
const DENSE = 3;
/** Marks nearer than this many pixels are drawn as one. */
const MARK_GAP = 4;
/** Of so many values, this share is usual, and what is so many times larger is far above. */
const FEW = 40;
const USUAL = 0.98;
const FAR = 3;

export class LineChart {
  /**
   * @param {HTMLElement} stage
   * @param {{ onPoint: (pointed: Pointed | undefined) => void, onZoom: () => void }} options
   */
  constructor(stage, { onPoint, onZoom }) {
    this.stage = stage;
    this.onZoom = onZoom;
    /** @type {Scale} */
    this.scale = 'linear';
    /** The epochs that are shown; all, and those to come, unless the person zoomed. */
    /** @type {Range | undefined} */
    this.zoom = undefined;
    /** How many stations lie above what is shown. */
    this.above = 0;
    this.isDense = false;
    this.onPoint = onPoint;
    /** @type {uPlot | undefined} */
    this.plot = undefined;
    this.signature = '';
    /** @type {number[]} */
    this.epochs = [];
    /** @type {Curve[]} */
    this.curves = [];
    /** @type {Mark[]} */
    this.marks = [];
    /** The epoch that is looked at, if it is not the newest. */
    /** @type {number | undefined} */
    this.here = undefined;
    /** @type {Rule | undefined} */
    this.rule = undefined;
  }

  /**
   * Values that are not finite leave a gap.
   *
   * @param {number[]} ownEpochs of all curves that have none of their own
   * @param {Curve[]} ownCurves
   * @param {Mark[]} marks
   * @param {Scale} scale
   * @param {number} [here]
   * @param {Rule} [rule]
   */
  draw(ownEpochs, ownCurves, marks, scale, here, rule) {
    const { epochs, curves } = joined(ownEpochs, ownCurves);
    this.epochs = epochs;
    this.curves = curves;
    this.marks = marks;
    this.here = here;
    this.rule = rule;
    this.scale = scale;
    const last = epochs.at(-1) ?? 0;
    // A run that was started over has not come to where the person had zoomed.
    if (this.zoom && this.zoom[0] >= last) this.setZoom(undefined);
    this.isDense = epochs.length * DENSE > this.stage.clientWidth - END;
    const signature = JSON.stringify([
      scale,
      this.isDense,
      curves.map(({ label, colour, dash }) => [label, colour, dash]),
      css(palette().paper),
    ]);
    /** @type {uPlot.AlignedData} */
    const data = [epochs, ...curves.map(({ values }) => drawable(values, scale === 'log'))];
    if (this.plot && signature === this.signature) {
      this.plot.setData(data);
    } else {
      this.signature = signature;
      this.plot?.destroy();
      this.plot = new uPlot(this.options(), data, this.stage);
    }
  }

  resize() {
    this.plot?.setSize({ width: this.stage.clientWidth, height: this.stage.clientHeight });
  }

  destroy() {
    this.plot?.destroy();
    this.plot = undefined;
  }

  /**
   * Move the pointer by stations, for those who use keys.
   *
   * @param {number} stations
   */
  move(stations) {
    const { plot } = this;
    if (!plot) return;
    const epochs = plot.data[0];
    const last = epochs.length - 1;
    const index = Math.max(0, Math.min(last, (plot.cursor.idx ?? last) + stations));
    plot.setCursor({ left: plot.valToPos(epochs[index] ?? 0, 'x'), top: 0 });
  }

  /** @param {Range | undefined} zoom */
  setZoom(zoom) {
    this.zoom = zoom;
    this.plot?.redraw();
    this.plot?.setData(this.plot.data);
    this.onZoom();
  }

  /**
   * Zoom around what is pointed at, or else the newest.
   *
   * @param {number} factor on the stretch of epochs shown
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
   * The chart with its title as a picture.
   *
   * @param {string} title
   * @returns {Promise<Blob | null>}
   */
  picture(title) {
    const { plot } = this;
    if (!plot) return Promise.resolve(null);
    const { paper, ink, sans } = palette();
    const source = plot.ctx.canvas;
    const head = 28 * devicePixelRatio;
    const canvas = document.createElement('canvas');
    canvas.width = source.width;
    canvas.height = source.height + head;
    const context = canvas.getContext('2d');
    if (!context) return Promise.resolve(null);
    context.fillStyle = css(paper);
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = css(ink);
    context.font = `${13 * devicePixelRatio}px ${sans}`;
    context.textBaseline = 'middle';
    context.fillText(title, 8 * devicePixelRatio, head / 2);
    context.drawImage(source, 0, head);
    return new Promise((resolve) => canvas.toBlob(resolve));
  }

  leave() {
    this.plot?.setCursor({ left: -10, top: -10 });
  }

  /** @returns {uPlot.Options} */
  options() {
    const { second, line, sans } = palette();
    const font = `11px ${sans}`;
    return {
      width: this.stage.clientWidth,
      height: this.stage.clientHeight,
      padding: [10, END, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 6 }, bind: { dblclick: () => null } },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, range: (_, low, high) => this.zoom ?? [low, high > low ? high : low + 1] },
        y: this.scale === 'log' ? { distr: 3, range: (_, low, high) => decades(low, high, this.rule) } : { range: (plot) => this.upright(plot) },
      },
      axes: [
        {
          font,
          stroke: css(second),
          size: 28,
          gap: 6,
          space: 70,
          grid: { show: false },
          ticks: { show: false },
          values: (_, splits) => splits.map((split) => formatShort(split)),
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
                splits: (_, __, low, high) => powers(low, high),
                filter: (_, splits) => splits,
                values: (_, splits) => splits.map((split) => powerOfTen(Math.round(Math.log10(split)))),
              }
            : { values: (_, splits) => splits.map((split) => (this.scale === 'share' ? formatPercent(split, 0) : formatTick(split))) }),
        },
      ],
      series: [
        {},
        ...this.curves.map(({ label, colour, dash, width }) => ({
          label,
          stroke: colour,
          width: this.isDense ? 0.7 * width : width,
          dash: this.isDense ? [] : dash,
          spanGaps: false,
          points: { show: isShort, size: 4 },
        })),
      ],
      hooks: {
        drawClear: [(plot) => this.drawMarks(plot), (plot) => this.drawHere(plot), (plot) => this.drawRule(plot)],
        draw: [(plot) => this.drawRuleName(plot), (plot) => this.drawNames(plot)],
        setCursor: [(plot) => this.point(plot)],
        setSelect: [(plot) => this.choose(plot)],
      },
    };
  }

  /**
   * From zero to the largest value shown. A few stations far above all others, as the first of a
   * run, would flatten the rest: they are left out of the picture, and counted.
   *
   * @param {uPlot} plot
   * @returns {Range}
   */
  upright(plot) {
    this.above = 0;
    if (this.scale === 'share') return [0, 1];
    if (this.scale === 'cosine') return [-1, 1];
    const [from, to] = this.zoom ?? [-Infinity, Infinity];
    const epochs = plot.data[0];
    /** @type {number[]} */
    const seen = [];
    for (const { values } of this.curves) {
      values.forEach((value, i) => {
        const epoch = epochs[i] ?? 0;
        if (isFinite(value) && epoch >= from && epoch <= to) seen.push(value);
      });
    }
    seen.sort((a, b) => a - b);
    const largest = seen.at(-1) ?? 0;
    const usual = 1.2 * (seen[Math.floor((seen.length - 1) * USUAL)] ?? 0);
    const high = seen.length > FEW && largest > FAR * usual && usual > 0 ? usual : largest;
    this.above = seen.filter((value) => value > high).length;
    return [0, high > 0 ? high * 1.04 : 1];
  }

  /**
   * A stretch was marked with the pointer: show it.
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

  /** @param {uPlot} plot */
  drawMarks(plot) {
    const { ctx, bbox } = plot;
    const { third, second, paper, sans } = palette();
    ctx.save();
    ctx.strokeStyle = css(third);
    ctx.fillStyle = css(second);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.font = `${10 * devicePixelRatio}px ${sans}`;
    ctx.textBaseline = 'top';
    const places = this.marks.map(({ epoch }) => plot.valToPos(epoch, 'x', true));
    for (const x of apart(places, MARK_GAP * devicePixelRatio)) {
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    // The last change has its words; those of the others stand under the pointer.
    const x = places.at(-1);
    if (x !== undefined) {
      const right = bbox.left + bbox.width - x;
      const isLeft = right > bbox.width / 2;
      const room = (isLeft ? right : bbox.width - right) - 4 * devicePixelRatio;
      const words = shortened(ctx, this.marks.at(-1)?.text ?? '', room);
      ctx.textAlign = isLeft ? 'left' : 'right';
      const start = x + (isLeft ? 4 : -4) * devicePixelRatio;
      ctx.setLineDash([]);
      ctx.strokeStyle = css(paper);
      ctx.lineWidth = 4 * devicePixelRatio;
      ctx.strokeText(words, start, bbox.top);
      ctx.fillText(words, start, bbox.top);
    }
    ctx.restore();
  }

  /** @param {uPlot} plot */
  drawHere(plot) {
    if (this.here === undefined) return;
    const { ctx, bbox } = plot;
    const x = plot.valToPos(this.here, 'x', true);
    ctx.save();
    ctx.fillStyle = css(palette().accent);
    ctx.fillRect(x - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
    ctx.restore();
  }

  /** @param {uPlot} plot */
  drawRule(plot) {
    if (!this.rule) return;
    const { ctx, bbox } = plot;
    const y = plot.valToPos(this.rule.value, 'y', true);
    ctx.save();
    ctx.strokeStyle = css(palette().second);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  /** Above the curves, or they would strike it through. @param {uPlot} plot */
  drawRuleName(plot) {
    if (!this.rule) return;
    const { ctx, bbox } = plot;
    const { second, paper, sans } = palette();
    const dot = devicePixelRatio;
    const [x, y] = [bbox.left + 4 * dot, plot.valToPos(this.rule.value, 'y', true)];
    ctx.save();
    ctx.font = `${10 * dot}px ${sans}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.strokeStyle = css(paper);
    ctx.lineWidth = 4 * dot;
    ctx.strokeText(this.rule.label, x, y - 2 * dot);
    ctx.fillStyle = css(second);
    ctx.fillText(this.rule.label, x, y - 2 * dot);
    ctx.restore();
  }

  /** @param {uPlot} plot */
  drawNames(plot) {
    const { ctx, bbox } = plot;
    const { sans } = palette();
    const height = LINE_HEIGHT * devicePixelRatio;
    const names = this.curves
      .map(({ label, colour, values }) => {
        const [, to] = this.zoom ?? [0, Infinity];
        const epochs = plot.data[0];
        const value = values.findLast(
          (v, i) => isFinite(v) && (epochs[i] ?? 0) <= to && (this.scale !== 'log' || v > 0),
        );
        return { label, colour, y: value === undefined ? NaN : plot.valToPos(value ?? 0, 'y', true) };
      })
      .filter(({ label, y }) => label && Number.isFinite(y))
      .sort((a, b) => a.y - b.y);
    const bottom = bbox.top + bbox.height;
    spread(names, height, bottom);
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px ${sans}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    for (const { label, colour, y } of names) {
      ctx.fillStyle = colour;
      ctx.fillText(label, bbox.left + bbox.width + 8 * devicePixelRatio, y);
    }
    ctx.restore();
  }

  /** @param {uPlot} plot */
  point(plot) {
    const { idx, left = -1 } = plot.cursor;
    if (idx === null || idx === undefined || left < 0) return this.onPoint(undefined);
    const marks = this.marks.filter(({ epoch }) => Math.abs(plot.valToPos(epoch, 'x') - left) < 8);
    this.onPoint({ index: idx, left: left + plot.bbox.left / devicePixelRatio, marks });
  }
}

/**
 * The places that are drawn when none may lie nearer to the next than a gap; the last always is.
 *
 * @param {number[]} places in ascending order
 * @param {number} gap
 */
function apart(places, gap) {
  let free = Infinity;
  return places.toReversed().filter((place) => {
    if (place > free) return false;
    free = place - gap;
    return true;
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} words
 * @param {number} room
 */
function shortened(ctx, words, room) {
  if (ctx.measureText(words).width <= room) return words;
  let length = words.length;
  while (length > 0 && ctx.measureText(`${words.slice(0, length)}…`).width > room) length--;
  return `${words.slice(0, length).trimEnd()}…`;
}

/**
 * Keep names apart: first downwards, then up again from the bottom.
 *
 * @param {{ y: number }[]} names sorted from top to bottom
 * @param {number} height
 * @param {number} bottom
 */
function spread(names, height, bottom) {
  let free = -Infinity;
  for (const name of names) {
    name.y = Math.max(name.y, free);
    free = name.y + height;
  }
  let limit = bottom;
  for (const name of names.toReversed()) {
    name.y = Math.min(name.y, limit);
    limit = name.y - height;
  }
}

/**
 * One station alone makes no line: show it as a point.
 *
 * @param {uPlot} plot
 */
function isShort(plot) {
  return plot.data[0].length < 2;
}

/**
 * @param {number | null | undefined} value
 * @returns {value is number}
 */
function isFinite(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

/**
 * Values as they can be drawn: null leaves a gap, undefined is passed over.
 *
 * @param {(number | null | undefined)[]} values
 * @param {boolean} isLog
 */
function drawable(values, isLog) {
  return values.map((value) => (value === undefined || (isFinite(value) && (!isLog || value > 0)) ? value : null));
}

/**
 * All curves over the epochs of any of them; undefined where a curve has no station, which its line
 * passes over.
 *
 * @param {number[]} epochs
 * @param {Curve[]} curves
 * @returns {{ epochs: number[], curves: Curve[] }}
 */
function joined(epochs, curves) {
  if (curves.every((curve) => curve.epochs === undefined)) return { epochs, curves };
  const all = [...new Set([...epochs, ...curves.flatMap((curve) => curve.epochs ?? [])])];
  all.sort((a, b) => a - b);
  const spread = curves.map((curve) => {
    const places = new Map((curve.epochs ?? epochs).map((epoch, index) => [epoch, index]));
    return { ...curve, values: all.map((epoch) => curve.values[places.get(epoch) ?? -1]) };
  });
  return { epochs: all, curves: spread };
}

/**
 * Whole powers of ten around all values, and around a level to see them against.
 *
 * @param {number} lowest
 * @param {number} highest
 * @param {Rule} [rule]
 * @returns {Range}
 */
function decades(lowest, highest, rule) {
  const low = Math.min(lowest > 0 ? lowest : Infinity, rule?.value ?? Infinity);
  const high = Math.max(highest > 0 ? highest : 0, rule?.value ?? 0);
  if (!(high > 0)) return [0.01, 1];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [10 ** from, 10 ** Math.max(to, from + 1)];
}

/** @param {number} low @param {number} high */
function powers(low, high) {
  const [from, to] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  const stride = Math.ceil((to - from + 1) / 6);
  const found = [];
  for (let exponent = from; exponent <= to; exponent += stride) found.push(10 ** exponent);
  return found;
}
