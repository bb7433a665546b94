/**
 * The links of the network diagram: colour and thickness show the size of a weight, its gradient or
 * its last update; dashes mark negative values.
 *
 * @import { NetworkLayout } from './network-layout.js'
 * @import { Colour, Palette } from '../kit/drawing/palette.js'
 * @import { LinkKind } from '../model/lab.js'
 * @import { Place as Chosen } from '../model/places.js'
 * @import { FrameArrays } from '../generated/protocol'
 */
import { Canvas } from '../kit/drawing/canvas.js';
import { css, mix, palette } from '../kit/drawing/palette.js';
import { roundUp } from '../kit/drawing/ticks.js';

/** @typedef {Partial<FrameArrays>} FrameNumbers of a frame, if there is one */

/** Possible scales of weights; the smallest that covers all weights is used. */
const SCALES = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6];
/** Gradients and updates smaller than this are drawn as 0. */
const LEAST = 1e-9;

const SHADES = 24;
const WIDEST = 6.5;
const DASH = [9, 2.5];

/**
 * One line of a link: its values, its offset below the link's middle, and its largest width.
 *
 * @typedef {object} Strand
 * @property {Exclude<LinkKind, 'all'>} kind
 * @property {number} shift
 * @property {number} widest
 */

/** @type {Record<LinkKind, Strand[]>} */
const STRANDS = {
  weight: [{ kind: 'weight', shift: 0, widest: WIDEST }],
  gradient: [{ kind: 'gradient', shift: 0, widest: WIDEST }],
  update: [{ kind: 'update', shift: 0, widest: WIDEST }],
  all: [
    { kind: 'gradient', shift: -3.5, widest: 3 },
    { kind: 'weight', shift: 0, widest: 3 },
    { kind: 'update', shift: 3.5, widest: 3 },
  ],
};

const ARRAYS = /** @type {const} */ ({ weight: 'theta', gradient: 'grad', update: 'update' });

/** More links than this are drawn over several screen refreshes, gap by gap. */
const LINKS_A_REFRESH = 700;

export class LinkPainter {
  constructor() {
    this.canvas = new Canvas(document.createElement('canvas'));
    /** The values drawn in full colour. */
    this.full = { weight: SCALES[0] ?? 2, gradient: 1e-3, update: 1e-3 };
    /** @type {LinkKind} */
    this.kind = 'weight';
    /** @type {NetworkLayout | undefined} */
    this.layout = undefined;
    /** For each gap between columns, the weights drawn last. */
    /** @type {(ArrayLike<number> | undefined | null)[]} `null` before the first drawing */
    this.drawn = [];
    /** For each gap, the shades drawn last: a drawing depends on nothing else. */
    /** @type {(Int16Array | undefined)[]} */
    this.shades = [];
    /** The gap to draw next. */
    this.next = 0;
    this.palette = palette();
  }

  /**
   * Draw the newest values.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {FrameNumbers} arrays
   * @param {LinkKind} kind
   * @param {Chosen | undefined} selection
   * @returns {boolean} whether all links are drawn; if not, paint again
   */
  paint(context, layout, arrays, kind, selection) {
    this.prepare(layout, arrays, kind);
    const isComplete = this.drawGaps(layout, arrays);
    context.globalAlpha = selection ? 0.16 : 1;
    context.drawImage(this.canvas.element, 0, 0, layout.width, layout.height);
    context.globalAlpha = 1;
    if (selection) this.drawChosen(context, layout, arrays, selection);
    return isComplete;
  }

  /**
   * @param {NetworkLayout} layout
   * @param {FrameNumbers} arrays
   * @param {LinkKind} kind
   */
  prepare(layout, arrays, kind) {
    let isOther = layout !== this.layout || palette() !== this.palette || kind !== this.kind;
    for (const { kind: shown } of STRANDS[kind]) {
      const full = fitting(shown, arrays[ARRAYS[shown]], this.full[shown]);
      isOther ||= full !== this.full[shown];
      this.full[shown] = full;
    }
    if (layout !== this.layout) this.canvas.resize(layout.width, layout.height);
    if (isOther) {
      this.drawn = layout.network.layers.map(() => null);
      this.shades = [];
    }
    this.layout = layout;
    this.kind = kind;
    this.palette = palette();
  }

  /**
   * Draw gaps with outdated values, as many as fit in one screen refresh.
   *
   * @param {NetworkLayout} layout
   * @param {FrameNumbers} arrays
   */
  drawGaps(layout, arrays) {
    const { layers } = layout.network;
    const { context, density } = this.canvas;
    context.setTransform(density, 0, 0, density, 0, 0);
    let links = 0;
    for (let count = 0; count < layers.length; count++) {
      const gap = this.next % layers.length;
      const { units = 0, inputs = 0 } = layout.isLinked(gap) ? (layers[gap] ?? {}) : {};
      if (this.drawn[gap] !== arrays['theta']) {
        const shades = shadesOf(layout, gap, arrays, STRANDS[this.kind], this.full);
        if (!isEqual(shades, this.shades[gap])) {
          links += units * inputs * STRANDS[this.kind].length;
          if (links > LINKS_A_REFRESH && links > units * inputs) return false;
          this.drawGap(context, layout, gap, shades);
          this.shades[gap] = shades;
        }
        this.drawn[gap] = arrays['theta'];
      }
      this.next = gap + 1;
    }
    return true;
  }

  /**
   * Draw the links of one gap, grouped by shade so that each shade is one stroke.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {number} gap
   * @param {Int16Array} all the shades of each strand's links, strand by strand
   */
  drawGap(context, layout, gap, all) {
    const { left, right } = layout.gap(gap);
    context.clearRect(left - 1, 0, right - left + 2, layout.height);
    if (!layout.isLinked(gap)) return layout.isDense ? drawBundle(context, layout) : drawBand(context, layout, gap);
    let link = 0;
    for (const strand of STRANDS[this.kind]) {
      /** @type {Map<number, Path2D>} */
      const shades = new Map();
      eachLink(layout, gap, (unit, source) => {
        const shade = all[link++] ?? 0;
        if (shade === 0) return;
        const path = shades.get(shade) ?? new Path2D();
        shades.set(shade, path);
        trace(path, layout.link(gap, unit, source), strand.shift);
      });
      for (const [shade, path] of shades) stroke(context, path, shade, strand);
    }
  }

  /**
   * Draw the links of the selected unit, or the selected link, over the other links, which are faded.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {FrameNumbers} arrays
   * @param {Chosen} selection
   */
  drawChosen(context, layout, arrays, selection) {
    for (const gap of [selection.layer, selection.layer + 1]) {
      if (!layout.isLinked(gap)) continue;
      eachLink(layout, gap, (unit, source, index) => {
        if (!isChosen(selection, gap, unit, source)) return;
        for (const strand of STRANDS[this.kind]) {
          const path = new Path2D();
          const shade = shadeOf(arrays[ARRAYS[strand.kind]]?.[index] ?? 0, this.full[strand.kind]);
          trace(path, layout.link(gap, unit, source), strand.shift);
          if (selection.source !== null) {
            context.strokeStyle = css(palette().ink, 0.35);
            context.lineWidth = widthOf(shade, strand.widest) + 4;
            context.stroke(path);
          }
          stroke(context, path, shade || 1, strand);
        }
      });
    }
  }
}

/**
 * The value drawn in full colour, which is the smallest round number that covers all values. To avoid flicker, it is
 * reduced only when it is much too large, for example after a reset.
 *
 * @param {Strand['kind']} kind
 * @param {ArrayLike<number> | undefined} values
 * @param {number} full the current one
 */
function fitting(kind, values, full) {
  let largest = 0;
  for (let i = 0; i < (values?.length ?? 0); i++) largest = Math.max(largest, Math.abs(values?.[i] ?? 0) || 0);
  const round = () => roundUp(Number.isFinite(largest) ? Math.max(largest, LEAST) : LEAST);
  const next = kind === 'weight' ? (SCALES.find((scale) => scale >= largest) ?? largest) : round();
  return next > full || next * 3 < full ? next : full;
}

/**
 * Draw a single line to each unit for all inputs together; the image of the unit shows their weights.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 */
function drawBundle(context, layout) {
  const path = new Path2D();
  for (let unit = 0; unit < (layout.network.layers[0]?.units ?? 0); unit++) trace(path, layout.link(0, unit, 0), 0);
  context.strokeStyle = css(palette().third);
  context.lineWidth = 1.2;
  context.stroke(path);
}

/**
 * Draw one band from all pictures of a column to all those of the next, for layers without individual weights.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {number} gap
 */
function drawBand(context, layout, gap) {
  const { left, right } = layout.gap(gap);
  const middle = (left + right) / 2;
  const [from, to] = [layout.extent(gap - 1), layout.extent(gap)];
  const path = new Path2D();
  path.moveTo(left, from.top);
  path.bezierCurveTo(middle, from.top, middle, to.top, right, to.top);
  path.lineTo(right, to.bottom);
  path.bezierCurveTo(middle, to.bottom, middle, from.bottom, left, from.bottom);
  path.closePath();
  context.fillStyle = css(palette().third, 0.16);
  context.fill(path);
}

/**
 * @param {Chosen} selection
 * @param {number} gap
 * @param {number} unit
 * @param {number} source
 */
function isChosen(selection, gap, unit, source) {
  const isInto = gap === selection.layer && unit === selection.unit;
  if (selection.source !== null) return isInto && source === selection.source;
  return isInto || (gap === selection.layer + 1 && source === selection.unit);
}

/**
 * @param {NetworkLayout} layout
 * @param {number} gap the links into this layer
 * @param {(unit: number, source: number, index: number) => void} visit
 */
function eachLink(layout, gap, visit) {
  const { inputs = 0, units = 0, offset = 0 } = layout.network.layers[gap] ?? {};
  for (let unit = 0; unit < units; unit++) {
    for (let source = 0; source < inputs; source++) {
      visit(unit, source, offset + unit * (inputs + 1) + source);
    }
  }
}

/**
 * The shades of a gap's links, strand by strand.
 *
 * @param {NetworkLayout} layout
 * @param {number} gap
 * @param {FrameNumbers} arrays
 * @param {Strand[]} strands
 * @param {Record<Strand['kind'], number>} full
 */
function shadesOf(layout, gap, arrays, strands, full) {
  if (!layout.isLinked(gap)) return new Int16Array();
  const { units = 0, inputs = 0 } = layout.network.layers[gap] ?? {};
  const shades = new Int16Array(strands.length * units * inputs);
  let link = 0;
  for (const { kind } of strands) {
    const values = arrays[ARRAYS[kind]];
    eachLink(layout, gap, (_, __, index) => {
      shades[link++] = shadeOf(values?.[index] ?? 0, full[kind]);
    });
  }
  return shades;
}

/** @param {Int16Array} one @param {Int16Array | undefined} other */
function isEqual(one, other) {
  return one.length === other?.length && one.every((shade, link) => shade === other[link]);
}

/**
 * A weight as a signed shade index.
 *
 * @param {number} weight
 * @param {number} full
 */
function shadeOf(weight, full) {
  return Number.isFinite(weight) ? Math.round((weight / full) * SHADES) : 0;
}

/** @param {number} shade @param {number} widest */
function widthOf(shade, widest) {
  const share = Math.abs(shade) / SHADES;
  return 0.8 + (widest - 0.8) * share ** 0.8;
}

/**
 * The colours of negative and positive values; gradients have their own colours, and updates have those of weights.
 *
 * @param {Strand['kind']} kind
 * @param {Palette} colours
 * @returns {[Colour, Colour]}
 */
function ends(kind, { minus, plus, gradientMinus, gradientPlus }) {
  return kind === 'gradient' ? [gradientMinus, gradientPlus] : [minus, plus];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {number} shade
 * @param {Strand} strand
 */
function stroke(context, path, shade, { kind, widest }) {
  const { zero, second } = palette();
  const [minus, plus] = ends(kind, palette());
  const share = Math.min(1, Math.abs(shade) / SHADES);
  const colour = mix(mix(zero, second, 0.18), shade < 0 ? minus : plus, share ** 0.4);
  context.strokeStyle = css(colour, 0.7 + 0.25 * share);
  context.lineWidth = widthOf(shade, widest);
  context.setLineDash(shade < 0 ? DASH : []);
  context.stroke(path);
  context.setLineDash([]);
}

/**
 * @param {Path2D} path
 * @param {ReturnType<NetworkLayout['link']>} link
 * @param {number} shift
 */
function trace(path, { x0, y0, x1, y1, middle }, shift) {
  path.moveTo(x0, y0 + shift);
  path.bezierCurveTo(middle, y0 + shift, middle, y1 + shift, x1, y1 + shift);
}
