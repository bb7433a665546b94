/**
 * The network diagram on a canvas: links, and an image of each unit's output.
 *
 * @import { NetworkLayout } from './network-layout.js'
 * @import { FrameReport, OpenedReport } from '../engine/reports.js'
 * @import { FrameNumbers } from './network-links.js'
 * @import { LinkKind } from '../model/lab.js'
 * @import { Place as Chosen } from '../model/places.js'
 * @import { Spot } from '../output/examples/spot.js'
 * @import { Passage } from './passage.js'
 */
import { Canvas } from '../kit/drawing/canvas.js';
import { HeatMap } from '../kit/drawing/heat-map.js';
import { paintHeads } from './heads.js';
import { LinkPainter } from './network-links.js';
import { css, mix, palette } from '../kit/drawing/palette.js';
import { paintSpot } from '../output/examples/spot.js';
import { paintBand, paintPassage, paintValues } from './passage.js';
import { hasPlane } from '../output/map/picture.js';

/**
 * Each unit's output for one example, column by column, and the value that passes along each link.
 *
 * @typedef {object} Path
 * @property {ArrayLike<number>} activations
 * @property {ArrayLike<number>} signals as in `theta`
 * @property {string} score what the outputs are called if they are scores, from which the loss computes probabilities
 */

export class NetworkPainter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.links = new LinkPainter();
    this.still = new Canvas(document.createElement('canvas'));
    /** @type {unknown[]} the values from which `still` was painted */
    this.stillOf = [];
    /** Pixels along a side of a unit's image; set when an experiment opens. */
    this.thumbnailSide = 32;
    /** The position of the selected example on every picture of the plane. */
    /** @type {Spot | undefined} */
    this.spot = undefined;
    /** The selected example's path through the network. */
    /** @type {Path | undefined} */
    this.path = undefined;
    /** Links that show the values that pass along them for one example. */
    this.signals = new LinkPainter();
    /** Whether the animation along the links has finished. */
    this.hasArrived = true;
    /** @type {Map<number, HeatMap>} by size */
    this.maps = new Map();
  }

  /** The weight, the gradient and the update that are drawn in full colour. */
  get full() {
    return this.links.full;
  }

  /** The value along a link that is drawn in full colour. */
  get fullSignal() {
    return this.signals.full.weight;
  }

  /**
   * @param {NetworkLayout} layout
   * @param {OpenedReport} opened
   * @param {FrameReport | undefined} frame
   * @param {Chosen | undefined} selection
   * @param {LinkKind} kind
   * @param {Passage | undefined} passage the op under the microscope
   * @returns {boolean} whether all links are drawn; if not, paint again
   */
  paint(layout, opened, frame, selection, kind, passage) {
    const context = this.canvas.begin();
    if (passage) paintBand(context, layout, passage);
    /** @type {FrameNumbers} */
    const arrays = frame?.arrays ?? {};
    // The frames of large networks have no weights; their links are bands.
    const isFitting = (arrays['theta']?.length ?? opened.network.parameters) === opened.network.parameters;
    const isComplete = !frame || !isFitting || this.paintLinks(context, layout, arrays, kind, selection);
    if (passage) this.paintStill(context, layout, opened, arrays, selection);
    else this.paintUnits(context, layout, opened, arrays, selection);
    if (this.path && !passage) paintActivations(context, layout, this.path);
    this.hasArrived = !passage || paintPassage(context, layout, passage, performance.now());
    return isComplete;
  }

  /**
   * Draw the links, with what was chosen in the menu or, while an example is pointed at, with the values that it sends
   * along them.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {FrameNumbers} arrays
   * @param {LinkKind} kind
   * @param {Chosen | undefined} selection
   */
  paintLinks(context, layout, arrays, kind, selection) {
    const signals = this.path?.signals;
    if (signals?.length === layout.network.parameters) {
      return this.signals.paint(context, layout, { theta: /** @type {Float64Array} */ (signals) }, 'weight', selection);
    }
    return this.links.paint(context, layout, arrays, kind, selection);
  }

  /**
   * Draw the units, which are repainted only if they have changed, because the animation needs many frames.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {OpenedReport} opened
   * @param {FrameNumbers} arrays
   * @param {Chosen | undefined} selection
   */
  paintStill(context, layout, opened, arrays, selection) {
    const shown = [layout, opened, arrays, selection, String(this.spot), this.full.weight, palette()];
    if (shown.some((part, index) => part !== this.stillOf[index])) {
      this.stillOf = shown;
      this.still.resize(layout.width, layout.height);
      this.paintUnits(this.still.begin(), layout, opened, arrays, selection);
    }
    context.drawImage(this.still.element, 0, 0, layout.width, layout.height);
  }

  /**
   * Draw every unit's image and its bias.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {OpenedReport} opened
   * @param {FrameNumbers} arrays
   * @param {Chosen | undefined} selection
   */
  paintUnits(context, layout, opened, arrays, selection) {
    this.paintPictures(context, layout, opened, arrays, selection);
    const theta = arrays['theta'];
    if (theta?.length === opened.network.parameters) this.paintBiases(context, layout, theta);
    paintHeads(context, layout);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {OpenedReport} opened
   * @param {FrameNumbers} arrays
   * @param {Chosen | undefined} selection
   */
  paintPictures(context, layout, opened, arrays, selection) {
    const features = opened.arrays['feature_maps'];
    const outputs = layout.network.layers.length - 1;
    const isPictures = !hasPlane(opened.scale);
    let image = 0;
    layout.columns.forEach((places, column) => {
      const layer = column - 1;
      places.forEach((place, unit) => {
        if (layer < 0) {
          const scale = opened.arrays['feature_scales']?.[unit] ?? 1;
          this.picture(context, place, features, unit, -scale, scale);
        } else if (layer < outputs) {
          const scale = arrays['scales']?.[layer] ?? 1;
          this.picture(context, place, arrays['maps'], image++, -scale, scale);
        } else if (isPictures) {
          this.picture(context, place, arrays['maps'], image++, -1, 1);
        } else if (opened.scale.classes > 2) {
          this.picture(context, place, arrays['output'], unit, -1, 1, opened.map_size);
        } else {
          // If there are two classes, the first output mirrors the second, which the map shows.
          const { low: from, high: to } = opened.scale;
          const isMirror = places.length === 2 && unit === 0;
          const [first, last] = isMirror ? [to, from] : [from, to];
          this.picture(context, place, arrays['output'], 0, first, last, opened.map_size);
        }
        const isChosen =
          selection?.layer === layer && selection.unit === unit && selection.source === null;
        const number = layout.network.layers[layer]?.number ?? null;
        const name = layer === outputs ? 'output' : String((number ?? -1) + 1);
        frameUnit(context, place, isChosen, isFrozen(opened, name));
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
      const map = this.maps.get(side) ?? new HeatMap(side);
      this.maps.set(side, map);
      map.fill(values, index * side * side, low, high, palette().values);
      context.drawImage(map.canvas, left, top, size, size);
    }
    if (this.spot) paintSpot(context, this.spot, { left, top, width: size, height: size });
    context.restore();
  }

  /**
   * Mark dead and saturated units with a cross or two bars at the upper right corner, as in the legend under the
   * diagram.
   *
   * @param {NetworkLayout} layout
   * @param {(layer: number, unit: number) => number} stateOf 0 alive, 1 dead, 2 saturated, 3 unknown
   */
  paintStates(layout, stateOf) {
    const { context } = this.canvas;
    layout.columns.slice(1).forEach((places, layer) => {
      places.forEach((place, unit) => {
        const state = stateOf(layer, unit);
        if (state) markUnit(context, place, state);
      });
    });
  }

  /**
   * Draw the bias at the lower left corner of its unit as a plus or a minus sign, which is bolder if the bias is
   * larger.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkLayout} layout
   * @param {ArrayLike<number>} theta
   */
  paintBiases(context, layout, theta) {
    if (layout.size < 16) return;
    const { minus, plus, zero, ink, paper } = palette();
    layout.network.layers.forEach(({ inputs, units, offset, is_dense, images }, layer) => {
      if (!is_dense || images !== units) return;
      for (let unit = 0; unit < units; unit++) {
        const bias = theta[offset + unit * (inputs + 1) + inputs] ?? 0;
        const { x, y, size } = layout.place(layer, unit);
        const [cx, cy] = [x - size / 2 + 1, y + size / 2 - 1];
        const share = Math.min(1, Math.abs(bias) / this.full.weight);
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
 * Write each unit's output for one example as a number on the unit.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 * @param {Path} path
 */
function paintActivations(context, layout, { activations, score }) {
  let start = 0;
  layout.columns.forEach((places, column) => {
    const count = column === 0 ? layout.network.features.length : places.length;
    const values = Array.prototype.slice.call(activations, start, start + count);
    start += count;
    paintValues(context, layout, { at: column - 1, values, backward: false, symbol: column === layout.columns.length - 1 ? score : '' });
  });
}

/**
 * @param {OpenedReport} opened
 * @param {string} name
 */
function isFrozen({ experiment }, name) {
  const { frozen } = experiment;
  return Array.isArray(frozen) && frozen.includes(name);
}

/**
 * The frame of a frozen unit is dashed.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import('./network-layout.js').Place} place
 * @param {boolean} isChosen
 * @param {boolean} isDashed
 */
function frameUnit(context, { x, y, size }, isChosen, isDashed) {
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
  if (isDashed) context.setLineDash([3, 3]);
  ring(2, css(isChosen ? accent : third, isChosen ? 1 : 0.7), isChosen ? 2.5 : isDashed ? 2 : 1);
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./network-layout.js').Place} place
 * @param {number} state
 */
function markUnit(context, { x, y, size }, state) {
  const { paper, alarm } = palette();
  const radius = Math.max(4, Math.min(7, size / 4));
  const [cx, cy, arm] = [x + size / 2 - 1, y - size / 2 + 1, radius * 0.52];
  context.beginPath();
  context.arc(cx, cy, radius, 0, 2 * Math.PI);
  context.fillStyle = css(paper);
  context.fill();
  context.strokeStyle = css(alarm);
  context.fillStyle = css(alarm);
  context.lineWidth = 1.6;
  context.beginPath();
  if (state === 1) {
    context.moveTo(cx - arm, cy - arm);
    context.lineTo(cx + arm, cy + arm);
    context.moveTo(cx + arm, cy - arm);
    context.lineTo(cx - arm, cy + arm);
  } else if (state === 2) {
    for (const dy of [-arm * 0.55, arm * 0.55]) {
      context.moveTo(cx - arm, cy + dy);
      context.lineTo(cx + arm, cy + dy);
    }
  } else {
    context.arc(cx, cy, arm / 2, 0, 2 * Math.PI);
  }
  context.stroke();
}
