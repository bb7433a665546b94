/**
 * The network diagram on canvas: links as curves, every unit a picture of what it computes.
 *
 * @import { Canvas } from './canvas.js'
 * @import { NetworkLayout } from './network-layout.js'
 * @import { Arrays, FrameReport, OpenedReport } from '../state/reports.js'
 * @import { Selection } from '../state/lab.js'
 */
import { HeatMap } from './heat-map.js';
import { css, mix, palette } from './palette.js';

/** The weights that may stand at full colour; the smallest that holds all of them does. */
const SCALES = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6];

const SHADES = 24;
const WIDEST = 6.5;
const DASH = [9, 2.5];

export class NetworkPainter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.map = new HeatMap(1);
    /** The weight drawn in full colour. It only grows while an experiment is open. */
    this.fullWeight = SCALES[0] ?? 2;
    /** @type {OpenedReport | undefined} */
    this.opened = undefined;
  }

  /**
   * @param {OpenedReport} opened
   * @param {ArrayLike<number>} theta
   */
  scale(opened, theta) {
    if (opened !== this.opened) this.fullWeight = SCALES[0] ?? 2;
    this.opened = opened;
    let largest = this.fullWeight;
    for (let i = 0; i < theta.length; i++) largest = Math.max(largest, Math.abs(theta[i] ?? 0) || 0);
    this.fullWeight = SCALES.find((scale) => scale >= largest) ?? largest;
  }

  /**
   * @param {NetworkLayout} layout
   * @param {OpenedReport} opened
   * @param {FrameReport | undefined} frame
   * @param {Selection | undefined} selection
   */
  paint(layout, opened, frame, selection) {
    const context = this.canvas.begin();
    const theta = frame?.arrays['theta'];
    if (theta?.length === opened.network.parameters) {
      this.scale(opened, theta);
      this.paintLinks(context, layout, theta, selection);
      if (selection) this.paintChosenLinks(context, layout, theta, selection);
    }
    this.paintUnits(context, layout, opened, frame?.arrays ?? {}, selection);
    if (theta?.length === opened.network.parameters) this.paintBiases(context, layout, theta);
  }

  /**
   * All links, gathered by shade so that each shade is one stroke.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   * @param {Selection | undefined} selection
   */
  paintLinks(context, layout, theta, selection) {
    /** @type {Map<number, Path2D>} */
    const shades = new Map();
    eachLink(layout, (layer, unit, source, index) => {
      const shade = shadeOf(theta[index] ?? 0, this.fullWeight);
      if (shade === 0) return;
      const path = shades.get(shade) ?? new Path2D();
      shades.set(shade, path);
      trace(path, layout.link(layer, unit, source));
    });
    context.lineCap = 'butt';
    for (const [shade, path] of shades) {
      stroke(context, path, shade, selection ? 0.16 : 1);
    }
  }

  /**
   * The links of the chosen unit, or the chosen link, over the faded rest.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   * @param {Selection} selection
   */
  paintChosenLinks(context, layout, theta, selection) {
    eachLink(layout, (layer, unit, source, index) => {
      const isChosen =
        selection.source === null
          ? (layer === selection.layer && unit === selection.unit) ||
            (layer === selection.layer + 1 && source === selection.unit)
          : layer === selection.layer && unit === selection.unit && source === selection.source;
      if (!isChosen) return;
      const path = new Path2D();
      const shade = shadeOf(theta[index] ?? 0, this.fullWeight);
      trace(path, layout.link(layer, unit, source));
      if (selection.source !== null) {
        context.setLineDash([]);
        context.strokeStyle = css(palette().ink, 0.35);
        context.lineWidth = widthOf(shade) + 4;
        context.stroke(path);
      }
      stroke(context, path, shade || 1, 1);
    });
    context.setLineDash([]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {OpenedReport} opened
   * @param {Arrays} arrays
   * @param {Selection | undefined} selection
   */
  paintUnits(context, layout, opened, arrays, selection) {
    const features = opened.arrays['feature_maps'];
    const [low, high] = opened.domain;
    const outputs = layout.network.layers.length - 1;
    let image = 0;
    layout.columns.forEach((places, column) => {
      const layer = column - 1;
      places.forEach((place, unit) => {
        if (layer < 0) {
          this.picture(context, place, features, unit, low, high);
        } else if (layer < outputs) {
          const scale = arrays['scales']?.[layer] ?? 1;
          this.picture(context, place, arrays['maps'], image++, -scale, scale);
        } else {
          // Of two classes the first is the mirror of the second, which is what the map shows.
          const { low: from, high: to } = opened.scale;
          const isMirror = places.length === 2 && unit === 0;
          const [first, last] = isMirror ? [to, from] : [from, to];
          this.picture(context, place, arrays['output'], 0, first, last, opened.map_size);
        }
        const isChosen =
          selection?.layer === layer && selection.unit === unit && selection.source === null;
        frameUnit(context, place, isChosen);
      });
    });
  }

  /**
   * One unit's square.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {import('./network-layout.js').Place} place
   * @param {ArrayLike<number> | undefined} values
   * @param {number} index which image of `values`
   * @param {number} low
   * @param {number} high
   * @param {number} [side] pixels along a side, if not the thumbnails'
   */
  picture(context, place, values, index, low, high, side = this.thumbnailSide) {
    const { x, y, size } = place;
    const [left, top] = [x - size / 2, y - size / 2];
    context.save();
    context.beginPath();
    context.roundRect(left, top, size, size, Math.min(6, size / 5));
    context.clip();
    context.fillStyle = css(palette().zero);
    context.fillRect(left, top, size, size);
    if (values && values.length >= (index + 1) * side * side) {
      if (this.map.size !== side) this.map = new HeatMap(side);
      this.map.fill(values, index * side * side, low, high, palette().values);
      context.imageSmoothingEnabled = true;
      context.drawImage(this.map.canvas, left, top, size, size);
    }
    context.restore();
  }

  /** Pixels along a side of a unit's image; set when an experiment opens. */
  thumbnailSide = 32;

  /**
   * A bias stands at its unit's lower left corner: a plus or a minus sign, heavier if larger.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   */
  paintBiases(context, layout, theta) {
    if (layout.size < 16) return;
    const { minus, plus, zero, ink, paper } = palette();
    layout.network.layers.forEach(({ inputs, units, offset }, layer) => {
      for (let unit = 0; unit < units; unit++) {
        const bias = theta[offset + unit * (inputs + 1) + inputs] ?? 0;
        const { x, y, size } = layout.place(layer, unit);
        const [cx, cy] = [x - size / 2 + 1, y + size / 2 - 1];
        const share = Math.min(1, Math.abs(bias) / this.fullWeight);
        context.beginPath();
        context.arc(cx, cy, 5.5, 0, 2 * Math.PI);
        context.fillStyle = css(paper);
        context.fill();
        context.beginPath();
        context.moveTo(cx - 3, cy);
        context.lineTo(cx + 3, cy);
        if (bias >= 0) {
          context.moveTo(cx, cy - 3);
          context.lineTo(cx, cy + 3);
        }
        const colour = mix(mix(zero, ink, 0.25), bias < 0 ? minus : plus, 0.3 + 0.7 * share);
        context.strokeStyle = css(colour);
        context.lineWidth = 1 + share;
        context.stroke();
      }
    });
  }
}

/**
 * @param {NetworkLayout} layout
 * @param {(layer: number, unit: number, source: number, index: number) => void} visit
 */
function eachLink(layout, visit) {
  layout.network.layers.forEach(({ inputs, units, offset }, layer) => {
    for (let unit = 0; unit < units; unit++) {
      for (let source = 0; source < inputs; source++) {
        visit(layer, unit, source, offset + unit * (inputs + 1) + source);
      }
    }
  });
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
 * @param {number} alpha
 */
function stroke(context, path, shade, alpha) {
  const { minus, plus, zero, second } = palette();
  const share = Math.min(1, Math.abs(shade) / SHADES);
  const colour = mix(mix(zero, second, 0.18), shade < 0 ? minus : plus, share ** 0.4);
  context.strokeStyle = css(colour, alpha * (0.7 + 0.25 * share));
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

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./network-layout.js').Place} place
 * @param {boolean} isChosen
 */
function frameUnit(context, { x, y, size }, isChosen) {
  const { paper, third, accent } = palette();
  const radius = Math.min(6, size / 5);
  const ring = (/** @type {number} */ grow, /** @type {string} */ colour, /** @type {number} */ w) => {
    context.beginPath();
    context.roundRect(
      x - size / 2 - grow,
      y - size / 2 - grow,
      size + 2 * grow,
      size + 2 * grow,
      radius + grow,
    );
    context.strokeStyle = colour;
    context.lineWidth = w;
    context.stroke();
  };
  ring(1, css(paper), 2);
  ring(2, css(isChosen ? accent : third, isChosen ? 1 : 0.7), isChosen ? 2.5 : 1);
}
