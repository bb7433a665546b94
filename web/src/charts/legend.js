/** The legend of a chart whose names do not fit beside the plot. */
import { html, render } from 'lit';
import { lineMark } from '../kit/drawing/layer-mark.js';
import { css, palette } from '../kit/drawing/palette.js';

/** @import { Name } from './names.js' */

const LINE = 18;
const MARK = 24;
const GAP = 14;

/**
 * Write the legend; an empty legend is hidden.
 *
 * @param {HTMLElement} list
 * @param {Name[]} names
 */
export function writeLegend(list, names) {
  const signature = JSON.stringify(names.map(({ label, colour, dash, isChosen }) => [label, colour, dash, isChosen]));
  if (list.dataset['shown'] === signature) return;
  list.dataset['shown'] = signature;
  list.hidden = !names.length;
  render(
    names.map(({ label, colour, dash, isChosen }) => html`<li class=${isChosen ? 'is-chosen' : ''}>${lineMark(colour, dash)}${label}</li>`),
    list,
  );
}

/**
 * Draw the legend into an image, in rows.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Name[]} names
 * @param {number} width in CSS pixels
 * @param {number} top
 * @returns {number} its height
 */
export function drawLegend(context, names, width, top) {
  context.font = `12px ${palette().sans}`;
  context.textBaseline = 'middle';
  let [x, y] = [8, top + LINE / 2];
  for (const { label, colour, dash } of names) {
    const needed = MARK + 6 + context.measureText(label).width;
    if (x > 8 && x + needed > width) [x, y] = [8, y + LINE];
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + MARK, y);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = css(palette().ink);
    context.fillText(label, x + MARK + 6, y);
    x += needed + GAP;
  }
  return y + LINE / 2 - top;
}
