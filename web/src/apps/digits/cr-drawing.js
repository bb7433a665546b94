import { html } from 'lit';
import { LabElement } from '../../kit/lab-element.js';
import { css, palette } from '../../kit/drawing/palette.js';
import { contextOf } from '../../kit/drawing/canvas.js';
import { digits as text } from '../../text/apps/digits.js';
import { between, CELLS } from './ink.js';
import { digitsOf } from './state.js';

/** @import { Lab } from '../../model/lab.js' */

/** Pixels of the canvas per cell. */
const CELL = 16;
/** @type {Record<string, [row: number, column: number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** `<cr-drawing>`: a grid of cells on which the reader draws with a pointer or with keys. */
export class CrDrawing extends LabElement {
  constructor() {
    super();
    /** The cell of the brush that the keys move. @type {[row: number, column: number]} */
    this.cursor = [CELLS / 2, CELLS / 2];
    /** The last cell of a stroke in progress. @type {[row: number, column: number] | undefined} */
    this.stroke = undefined;
    this.hasFocus = false;
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`<canvas
        width=${CELLS * CELL}
        height=${CELLS * CELL}
        tabindex="0"
        role="application"
        aria-label=${text.drawLabel}
        @pointerdown=${(/** @type {PointerEvent} */ event) => this.begin(lab, event)}
        @pointermove=${(/** @type {PointerEvent} */ event) => this.move(lab, event)}
        @pointerup=${() => this.end()}
        @pointercancel=${() => this.end()}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
        @focus=${() => this.focusChanged(true)}
        @blur=${() => this.focusChanged(false)}
      ></canvas>
      <p class="unseen" aria-live="polite"></p>`;
  }

  /** @param {boolean} hasFocus */
  focusChanged(hasFocus) {
    this.hasFocus = hasFocus;
    this.repaint();
  }

  /** @param {Lab} lab @param {PointerEvent} event */
  begin(lab, event) {
    if (event.button !== 0) return;
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    this.stroke = this.cellAt(event);
    digitsOf(lab).paint(...this.stroke, true);
  }

  /** @param {Lab} lab @param {PointerEvent} event */
  move(lab, event) {
    if (!this.stroke) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const cell = this.cellAt(step);
      for (const place of between(this.stroke ?? cell, cell)) digitsOf(lab).paint(...place, true);
      this.stroke = cell;
    }
  }

  end() {
    this.stroke = undefined;
  }

  /** @param {PointerEvent} event @returns {[row: number, column: number]} */
  cellAt({ clientX, clientY }) {
    const box = this.querySelector('canvas')?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return [Math.floor(((clientY - box.top) / box.height) * CELLS), Math.floor(((clientX - box.left) / box.width) * CELLS)];
  }

  /** @param {Lab} lab @param {KeyboardEvent} event */
  key(lab, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = MOVES[event.key];
    const state = digitsOf(lab);
    if (step) {
      this.cursor = [clamped(this.cursor[0] + step[0]), clamped(this.cursor[1] + step[1])];
      if (event.shiftKey) state.paint(...this.cursor, true);
    } else if (event.key === ' ') state.paint(...this.cursor, true);
    else if (event.key === 'Backspace' || event.key === 'Delete') state.paint(...this.cursor, false);
    else return;
    event.preventDefault();
    const [row, column] = this.cursor;
    this.write('.unseen', text.cell(row + 1, column + 1, (state.ink[row]?.[column] ?? 0) > 0));
    this.repaint();
  }

  /** @param {Lab} lab */
  paint(lab) {
    const canvas = this.querySelector('canvas');
    if (!canvas) return;
    const context = contextOf(canvas);
    const { ink, line, accent } = palette();
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { example, ink: cells } = digitsOf(lab);
    cells.forEach((row, y) => row.forEach((shade, x) => {
      if (!shade || example !== undefined) return;
      context.fillStyle = css(ink, shade);
      context.fillRect(x * CELL, y * CELL, CELL, CELL);
    }));
    context.fillStyle = css(line);
    for (let at = CELL; at < canvas.width; at += CELL) {
      context.fillRect(at, 0, 1, canvas.height);
      context.fillRect(0, at, canvas.width, 1);
    }
    if (!this.hasFocus) return;
    context.strokeStyle = css(accent);
    context.lineWidth = 2;
    context.strokeRect(this.cursor[1] * CELL + 1, this.cursor[0] * CELL + 1, CELL - 2, CELL - 2);
  }
}

/** @param {number} at */
const clamped = (at) => Math.max(0, Math.min(CELLS - 1, at));

customElements.define('cr-drawing', CrDrawing);

/** @param {{ lab: Lab }} properties */
export const drawing = ({ lab }) => html`<cr-drawing .lab=${lab}></cr-drawing>`;
