import limits from '../generated/limits.json';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { Canvas } from '../kit/canvas.js';
import { DIGITS_SHOWN, paintDigits } from './digits.js';
import { BEYOND, OutputPainter } from './output-map.js';
import { css, palette } from '../kit/palette.js';
import { SHAPES, paintPoint } from './points.js';
import { text } from '../text/index.js';
import { formatPercent, formatShort } from '../text/format.js';
import { examples } from './cr-examples.js';
import { Drawing } from './drawing.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Picture } from './output-map.js' */

const ROWS_SHOWN = 50;

/**
 * `<cr-output>`: what the network predicts over the plane, with the data on top; or the space of a
 * hidden layer; or the examples one by one. While a unit of the diagram is selected, what that unit
 * computes takes the map's place. Points can be drawn on it.
 */
export class CrOutput extends LabElement {
  constructor() {
    super();
    this.showsTest = false;
    this.isDiscrete = false;
    this.showsBoundary = false;
    this.drawing = new Drawing();
    /** What is shown: the plane, a layer counted from 0, or the examples. */
    /** @type {'plane' | 'examples' | number} */
    this.mode = 'plane';
    /** The data set that was shown last. */
    /** @type {unknown} */
    this.data = undefined;
    /** @type {OutputPainter | undefined} */
    this.painter = undefined;
    this.observer = new ResizeObserver(() => {
      if (this.lab) this.fit(this.lab);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** @param {Lab} lab */
  view(lab) {
    this.settle(lab);
    const { opened } = lab;
    const isText = this.mode === 'examples' && opened?.scale.kind !== 'pictures';
    return html`<figure aria-label=${text.output} class="figure-body">
      <div class="figure-head">
        <h2>${text.output}</h2>
        <span class="quiet output-title"></span>
        ${this.modeMenu(lab)}
      </div>
      <div class="output-stage ${this.isDrawing(lab) ? 'is-drawn-on' : ''}">${this.canvas(lab)}${isText ? examples({ lab }) : nothing}</div>
      <div class="axis">${this.axis(lab)}</div>
      <div class="output-foot">${this.foot(lab)}<span class="output-label"></span></div>
      <div class="output-foot options">${this.options(lab)}</div>
      <table class="confusion" aria-label=${text.confusion} hidden></table>
    </figure>`;
  }

  /** @param {Lab} lab */
  canvas(lab) {
    const isDrawing = this.isDrawing(lab);
    const drag = (/** @type {PointerEvent} */ event) => {
      if (!this.isDrawing(lab) || !this.painter) return;
      this.drawing.drag(lab, event, this.painter.canvas.width);
      this.paint(lab);
    };
    return html`<canvas
      role=${isDrawing ? 'application' : 'img'}
      tabindex=${isDrawing ? '0' : nothing}
      aria-label=${isDrawing ? text.drawHere : text.outputSummary}
      @pointerdown=${drag}
      @pointermove=${drag}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
    ></canvas>`;
  }

  /**
   * Leave a mode that another experiment does not have.
   *
   * @param {Lab} lab
   */
  settle(lab) {
    const { opened } = lab;
    if (!opened) return;
    const isPicture = opened.scale.kind === 'pictures';
    const data = opened.experiment['data'];
    const hidden = opened.network.layers.slice(0, -1);
    const isGone = typeof this.mode === 'number' && (hidden[this.mode]?.units ?? 0) < 2;
    // Points are drawn on the plane: choosing to draw them shows it.
    const isToBeDrawn = data === 'drawn' && this.data !== data;
    this.data = data;
    if (isGone || isToBeDrawn || (isPicture && this.mode === 'plane')) this.mode = isPicture ? 'examples' : 'plane';
    const { view } = lab;
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
    return lab.isLive && lab.experiment['data'] === 'drawn' && this.mode === 'plane';
  }

  /** @param {Lab} lab */
  modeMenu(lab) {
    const { opened } = lab;
    const hidden = opened?.network.layers.slice(0, -1) ?? [];
    /** @type {[string, string, boolean][]} */
    const choices = [
      ...(opened?.scale.kind === 'pictures' ? [] : [/** @type {[string, string, boolean]} */ (['plane', text.plane, true])]),
      ...hidden.map(({ units }, layer) => /** @type {[string, string, boolean]} */ ([String(layer), text.layerSpace(layer + 1), units > 1])),
      ['examples', text.examples, true],
    ];
    return html`<select
      class="aside quiet-menu"
      aria-label=${text.outputView}
      ?disabled=${!lab.isLive}
      @change=${(/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLSelectElement} */ (event.target);
        this.mode = value === 'plane' || value === 'examples' ? value : Number(value);
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
   * What runs along the map's sides: of a table or a hidden space, to be chosen.
   *
   * @param {Lab} lab
   */
  axis(lab) {
    const { opened, view } = lab;
    const [across, up] = opened?.domain ?? [[-6, 6], [-6, 6]];
    if (this.mode === 'examples') return pager(lab);
    if (view.hidden && this.mode !== 'plane') {
      const { layer, units } = view.hidden;
      const count = opened?.network.layers[layer]?.units ?? 0;
      const names = Array.from({ length: count }, (_, unit) => `${text.unit} ${unit + 1}`);
      return pairMenus(names, units, (pair) => lab.show({ hidden: { layer, units: pair } }));
    }
    if (opened?.table && opened.table.inputs.length > 1) {
      return pairMenus(opened.table.inputs, opened.table.axes, (axes) => lab.show({ axes }));
    }
    const { kind, high } = opened?.scale ?? { kind: 'plane', high: 1 };
    const first = opened?.table?.inputs[0];
    const bound = formatShort(BEYOND * high);
    const upwards = first ? nothing : html`, <var>x₂</var> ↑`;
    return html`<span>${formatShort(across[0])}</span
      ><span
        >${first ?? html`<var>x₁</var>`} →${kind === 'curve'
          ? html`, <var>y</var> ↑, ${'−'}${bound} … ${bound}`
          : upwards}${up[0] === across[0] ? nothing : ` ${formatShort(up[0])} … ${formatShort(up[1])}`}</span
      ><span>${formatShort(across[1])}</span>`;
  }

  /** @param {Lab} lab */
  foot(lab) {
    const { opened } = lab;
    const { classes = 0, names = [], kind = 'plane' } = opened?.scale ?? {};
    if (this.isDrawing(lab)) return this.drawingTools(lab);
    if (classes > 2) return kind === 'pictures' ? nothing : classKeys(names);
    return kind === 'curve' ? nothing : valueScale();
  }

  /** @param {Lab} lab */
  drawingTools(lab) {
    const choose = (/** @type {number | null} */ kind) => {
      this.drawing.kind = kind;
      this.requestUpdate();
    };
    const tool = (/** @type {number | null} */ kind, /** @type {unknown} */ sign, /** @type {string} */ label) =>
      html`<button
        type="button"
        class="class-${kind}"
        aria-pressed=${this.drawing.kind === kind}
        aria-label=${label}
        title=${label}
        @click=${() => choose(kind)}
      >
        ${sign}
      </button>`;
    return html`<span class="drawing-tools" role="group" aria-label=${text.drawTools}
      >${SHAPES.slice(0, limits.classes).map((sign, kind) => tool(kind, sign, text.drawClass(kind)))}
      ${tool(null, text.erase, text.erase)}
      <button
        type="button"
        @click=${() => {
          this.drawing.set(lab, []);
        }}
      >
        ${text.clear}
      </button></span
    >`;
  }

  /** @param {Lab} lab */
  options(lab) {
    const { opened, view } = lab;
    const isPlane = this.mode === 'plane' && opened?.scale.kind === 'plane';
    const set = (/** @type {'showsTest' | 'isDiscrete' | 'showsBoundary'} */ name) => (/** @type {boolean} */ isOn) => {
      this[name] = isOn;
      this.paint(lab);
    };
    return html`${this.mode === 'examples' ? nothing : optionSwitch(text.showTestPoints, this.showsTest, set('showsTest'))}
      ${opened?.scale.classes && this.mode !== 'examples'
        ? optionSwitch(text.discretise, this.isDiscrete, set('isDiscrete'))
        : nothing}
      ${opened?.scale.classes && isPlane ? optionSwitch(text.boundary, this.showsBoundary, set('showsBoundary')) : nothing}
      ${opened?.scale.classes ? optionSwitch(text.markWrong, view.answers, (answers) => lab.show({ answers })) : nothing}
      <span class="output-accuracy-line"
        >${text.accuracy} <output class="output-accuracy" aria-label=${text.accuracyLabel} aria-live="off">–</output></span
      >`;
  }

  /**
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   */
  key(lab, event) {
    if (!this.isDrawing(lab) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.drawing.key(lab, event)) return;
    event.preventDefault();
    event.stopPropagation();
    const { cursor, kind } = this.drawing;
    if (cursor) lab.say(`${text.drawClass(kind ?? 0)}, ${cursor.map(formatShort).join(', ')}`);
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
    this.fit(this.lab);
  }

  /** @param {Lab} lab */
  fit(lab) {
    const stage = this.querySelector('.output-stage');
    if (!this.painter || !stage) return;
    const { clientWidth, clientHeight } = stage;
    const { canvas } = this.painter;
    if (canvas.width !== clientWidth || canvas.height !== clientHeight) canvas.resize(clientWidth, clientHeight);
    this.paint(lab);
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { opened, frame } = lab;
    if (!this.painter || !opened) return;
    const { picture, title, label } = shown(lab);
    this.paintStage(lab, picture);
    this.paintConfusion(lab);
    const isDrawing = this.isDrawing(lab);
    this.say('.output-title', title);
    this.say('.output-label', isDrawing ? (lab.draft ? text.drawMore : '') : label);
    this.say('.output-low', formatShort(picture?.low ?? opened.scale.low));
    this.say('.output-high', formatShort(picture?.high ?? opened.scale.high));
    this.say('.output-accuracy', formatPercent(frame?.accuracy));
    // A regression has no classes to be right about.
    const isKnown = typeof frame?.accuracy === 'number';
    this.querySelector('.output-accuracy-line')?.classList.toggle('is-absent', !isKnown);
  }

  /**
   * @param {Lab} lab
   * @param {Picture | undefined} picture
   */
  paintStage(lab, picture) {
    const { opened, frame, selection, rows } = lab;
    const { painter } = this;
    if (!painter || !opened) return;
    const isUnit = selection?.source === null;
    if (opened.scale.kind === 'pictures' && this.mode === 'examples' && !isUnit) {
      const context = painter.canvas.begin();
      const pixels = rows?.arrays['pixels'];
      const taken = [...(frame?.arrays['row_predictions'] ?? [])].map((kind) => opened.scale.names[kind] ?? '');
      if (pixels) paintDigits(context, painter.canvas.width, pixels, { given: rows.cells.map(([kind = '']) => kind), taken });
    } else if (typeof this.mode === 'number' && frame?.arrays['hidden_points'] && !isUnit) {
      painter.paintHidden(opened, opened.scale.kind === 'pictures' ? undefined : picture, this.drawOptions, frame);
    } else {
      // A point that was just drawn must be seen, to whichever set it belongs.
      const showsTest = this.showsTest || this.isDrawing(lab);
      painter.paint(opened, picture, { ...this.drawOptions, showsTest }, frame);
      this.paintDrawing(lab);
    }
  }

  /**
   * The points of a drawing that is too small to learn from, and the keys' cursor.
   *
   * @param {Lab} lab
   */
  paintDrawing(lab) {
    if (!this.isDrawing(lab) || !this.painter) return;
    const { context, width } = this.painter.canvas;
    const { draft } = lab;
    const { cursor } = this.drawing;
    const { classes, ink, paper } = palette();
    const place = (/** @type {number} */ x, /** @type {number} */ y) => /** @type {const} */ ([((x + 6) / 12) * width, ((6 - y) / 12) * width]);
    if (draft) {
      context.fillStyle = css(paper);
      context.fillRect(0, 0, width, width);
      for (const [x, y, kind] of draft) {
        paintPoint(context, ...place(x, y), this.painter.radius, kind, css(classes[kind] ?? ink), false);
      }
    }
    if (!cursor) return;
    const [x, y] = place(...cursor);
    context.strokeStyle = css(ink);
    context.lineWidth = 1.5;
    context.beginPath();
    for (const [dx, dy] of /** @type {const} */ ([[9, 0], [0, 9]])) {
      context.moveTo(x - dx, y - dy);
      context.lineTo(x + dx, y + dy);
    }
    context.stroke();
  }

  /**
   * @param {string} selector
   * @param {string} words
   */
  say(selector, words) {
    const element = this.querySelector(selector);
    if (element && element.textContent !== words) element.textContent = words;
  }

  /**
   * How many test points of each class are taken for which, while answers are shown.
   *
   * @param {Lab} lab
   */
  paintConfusion({ opened, frame, view }) {
    const table = this.querySelector('.confusion');
    const counts = frame?.arrays['confusion'];
    if (!(table instanceof HTMLTableElement)) return;
    table.hidden = !view.answers || !counts || !opened?.scale.classes;
    if (table.hidden || !counts) return;
    const names = opened?.scale.names ?? [];
    if (table.dataset['names'] !== names.join()) {
      table.dataset['names'] = names.join();
      table.replaceChildren(...confusionRows(names, !opened?.scale.is_numbered));
    }
    table.querySelectorAll('td').forEach((cell, index) => {
      const words = String(counts[index] ?? 0);
      if (cell.textContent !== words) cell.textContent = words;
    });
  }
}

/** @param {string[]} names @param {boolean} isNamed whether they are more than numbers */
function confusionRows(names, isNamed) {
  const head = document.createElement('tr');
  head.append(headCell(text.takenFor), ...names.map(headCell));
  return [head, ...names.map((name, kind) => confusionRow(kind, names, isNamed ? name : `${text.trueClass} ${name}`))];
}

/** @param {number} kind @param {string[]} names @param {string} head */
function confusionRow(kind, names, head) {
  const row = document.createElement('tr');
  row.append(headCell(head));
  for (let other = 0; other < names.length; other++) {
    const cell = document.createElement('td');
    cell.classList.toggle('is-right', other === kind);
    row.append(cell);
  }
  return row;
}

/** @param {string} words */
function headCell(words) {
  const cell = document.createElement('th');
  cell.textContent = words;
  return cell;
}

/**
 * @param {string} label
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} set
 */
function optionSwitch(label, isOn, set) {
  return html`<label class="switch"
    ><input
      type="checkbox"
      .checked=${isOn}
      @change=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)}
    />${label}</label
  >`;
}

function valueScale() {
  return html`<span class="scale">
    <span class="number output-low"></span><span class="scale-bar"></span><span class="number output-high"></span>
  </span>`;
}

/**
 * A class's colour and shape, for each of more than two.
 *
 * @param {string[]} names
 */
function classKeys(names) {
  return html`<span class="class-keys"
    >${names.map((name, kind) => html`<span class="class-key"><span class="class-${kind}" aria-hidden="true">${SHAPES[kind]}</span> ${name}</span>`)}</span
  >`;
}

/**
 * Two menus, for what runs to the right and what runs up.
 *
 * @param {string[]} names
 * @param {[number, number]} pair
 * @param {(pair: [number, number]) => void} set
 */
function pairMenus(names, [across, up], set) {
  const menu = (/** @type {number} */ chosen, /** @type {string} */ label, /** @type {(index: number) => void} */ choose) =>
    html`<select
      class="quiet-menu"
      aria-label=${label}
      @change=${(/** @type {Event} */ event) => choose(Number(/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${names.map((name, index) => html`<option value=${index} .selected=${live(index === chosen)}>${name}</option>`)}
    </select>`;
  return html`<span>${menu(across, text.acrossAxis, (index) => set([index, up]))} →</span>
    <span>${menu(up, text.upAxis, (index) => set([across, index]))} ↑</span>`;
}

/**
 * Which examples are shown, and the way to others.
 *
 * @param {Lab} lab
 */
function pager(lab) {
  const { opened, view } = lab;
  const total = opened?.examples ?? 0;
  const { start, count } = view.rows ?? { start: 0, count: ROWS_SHOWN };
  const go = (/** @type {number} */ to) => lab.show({ rows: { start: to, count } });
  return html`<button type="button" class="text-button" ?disabled=${start === 0} @click=${() => go(Math.max(0, start - count))}>${text.previous}</button>
    <span>${text.rowsShown(start + 1, Math.min(start + count, total), total)}</span>
    <button type="button" class="text-button" ?disabled=${start + count >= total} @click=${() => go(start + count)}>${text.next}</button>`;
}

/** @param {Lab} lab */
function fittingStart({ opened, view }) {
  const start = view.rows?.start ?? 0;
  return start < (opened?.examples ?? 0) ? start : 0;
}

/**
 * The image to show: the selected unit's, or the output's.
 *
 * @param {Lab} lab
 * @returns {{ picture: Picture | undefined, title: string, label: string }}
 */
function shown({ opened, frame, selection }) {
  if (!opened) return { picture: undefined, title: '', label: '' };
  const { scale, map_size: size, network } = opened;
  const side = size / 2;
  const isUnit = selection?.source === null && selection.layer < network.layers.length - 1;
  if (isUnit && selection.layer < 0) {
    const values = opened.arrays['feature_maps'];
    const high = opened.arrays['feature_scales']?.[selection.unit] ?? 1;
    const title = network.features[selection.unit] ?? '';
    const offset = selection.unit * side * side;
    return { picture: values && { values, offset, side, low: -high, high }, title, label: text.feature };
  }
  if (isUnit) {
    const before = network.layers.slice(0, selection.layer).reduce((sum, { units }) => sum + units, 0);
    const values = frame?.arrays['maps'];
    const high = frame?.arrays['scales']?.[selection.layer] ?? 1;
    const title = text.unitName(`${text.layer} ${selection.layer + 1}`, selection.unit + 1);
    const offset = (before + selection.unit) * side * side;
    return { picture: values && { values, offset, side, low: -high, high }, title, label: text.unitOutput };
  }
  if (scale.kind === 'pictures') return { picture: undefined, title: '', label: '' };
  const values = frame?.arrays['output'];
  const { low, high, label } = scale;
  const classes = scale.classes > 2 ? scale.classes : 0;
  return { picture: values && { values, offset: 0, side: size, low, high, classes }, title: '', label };
}

customElements.define('cr-output', CrOutput);

/** @param {{ lab: Lab }} properties */
export const output = ({ lab }) =>
  html`<cr-output class="output ${lab.isStale ? 'is-stale' : ''}" .lab=${lab}></cr-output>${nothing}`;
