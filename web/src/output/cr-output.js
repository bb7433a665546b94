import limits from '../generated/limits.json';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { writeConfusion } from './confusion.js';
import { drawingTools, paintDraft } from './map/drawing-tools.js';
import { showExampleTip } from './examples/example-tip.js';
import { ROWS_SHOWN, classKeys, errorsTable, optionSwitch, pager, pairMenus, valueScale, writeErrors } from './output-controls.js';
import { layerName } from '../network/layer-names.js';
import { hasPlane, pictureOf } from './map/picture.js';
import { Canvas } from '../kit/drawing/canvas.js';
import { pointOfExample, rowOfExample } from './examples/indices.js';
import { DIGITS_SHOWN, paintDigits, placeOfDigit } from './examples/digits.js';
import { SHAPES } from './map/points.js';
import { exampleAt, keepExample, pointAt, showPageOf, shownExamples, walkExamples } from './examples/pointing.js';
import { OutputPainter } from './map/output-map.js';
import { targetInWords } from '../text/target.js';
import { text } from '../text/index.js';
import { formatPercent, formatShort } from '../text/format.js';
import { examples } from './examples/cr-examples.js';
import { Drawing } from './map/drawing.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Picture } from './map/output-map.js' */

/**
 * `<cr-output>`: the network's predictions over the plane, with the data on top, or the space of a hidden layer, or a
 * table of examples. While a unit of the diagram is selected, the map shows that unit's output. Points can be drawn on
 * the map.
 */
export class CrOutput extends LabElement {
  constructor() {
    super();
    this.showsTest = false;
    this.isDiscrete = false;
    this.showsBoundary = false;
    this.drawing = new Drawing();
    /** The view that is displayed, and the view that was chosen, which an experiment may lack. */
    /** @type {'plane' | 'examples' | number} */
    this.mode = 'plane';
    /** @type {'plane' | 'examples' | number} */
    this.chosen = 'plane';
    /** The data set that was shown last. */
    /** @type {unknown} */
    this.data = undefined;
    /** @type {OutputPainter | undefined} */
    this.painter = undefined;
    this.observer = new ResizeObserver(() => this.fit());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** @param {Lab} lab */
  view(lab) {
    this.settle(lab);
    return html`<figure aria-label=${text.output} class="figure-body">
      <div class="figure-head">
        <h2>${text.output}</h2>
        <span class="quiet output-title"></span>
        ${this.modeMenu(lab)}
      </div>
      <div class="output-stage ${this.isDrawing(lab) ? 'is-drawn-on' : ''}">${this.canvas(lab)}${this.isTable(lab) ? examples({ lab }) : nothing}</div>
      <div class="axis">${this.axis(lab)}</div>
      <div class="output-foot">${this.foot(lab)}<span class="output-label"></span></div>
      <div class="output-foot options">${this.options(lab)}</div>
      ${errorsTable()}
      <table class="confusion" aria-label=${text.confusion} hidden></table>
    </figure>`;
  }

  /** @param {Lab} lab */
  canvas(lab) {
    const isDrawing = this.isDrawing(lab);
    return html`<canvas
        role=${isDrawing ? 'application' : 'img'}
        tabindex=${this.isTable(lab) ? nothing : '0'}
        aria-label=${isDrawing ? text.drawHere : text.outputSummary}
        @pointerdown=${(/** @type {PointerEvent} */ event) => this.press(lab, event)}
        @pointermove=${(/** @type {PointerEvent} */ event) => this.point(lab, event)}
        @pointerleave=${() => pointAt(lab, undefined)}
        @blur=${() => pointAt(lab, undefined)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
      ></canvas>
      <output class="tip" aria-label=${text.selectedExample} aria-live="off" hidden></output>`;
  }

  /**
   * Whether examples are listed as text instead of being shown on a map.
   *
   * @param {Lab} lab
   */
  isTable(lab) {
    return this.mode === 'examples' && lab.scale?.kind !== 'pictures';
  }

  /** @param {OutputPainter} painter */
  shown(painter) {
    return { painter, isListed: this.mode === 'examples', showsTest: this.showsTest };
  }

  /**
   * @param {Lab} lab
   * @param {PointerEvent} event
   */
  press(lab, event) {
    if (!this.painter) return;
    if (this.isDrawing(lab)) this.drag(lab, event);
    else keepExample(lab, exampleAt(lab, this.shown(this.painter), event.offsetX, event.offsetY));
  }

  /**
   * @param {Lab} lab
   * @param {PointerEvent} event
   */
  point(lab, event) {
    if (!this.painter || !lab.opened) return;
    if (this.isDrawing(lab)) this.drag(lab, event);
    const { offsetX: x, offsetY: y } = event;
    const isPlane = this.mode === 'plane' && lab.opened.scale.kind === 'plane';
    pointAt(lab, exampleAt(lab, this.shown(this.painter), x, y), isPlane ? this.painter.placeAt(lab.opened, x, y) : undefined);
  }

  /**
   * @param {Lab} lab
   * @param {PointerEvent} event
   */
  drag(lab, event) {
    if (!this.painter) return;
    this.drawing.drag(lab, event, this.painter.canvas.width);
    this.repaint();
  }

  /**
   * Leave a view that the new experiment does not have.
   *
   * @param {Lab} lab
   */
  settle(lab) {
    const { network, outputView, scale, view, dataShown: data } = lab;
    if (!network || !scale) return;
    if (outputView !== this.chosen) this.mode = this.chosen = outputView;
    const isPicture = scale.kind === 'pictures';
    const isFlat = hasPlane(scale);
    const hidden = network.layers.slice(0, -1);
    const isGone = typeof this.mode === 'number' && (hidden[this.mode]?.units ?? 0) < 2;
    // Points are drawn on the plane, so starting to draw shows it.
    const isToBeDrawn = data === 'drawn' && this.data !== data;
    this.data = data;
    if (isGone || isToBeDrawn || (!isFlat && this.mode === 'plane')) this.mode = isFlat ? 'plane' : 'examples';
    const needsRows = this.mode === 'examples';
    const hiddenLayer = typeof this.mode === 'number' ? this.mode : undefined;
    const units = view.hidden && view.hidden.layer === hiddenLayer ? view.hidden.units : [0, 1];
    const count = hiddenLayer === undefined ? 0 : (hidden[hiddenLayer]?.units ?? 0);
    const fitting = units.every((unit) => unit < count) ? units : [0, 1];
    const wanted = {
      rows: needsRows ? { start: fittingStart(lab), count: isPicture ? DIGITS_SHOWN : ROWS_SHOWN } : null,
      hidden: hiddenLayer === undefined ? null : { layer: hiddenLayer, units: /** @type {[number, number]} */ (fitting) },
    };
    const { rows, hidden: space } = view;
    if (JSON.stringify(wanted) !== JSON.stringify({ rows, hidden: space })) {
      queueMicrotask(() => lab.show(wanted));
    }
  }

  get drawOptions() {
    const { showsTest, isDiscrete, showsBoundary } = this;
    return { showsTest, isDiscrete, showsBoundary };
  }

  /** @param {Lab} lab */
  isDrawing(lab) {
    return lab.isLive && lab.data === 'drawn' && this.mode === 'plane';
  }

  /** @param {Lab} lab */
  modeMenu(lab) {
    const { network } = lab;
    const hidden = network?.layers.slice(0, -1) ?? [];
    /** @type {[string, string, boolean][]} */
    const choices = [
      ...(lab.scale && !hasPlane(lab.scale) ? [] : [/** @type {[string, string, boolean]} */ (['plane', text.plane, true])]),
      ...hidden.map(({ units }, layer) => /** @type {[string, string, boolean]} */ ([String(layer), text.layerSpace(network ? layerName(network, layer) : ''), units > 1])),
      ['examples', text.examples, true],
    ];
    return html`<select
      class="aside quiet-menu"
      aria-label=${text.outputView}
      ?disabled=${!lab.isLive}
      @change=${(/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLSelectElement} */ (event.target);
        lab.outputView = value === 'plane' || value === 'examples' ? value : Number(value);
        this.mode = this.chosen = lab.outputView;
        if (value === 'examples') showPageOf(lab);
        this.requestUpdate();
      }}
    >
      ${choices.map(
        ([value, label, isFit]) =>
          html`<option value=${value} .selected=${live(value === String(this.mode))} ?disabled=${!isFit}>${label}</option>`,
      )}
    </select>`;
  }

  /**
   * The axes of the map; for a table or a hidden space, they can be chosen.
   *
   * @param {Lab} lab
   */
  axis(lab) {
    const { domain, network, scale, table, view } = lab;
    const [across, up] = domain ?? [[-limits.reach, limits.reach], [-limits.reach, limits.reach]];
    if (this.mode === 'examples') return pager(lab);
    if (view.hidden && this.mode !== 'plane') {
      const { layer, units } = view.hidden;
      const count = network?.layers[layer]?.units ?? 0;
      const names = Array.from({ length: count }, (_, unit) => `${text.unit} ${unit + 1}`);
      return pairMenus(names, units, (pair) => lab.show({ hidden: { layer, units: pair } }));
    }
    if (table && table.inputs.length > 1) {
      return pairMenus(table.inputs, table.axes, (axes) => lab.show({ axes }));
    }
    const { kind, ends, target } = scale ?? { kind: 'plane', ends: [-1, 1], target: null };
    const first = table?.inputs[0];
    const levels = target ? ends.map((end) => targetInWords(target, end)) : [];
    const upwards = first ? nothing : html`, <var>x₂</var> ↑`;
    return html`<span>${formatShort(across[0])}</span
      ><span
        >${first ?? html`<var>x₁</var>`} →${kind === 'curve'
          ? html`, ${table ? target?.name : html`<var>y</var>`} ↑, ${levels.join(' … ')}`
          : upwards}${up[0] === across[0] ? nothing : ` ${formatShort(up[0])} … ${formatShort(up[1])}`}</span
      ><span>${formatShort(across[1])}</span>`;
  }

  /** @param {Lab} lab */
  foot(lab) {
    const { classes = 0, names = [], kind = 'plane' } = lab.scale ?? {};
    if (this.isDrawing(lab)) return drawingTools(lab, this.drawing, () => this.requestUpdate());
    // If there are more classes than shapes, such as 27 letters, the table of examples names them.
    if (classes > 2) return kind === 'pictures' || classes > SHAPES.length ? nothing : classKeys(names);
    return kind === 'plane' ? valueScale() : nothing;
  }

  /** @param {Lab} lab */
  options(lab) {
    const { scale, view } = lab;
    const isPlane = this.mode === 'plane' && scale?.kind === 'plane';
    const set = (/** @type {'showsTest' | 'isDiscrete' | 'showsBoundary'} */ name) => (/** @type {boolean} */ isOn) => {
      this[name] = isOn;
      this.repaint();
    };
    return html`${this.mode === 'examples' ? nothing : optionSwitch(text.showTestPoints, this.showsTest, set('showsTest'))}
      ${scale?.classes && this.mode !== 'examples'
        ? optionSwitch(text.discretise, this.isDiscrete, set('isDiscrete'))
        : nothing}
      ${scale?.classes && isPlane ? optionSwitch(text.boundary, this.showsBoundary, set('showsBoundary')) : nothing}
      ${scale?.classes ? optionSwitch(text.markWrong, view.answers, (answers) => lab.show({ answers })) : nothing}
      <span class="output-accuracy-line"
        >${text.accuracy} <output class="output-accuracy" aria-label=${text.accuracyLabel} aria-live="off">–</output></span
      >`;
  }

  /**
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   */
  key(lab, event) {
    if (!this.painter || event.ctrlKey || event.metaKey || event.altKey) return;
    const isDrawing = this.isDrawing(lab);
    const isKnown = isDrawing ? this.drawing.key(lab, event) : walkExamples(lab, shownExamples(lab, this.shown(this.painter)), event.key);
    if (!isKnown) return;
    event.preventDefault();
    event.stopPropagation();
    if (!isDrawing) return;
    const { cursor, kind } = this.drawing;
    if (cursor) lab.notices.announce(`${text.drawClass(kind ?? 0)}, ${cursor.map(formatShort).join(', ')}`);
    this.requestUpdate();
  }

  updated() {
    const stage = this.querySelector('.output-stage');
    const element = this.querySelector('canvas');
    if (!this.lab || !stage || !element) return;
    if (!this.painter) {
      this.painter = new OutputPainter(new Canvas(element));
      this.observer.observe(stage);
    }
    this.fit();
  }

  fit() {
    const stage = this.querySelector('.output-stage');
    if (!this.painter || !stage) return;
    const { clientWidth, clientHeight } = stage;
    const { canvas } = this.painter;
    if (canvas.width !== clientWidth || canvas.height !== clientHeight) canvas.resize(clientWidth, clientHeight);
    this.repaint();
  }

  /** @param {Lab} lab */
  mark(lab) {
    this.classList.toggle('is-stale', lab.isStale);
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { opened, frame } = lab;
    if (!this.painter || !opened) return;
    const { picture, title, label, ends } = pictureOf(lab);
    const place = this.paintStage(lab, picture);
    const tip = this.querySelector('.output-stage > .tip');
    if (tip instanceof HTMLElement) showExampleTip(tip, lab, this.isTable(lab) ? undefined : place, this.painter.canvas.width);
    const confusion = this.querySelector('.confusion');
    const isConfused = lab.view.answers && opened.scale.classes > 0;
    if (confusion instanceof HTMLTableElement) {
      writeConfusion(confusion, opened.scale, isConfused ? frame?.arrays['confusion'] : undefined);
    }
    const isDrawing = this.isDrawing(lab);
    this.write('.output-title', title);
    this.write('.output-label', isDrawing ? (lab.draft ? text.drawMore : '') : label);
    this.write('.output-low', ends[0]);
    this.write('.output-high', ends[1]);
    writeErrors(this, opened.scale.target, frame?.fit);
    this.write('.output-accuracy', formatPercent(frame?.accuracy));
    // A regression has no misclassified points.
    const isKnown = typeof frame?.accuracy === 'number';
    this.querySelector('.output-accuracy-line')?.classList.toggle('is-absent', !isKnown);
  }

  /**
   * @param {Lab} lab
   * @param {Picture | undefined} picture
   * @returns {[x: number, y: number] | undefined} where the selected example is
   */
  paintStage(lab, picture) {
    const { opened, frame, selection, rows } = lab;
    const { painter } = this;
    if (!painter || !opened) return undefined;
    const isUnit = selection.unit !== undefined;
    const marked = pointOfExample(opened, selection.example);
    const options = { ...this.drawOptions, marked };
    if (opened.scale.kind === 'pictures' && this.mode === 'examples' && !isUnit) {
      const context = painter.canvas.begin();
      const pixels = rows?.arrays['pixels'];
      const given = rows?.cells.map(([kind = '']) => kind) ?? [];
      const taken = [...(frame?.arrays['row_predictions'] ?? [])].map((kind) => opened.scale.names[kind] ?? '');
      const digit = selection.example === undefined ? -1 : rowOfExample(opened, selection.example) - (rows?.start ?? 0);
      if (pixels) paintDigits(context, painter.canvas.width, pixels, { given, taken, marked: digit });
      return given[digit] === undefined ? undefined : placeOfDigit(painter.canvas.width, digit);
    }
    if (typeof this.mode === 'number' && frame?.arrays['hidden_points'] && !isUnit) {
      painter.paintHidden(opened, hasPlane(opened.scale) ? picture : undefined, options, frame);
    } else {
      // A point that was just drawn must be visible, whichever set it belongs to.
      const showsTest = this.showsTest || this.isDrawing(lab);
      painter.paint(opened, picture, { ...options, showsTest }, frame);
      if (this.isDrawing(lab)) paintDraft(lab, this.drawing, painter);
    }
    return marked === undefined ? undefined : painter.placeOf?.(marked);
  }
}


/** @param {Lab} lab */
function fittingStart({ examples, view }) {
  const start = view.rows?.start ?? 0;
  return start < examples ? start : 0;
}

customElements.define('cr-output', CrOutput);

/** @param {{ lab: Lab }} properties */
export const output = ({ lab }) =>
  html`<cr-output class="output" .lab=${lab}></cr-output>`;
