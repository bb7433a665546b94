/**
 * The links of the network diagram: colour and thickness tell a weight's size, dashes a minus.
 *
 * @import { NetworkLayout } from './network-layout.js'
 * @import { Selection } from '../state/lab.js'
 */
import { Canvas } from './canvas.js';
import { css, mix, palette } from './palette.js';

/** The weights that may stand at full colour; the smallest that holds all of them does. */
const SCALES = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6];

const SHADES = 24;
const WIDEST = 6.5;
const DASH = [9, 2.5];

/** More links than this are drawn over several screen refreshes, gap by gap. */
const LINKS_A_REFRESH = 700;

export class LinkPainter {
  constructor() {
    this.canvas = new Canvas(document.createElement('canvas'));
    /** The weight drawn in full colour. */
    this.fullWeight = SCALES[0] ?? 2;
    /** @type {NetworkLayout | undefined} */
    this.layout = undefined;
    /** For each gap between columns, the weights it was last drawn from. */
    /** @type {(ArrayLike<number> | undefined)[]} */
    this.drawn = [];
    /** The gap to draw next. */
    this.next = 0;
    this.palette = palette();
  }

  /**
   * Draw the newest weights.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   * @param {Selection | undefined} selection
   * @returns {boolean} whether all links are drawn; if not, paint again
   */
  paint(context, layout, theta, selection) {
    this.prepare(layout, theta);
    const isComplete = this.drawGaps(layout, theta);
    context.globalAlpha = selection ? 0.16 : 1;
    context.drawImage(this.canvas.element, 0, 0, layout.width, layout.height);
    context.globalAlpha = 1;
    if (selection) this.drawChosen(context, layout, theta, selection);
    return isComplete;
  }

  /**
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   */
  prepare(layout, theta) {
    const { fullWeight } = this;
    let largest = SCALES[0] ?? 2;
    for (let i = 0; i < theta.length; i++) largest = Math.max(largest, Math.abs(theta[i] ?? 0) || 0);
    const fitting = SCALES.find((scale) => scale >= largest) ?? largest;
    // Shrinks only when much too large, so that it does not flicker: after a reset, say.
    if (fitting > fullWeight || fitting * 3 < fullWeight) this.fullWeight = fitting;
    if (layout !== this.layout) this.canvas.resize(layout.width, layout.height);
    if (layout !== this.layout || palette() !== this.palette || fullWeight !== this.fullWeight) {
      this.drawn = layout.network.layers.map(() => undefined);
    }
    this.layout = layout;
    this.palette = palette();
  }

  /**
   * Draw gaps whose weights are old, as many as a refresh has time for.
   *
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   */
  drawGaps(layout, theta) {
    const { layers } = layout.network;
    const { context, density } = this.canvas;
    context.setTransform(density, 0, 0, density, 0, 0);
    let links = 0;
    for (let count = 0; count < layers.length; count++) {
      const gap = this.next % layers.length;
      const { units = 0, inputs = 0 } = layers[gap] ?? {};
      if (this.drawn[gap] !== theta) {
        links += units * inputs;
        if (links > LINKS_A_REFRESH && links > units * inputs) return false;
        this.drawGap(context, layout, gap, theta);
        this.drawn[gap] = theta;
      }
      this.next = gap + 1;
    }
    return true;
  }

  /**
   * One gap's links, gathered by shade so that each shade is one stroke.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {number} gap
   * @param {ArrayLike<number>} theta
   */
  drawGap(context, layout, gap, theta) {
    const { x0, x1 } = layout.link(gap, 0, 0);
    context.clearRect(x0 - 1, 0, x1 - x0 + 2, layout.height);
    /** @type {Map<number, Path2D>} */
    const shades = new Map();
    eachLink(layout, gap, (unit, source, index) => {
      const shade = shadeOf(theta[index] ?? 0, this.fullWeight);
      if (shade === 0) return;
      const path = shades.get(shade) ?? new Path2D();
      shades.set(shade, path);
      trace(path, layout.link(gap, unit, source));
    });
    for (const [shade, path] of shades) stroke(context, path, shade);
  }

  /**
   * The links of the chosen unit, or the chosen link, over the faded rest.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   * @param {Selection} selection
   */
  drawChosen(context, layout, theta, selection) {
    for (const gap of [selection.layer, selection.layer + 1]) {
      eachLink(layout, gap, (unit, source, index) => {
        if (!isChosen(selection, gap, unit, source)) return;
        const path = new Path2D();
        const shade = shadeOf(theta[index] ?? 0, this.fullWeight);
        trace(path, layout.link(gap, unit, source));
        if (selection.source !== null) {
          context.strokeStyle = css(palette().ink, 0.35);
          context.lineWidth = widthOf(shade) + 4;
          context.stroke(path);
        }
        stroke(context, path, shade || 1);
      });
    }
  }
}

/**
 * @param {Selection} selection
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
 * A weight as a whole number of shades: its sign, and how much colour it takes.
 *
 * @param {number} weight
 * @param {number} full
 */
function shadeOf(weight, full) {
  return Number.isFinite(weight) ? Math.round((weight / full) * SHADES) : 0;
}

/** @param {number} shade */
function widthOf(shade) {
  const share = Math.abs(shade) / SHADES;
  return 0.8 + (WIDEST - 0.8) * share ** 0.8;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {number} shade
 */
function stroke(context, path, shade) {
  const { minus, plus, zero, second } = palette();
  const share = Math.min(1, Math.abs(shade) / SHADES);
  const colour = mix(mix(zero, second, 0.18), shade < 0 ? minus : plus, share ** 0.4);
  context.strokeStyle = css(colour, 0.7 + 0.25 * share);
  context.lineWidth = widthOf(shade);
  context.setLineDash(shade < 0 ? DASH : []);
  context.stroke(path);
  context.setLineDash([]);
}

/**
 * @param {Path2D} path
 * @param {ReturnType<NetworkLayout['link']>} link
 */
function trace(path, { x0, y0, x1, y1, middle }) {
  path.moveTo(x0, y0);
  path.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}
