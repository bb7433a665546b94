import { html } from 'lit';
import { Canvas } from '../draw/canvas.js';
import { cellSize, paintMatrix } from '../draw/matrix.js';
import { matrixSummary } from '../text/en.js';
import { formatShort, formatSigned } from '../text/format.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */
/** @import { Matrix } from '../generated/protocol' */

/**
 * `<cr-matrix>`: an operand or a result of the op under the microscope. Pointing at a cell, or moving
 * there with the arrow keys, reads it; a result's entry is explained on a click or Enter.
 *
 * Properties
 * ----------
 * matrix : which.
 * formula : its symbol, ready to be shown.
 */
export class CrMatrix extends LabElement {
  static properties = { ...LabElement.properties, matrix: { attribute: false }, formula: { attribute: false } };

  constructor() {
    super();
    /** @type {Matrix | undefined} */
    this.matrix = undefined;
    /** @type {unknown} */
    this.formula = undefined;
    /** @type {[number, number] | undefined} */
    this.cursor = undefined;
    /** @type {Canvas | undefined} */
    this.canvas = undefined;
  }

  get label() {
    return `${this.matrix?.is_result ? '→ ' : ''}${this.matrix?.name ?? ''}`;
  }

  get isGradient() {
    return /^d[a-z]|^grad$/.test(this.matrix?.name ?? '');
  }

  get values() {
    const { matrix, lab } = this;
    const { look, op } = lab?.microscope ?? {};
    if (!matrix || look?.op !== op) return undefined;
    return look?.arrays[`${matrix.is_result ? 'result' : 'operand'} ${matrix.name}`];
  }

  /** Where the window that is shown starts. */
  get start() {
    const [row, column] = this.lab?.microscope.start ?? [0, 0];
    const { rows = 0, columns = 0 } = this.matrix ?? {};
    return [row < rows ? row : 0, column < columns ? column : 0];
  }

  get shown() {
    const { rows = 1, columns = 1 } = this.matrix ?? {};
    const [row = 0, column = 0] = this.start;
    return { rows: Math.min(64, rows - row), columns: Math.min(64, columns - column) };
  }

  /** @param {Lab} lab */
  paints(lab) {
    return [lab.microscope.painted];
  }

  /** The element around it renders it anew. */
  changes() {
    return [];
  }

  /** @param {Lab} _lab */
  view(_lab) {
    const { matrix } = this;
    if (!matrix) return html``;
    return html`<div class="matrix ${matrix.is_result ? 'is-result' : ''}">
      <div class="matrix-head"><span>${this.formula}</span> <span class="quiet">${matrix.shape.join(' × ') || '1'}</span></div>
      <canvas
        tabindex="0"
        role="img"
        aria-label=${matrixSummary(matrix.name, matrix.rows, matrix.columns)}
        @pointermove=${(/** @type {PointerEvent} */ event) => this.point(event)}
        @pointerleave=${() => this.leave()}
        @click=${(/** @type {PointerEvent} */ event) => {
          this.point(event);
          this.choose();
        }}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
      ></canvas>
      <div class="matrix-foot number" role="status"></div>
    </div>`;
  }

  updated() {
    const element = this.querySelector('canvas');
    if (!element || !this.matrix) return;
    if (this.canvas?.element !== element) this.canvas = new Canvas(element);
    this.draw();
  }

  /**
   * As large as the cells that are shown.
   *
   * @param {Canvas} canvas
   */
  fit(canvas) {
    const { rows, columns } = this.shown;
    const cell = cellSize(rows, columns);
    const [width, height] = [columns * cell.width, rows * cell.height];
    if (canvas.width === width && canvas.height === height) return;
    canvas.element.style.width = `${width}px`;
    canvas.element.style.height = `${height}px`;
    canvas.resize(width, height);
  }

  paint() {
    if (this.canvas) this.draw();
  }

  draw() {
    const { values, matrix, canvas } = this;
    const foot = this.querySelector('.matrix-foot');
    if (!values || !matrix || !canvas || !foot) return;
    const { isGradient } = this;
    const { columns } = this.shown;
    if (values.length !== this.shown.rows * columns) return;
    this.fit(canvas);
    const full = paintMatrix(canvas, values, columns, { isGradient, chosen: this.cursor ?? this.chosen, used: this.used });
    const [row, column] = this.cursor ?? [-1, -1];
    const [fromRow = 0, fromColumn = 0] = this.start;
    const words = this.cursor
      ? `${fromRow + row + 1}, ${fromColumn + column + 1}: ${formatSigned(values[row * columns + column])}`
      : `± ${formatShort(full)}`;
    if (foot.textContent !== words) foot.textContent = words;
  }

  /** The entry that is explained, as a cell of what is shown. */
  get chosen() {
    const { entry } = this.lab?.microscope ?? {};
    const [row = 0, column = 0] = this.start;
    if (!entry || !this.matrix?.is_result || entry.name !== this.matrix.name) return undefined;
    return /** @type {[number, number]} */ ([entry.row - row, entry.column - column]);
  }

  /** Which of the cells that are shown the entry is made of. */
  get used() {
    const { matrix, lab } = this;
    const { explained, op } = lab?.microscope ?? {};
    if (!matrix || matrix.is_result || explained?.op !== op) return [];
    const [row = 0, column = 0] = this.start;
    const { rows, columns } = this.shown;
    return (explained?.uses[matrix.name] ?? []).flatMap((index) => {
      const down = Math.floor(index / matrix.columns) - row;
      const right = (index % matrix.columns) - column;
      return down < 0 || right < 0 || down >= rows || right >= columns ? [] : [down * columns + right];
    });
  }

  /** @param {PointerEvent} event */
  point(event) {
    const { rows, columns } = this.shown;
    const { width, height } = cellSize(rows, columns);
    this.cursor = [
      Math.min(rows - 1, Math.floor(event.offsetY / height)),
      Math.min(columns - 1, Math.floor(event.offsetX / width)),
    ];
    this.draw();
  }

  leave() {
    this.cursor = undefined;
    this.draw();
  }

  choose() {
    const { matrix, lab, cursor } = this;
    if (!matrix || !lab || !cursor) return;
    const [row = 0, column = 0] = this.start;
    lab.microscope.choose(matrix, cursor[0] + row, cursor[1] + column);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (!way && event.key !== 'Enter')) return;
    event.preventDefault();
    event.stopPropagation();
    if (!way) return this.choose();
    const { rows, columns } = this.shown;
    const [row, column] = this.cursor ?? this.chosen ?? [0, -1];
    const [down = 0, right = 0] = way;
    this.cursor = [Math.max(0, Math.min(rows - 1, row + down)), Math.max(0, Math.min(columns - 1, column + right))];
    this.draw();
  }
}

customElements.define('cr-matrix', CrMatrix);

/** @param {{ lab: Lab, matrix: Matrix, formula: unknown }} properties */
export const matrixView = ({ lab, matrix, formula }) =>
  html`<cr-matrix .lab=${lab} .matrix=${matrix} .formula=${formula}></cr-matrix>`;
