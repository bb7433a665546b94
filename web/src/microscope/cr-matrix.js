import { html } from 'lit';
import { Canvas } from '../kit/drawing/canvas.js';
import { inPower } from './cell-numbers.js';
import { cellSize, paintMatrix, shareOf } from './matrix.js';
import { WINDOW, isMade } from './cells.js';
import { leaveCells, pointAtCell, selectedIn } from './selecting.js';
import { microscopeOf } from './state.js';
import { text } from '../text/index.js';
import { formatShort, formatSigned } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Matrix } from '../generated/protocol' */

/**
 * `<cr-matrix>`: an operand or a result of an op in the microscope. The line under the matrices shows
 * the cell at the pointer. ↑ and ↓ enter the cells, and arrow keys move among them until Escape; a
 * click or Enter explains an entry of a result.
 *
 * Properties
 * ----------
 * matrix : the matrix to show.
 * formula : its rendered symbol.
 * across : the number of columns of all matrices in the same equation, which share its width.
 * turned : whether rows and columns are exchanged, for example to show a vector as a column.
 */
export class CrMatrix extends LabElement {
  static properties = { ...LabElement.properties, matrix: { attribute: false }, formula: { attribute: false }, turned: { attribute: false }, across: { attribute: false } };

  constructor() {
    super();
    /** @type {Matrix | undefined} */
    this.matrix = undefined;
    /** @type {unknown} */
    this.formula = undefined;
    this.turned = false;
    this.across = 1;
    /** @type {[number, number] | undefined} */
    this.cursor = undefined;
    /** @type {Canvas | undefined} */
    this.canvas = undefined;
    this.cell = cellSize(1, 1, 0);
    this.room = 0;
    /** The power of ten of the cells' numbers, as text. */
    this.power = '';
    /** Whether the cursor was moved by a key and has to be announced. */
    this.isRead = false;
    /** Whether arrow keys move among the cells. */
    this.isEntered = false;
  }

  get label() {
    return `${this.isResult ? '→ ' : ''}${this.matrix?.label ?? ''}`;
  }

  get labelWithPower() {
    return `${this.label} ${this.power}`.trim();
  }

  get isResult() {
    return this.matrix?.kind === 'result';
  }

  get isGradient() {
    return this.matrix?.is_gradient ?? false;
  }

  get values() {
    const { matrix, lab } = this;
    const { look, op } = lab ? microscopeOf(lab) : {};
    if (!matrix || look?.op !== op) return undefined;
    return look?.arrays[`${matrix.kind} ${matrix.name}`];
  }

  /** The start of the visible window. */
  get start() {
    const [row, column] = this.lab ? microscopeOf(this.lab).start : [0, 0];
    const { rows = 0, columns = 0 } = this.matrix ?? {};
    return [row < rows ? row : 0, column < columns ? column : 0];
  }

  get shown() {
    const { rows = 1, columns = 1 } = this.matrix ?? {};
    const [row = 0, column = 0] = this.start;
    return { rows: Math.min(WINDOW, rows - row), columns: Math.min(WINDOW, columns - column) };
  }

  /**
   * The shape as displayed; a vector shown as a column has one column.
   *
   * @param {Matrix} matrix
   */
  sizes({ shape, rows, columns }) {
    return this.turned ? [columns, rows] : shape;
  }

  /**
   * Exchange rows and columns of the window if they are displayed exchanged.
   *
   * @template T
   * @param {[T, T]} pair
   * @returns {[T, T]}
   */
  turn([row, column]) {
    return this.turned ? [column, row] : [row, column];
  }

  /** For an array with more than two axes, the number of rows per block; 0 for a single block. */
  get block() {
    const { shape = [] } = this.matrix ?? {};
    const rows = shape.length > 2 ? (shape.at(-2) ?? 0) : 0;
    return (this.start[0] ?? 0) % rows ? 0 : rows;
  }

  /** @param {Lab} _lab */
  view(_lab) {
    const { matrix } = this;
    if (!matrix) return html``;
    return html`<div class="matrix ${this.isResult ? 'is-result' : ''}" title=${matrix.label}>
      <div class="matrix-head"><span>${this.formula}${this.turned && matrix.rows > 1 && matrix.columns > 1 ? html`<sup>⊤</sup>` : ''}</span> <span class="quiet">${this.sizes(matrix).join(' × ') || '1'}</span> <span class="matrix-power number"></span></div>
      <div class="matrix-cells">
        <canvas
          width="0"
          height="0"
          tabindex="0"
          role="img"
          aria-label=${text.matrixSummary(matrix.label, matrix.rows, matrix.columns)}
          @pointermove=${(/** @type {PointerEvent} */ event) => this.point(event)}
          @pointerleave=${() => this.leave()}
          @blur=${() => this.leave()}
          @click=${(/** @type {PointerEvent} */ event) => {
            this.point(event);
            this.choose();
          }}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
        ></canvas>
      </div>
      <div class="matrix-foot number" hidden>
        <span class="matrix-scale ${this.isGradient ? 'of-gradient' : ''}" aria-hidden="true"></span> <span class="matrix-full"></span>
      </div>
    </div>`;
  }

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    // Another op's matrix replaces this one, so the cursor is reset.
    if (changed.has('matrix') && changed.get('matrix')) this.cursor = undefined;
  }

  updated() {
    const element = this.querySelector('canvas');
    if (!element || !this.matrix) return;
    if (this.canvas?.element !== element) {
      this.canvas = new Canvas(element);
      this.room = this.closest('.equations')?.clientWidth ?? this.parentElement?.clientWidth ?? 0;
    }
    this.repaint();
  }

  /**
   * Resize the canvas to the visible cells.
   *
   * @param {Canvas} canvas
   */
  fit(canvas) {
    const { rows: down, columns: across } = this.shown;
    const [rows, columns] = this.turn([down, across]);
    const cell = (this.cell = cellSize(rows, columns, shareOf(this.room, columns, this.across)));
    const [width, height] = [columns * cell.width, rows * cell.height];
    if (canvas.width === width && canvas.height === height) return;
    canvas.element.style.width = `${width}px`;
    canvas.element.style.height = `${height}px`;
    canvas.resize(width, height);
  }

  paint() {
    const { values, matrix, canvas, isGradient } = this;
    if (!values || !matrix || !canvas) return;
    const { rows, columns } = this.shown;
    if (values.length !== rows * columns) return;
    this.fit(canvas);
    const chosen = this.cursor ?? this.chosen;
    const { full, power } = paintMatrix(canvas, this.turned ? transposed(values, columns) : values, this.turn([rows, columns])[1], {
      cell: this.cell,
      block: this.turned ? 0 : this.block,
      isGradient,
      chosen: chosen && this.turn(chosen),
      used: this.turned ? this.used.map((at) => (at % columns) * rows + Math.floor(at / columns)) : this.used,
      selected: this.turned ? this.selected.map(({ row, rows: down, column, columns: across }) => ({ row: column, rows: across, column: row, columns: down })) : this.selected,
      names: matrix.value_names,
    });
    const foot = this.querySelector('.matrix-foot');
    if (foot instanceof HTMLElement) foot.hidden = this.cell.hasNumbers;
    this.power = this.cell.hasNumbers ? inPower(power) : '';
    this.write('.matrix-power', this.power);
    this.write('.matrix-full', `± ${formatShort(full)}`);
    if (!this.cursor) return;
    const words = this.wordsOf(matrix, values, this.cursor);
    const line = this.closest('.microscope')?.querySelector('.cell-words');
    if (line && line.textContent !== words) line.textContent = words;
    if (this.isRead && this.lab) {
      this.reveal(this.cursor);
      microscopeOf(this.lab).say(words);
    }
    this.isRead = false;
  }

  /**
   * Scroll a matrix that is wider than the screen to a cell.
   *
   * @param {[number, number]} cursor
   */
  reveal(cursor) {
    const scroller = this.canvas?.element.parentElement;
    if (!scroller) return;
    const [, column] = this.turn(cursor);
    const { width } = this.cell;
    const least = (column + 1) * width - scroller.clientWidth;
    scroller.scrollLeft = Math.min(column * width, Math.max(least, scroller.scrollLeft));
  }

  /**
   * A cell's matrix, position and value in words.
   *
   * @param {Matrix} matrix
   * @param {ArrayLike<number>} values
   * @param {[number, number]} cursor
   */
  wordsOf({ label, column_names: names, value_names: symbols }, values, [row, column]) {
    const [fromRow = 0, fromColumn = 0] = this.start;
    const value = values[row * this.shown.columns + column];
    const across = names[fromColumn + column] ?? fromColumn + column + 1;
    return `${label} ${fromRow + row + 1}, ${across}: ${symbols[value ?? -1] ?? formatSigned(value)}`;
  }

  /** The position of the explained entry among the visible cells. */
  get chosen() {
    const { entry } = this.lab ? microscopeOf(this.lab) : {};
    const [row = 0, column = 0] = this.start;
    if (!entry || !this.matrix || !isMade(this.matrix) || entry.name !== this.matrix.name) return undefined;
    return /** @type {[number, number]} */ ([entry.row - row, entry.column - column]);
  }

  /** The visible cells from which the entry is computed. */
  get used() {
    const { matrix, lab } = this;
    const { explained, op } = lab ? microscopeOf(lab) : {};
    if (!matrix || this.isResult || explained?.op !== op) return [];
    const [row = 0, column = 0] = this.start;
    const { rows, columns } = this.shown;
    return (explained?.uses[matrix.name] ?? []).flatMap((index) => {
      const down = Math.floor(index / matrix.columns) - row;
      const right = (index % matrix.columns) - column;
      return down < 0 || right < 0 || down >= rows || right >= columns ? [] : [down * columns + right];
    });
  }

  /** The areas of the visible window that show the page's selection. */
  get selected() {
    const { lab, matrix } = this;
    const [row = 0, column = 0] = this.start;
    const areas = lab && matrix ? selectedIn(microscopeOf(lab), matrix) : [];
    return areas.map((area) => ({ ...area, row: area.row - row, column: area.column - column }));
  }

  /** @param {PointerEvent} event */
  point(event) {
    const { rows, columns } = this.shown;
    const { width, height } = this.cell;
    const [row, column] = this.turn([Math.floor(event.offsetY / height), Math.floor(event.offsetX / width)]);
    this.moveTo(Math.min(rows - 1, row), Math.min(columns - 1, column));
  }

  /**
   * @param {number} row in the window
   * @param {number} column
   */
  moveTo(row, column) {
    const [fromRow = 0, fromColumn = 0] = this.start;
    this.cursor = [row, column];
    if (this.lab && this.matrix) pointAtCell(microscopeOf(this.lab), this.matrix, fromRow + row, fromColumn + column);
    this.repaint();
  }

  leave() {
    this.cursor = undefined;
    this.isEntered = false;
    if (this.lab) leaveCells(microscopeOf(this.lab));
    const line = this.closest('.microscope')?.querySelector('.cell-words');
    if (line) line.textContent = '';
    this.repaint();
  }

  choose() {
    const { matrix, lab } = this;
    const cursor = this.cursor ?? this.chosen ?? /** @type {[number, number]} */ ([0, 0]);
    if (!matrix || !lab) return;
    const [row = 0, column = 0] = this.start;
    microscopeOf(lab).choose(matrix, cursor[0] + row, cursor[1] + column);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (!way && event.key !== 'Enter' && event.key !== 'Escape')) return;
    const isVertical = way?.[0] !== 0 && way !== undefined;
    if (!this.isEntered && event.key !== 'Enter' && !isVertical) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return this.leave();
    if (!way) return this.choose();
    const { rows, columns } = this.shown;
    const [row, column] = this.cursor ?? this.chosen ?? this.turn([-1, 0]);
    const [down, right] = this.turn(/** @type {[number, number]} */ (way));
    const wanted = /** @type {const} */ ([row + down, column + right]);
    this.isEntered = true;
    this.isRead = true;
    if (this.slide(wanted)) return;
    this.moveTo(Math.max(0, Math.min(rows - 1, wanted[0])), Math.max(0, Math.min(columns - 1, wanted[1])));
  }

  /**
   * Move to a cell; beyond the window's edge, the next part of a large matrix is shown.
   *
   * @param {readonly [number, number]} wanted row and column in the window
   * @returns {boolean} whether the window moved
   */
  slide([row, column]) {
    const { matrix, lab } = this;
    const [fromRow = 0, fromColumn = 0] = this.start;
    const at = [fromRow + row, fromColumn + column];
    const [toRow = 0, toColumn = 0] = at.map((place) => Math.floor(place / WINDOW) * WINDOW);
    const isInside = at.every((place, axis) => place >= 0 && place < ((axis ? matrix?.columns : matrix?.rows) ?? 0));
    if (!lab || !isInside || (toRow === fromRow && toColumn === fromColumn)) return false;
    this.cursor = [(at[0] ?? 0) - toRow, (at[1] ?? 0) - toColumn];
    microscopeOf(lab).move([toRow, toColumn]);
    return true;
  }
}

customElements.define('cr-matrix', CrMatrix);

/**
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 */
function transposed(values, columns) {
  const rows = values.length / columns;
  return Float64Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? 0);
}

/** @param {{ lab: Lab, matrix: Matrix, formula: unknown, turned: boolean, across: number }} properties */
export const matrixView = ({ lab, matrix, formula, turned, across }) =>
  html`<cr-matrix .lab=${lab} .matrix=${matrix} .formula=${formula} .turned=${turned} .across=${across}></cr-matrix>`;
