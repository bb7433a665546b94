/**
 * Drawing the user's own points: the tools below the map, and what is painted over the map.
 *
 * @import { Lab } from '../../model/lab.js'
 * @import { Drawing } from './drawing.js'
 * @import { OutputPainter } from './output-map.js'
 */
import limits from '../../generated/limits.json';
import { html } from 'lit';
import { css, palette } from '../../kit/drawing/palette.js';
import { text } from '../../text/index.js';
import { SHAPES, paintPoint } from './points.js';

/**
 * Buttons for the class to draw, to erase and to clear.
 *
 * @param {Lab} lab
 * @param {Drawing} drawing
 * @param {() => void} changed called when another class has been chosen
 */
export function drawingTools(lab, drawing, changed) {
  const choose = (/** @type {number | null} */ kind) => {
    drawing.kind = kind;
    changed();
  };
  const tool = (/** @type {number | null} */ kind, /** @type {unknown} */ sign, /** @type {string} */ label) =>
    html`<button
      type="button"
      class="class-${kind}"
      aria-pressed=${drawing.kind === kind}
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
        drawing.set(lab, []);
      }}
    >
      ${text.clear}
    </button></span
  >`;
}

/**
 * Draw the points of a drawing that is too small to train on, and the keyboard cursor.
 *
 * @param {Lab} lab
 * @param {Drawing} drawing
 * @param {OutputPainter} painter
 */
export function paintDraft({ draft }, { cursor }, { canvas, radius }) {
  const { context, width } = canvas;
  const { classes, ink, paper } = palette();
  const { reach } = limits;
  const place = (/** @type {number} */ x, /** @type {number} */ y) => /** @type {const} */ ([((x / reach + 1) / 2) * width, ((1 - y / reach) / 2) * width]);
  if (draft) {
    context.fillStyle = css(paper);
    context.fillRect(0, 0, width, width);
    for (const [x, y, kind] of draft) {
      paintPoint(context, ...place(x, y), radius, kind, css(classes[kind] ?? ink), false);
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
