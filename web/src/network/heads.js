/** The name of each layer above its column, with its colour and dash pattern as in the charts. */
import { layerStyle } from '../kit/drawing/layer-style.js';
import { css, palette } from '../kit/drawing/palette.js';
import { columnNames } from './layer-names.js';
import { columnRoom } from './network-names.js';

/** @import { NetworkLayout } from './network-layout.js' */

/** The greatest length of a line. */
const LONGEST = 40;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {NetworkLayout} layout
 */
export function paintHeads(context, layout) {
  const { layers, learning } = layout.network;
  const { sans, second } = palette();
  context.save();
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.font = `${layout.room.size}px ${sans}`;
  context.lineWidth = 2;
  layout.columns.forEach((_, column) => {
    const layer = column - 1;
    const number = layers[layer]?.number ?? null;
    const { x, most } = columnRoom(layout, layer);
    const name = fitting(context, columnNames(layout.network, layer), most);
    const half = Math.min(context.measureText(name).width, most) / 2;
    const { colour, dash } = number === null ? { colour: second, dash: [] } : layerStyle(number, learning);
    context.fillStyle = css(colour);
    context.strokeStyle = css(colour);
    context.fillText(name, Math.max(half, Math.min(x, layout.width - half)), layout.top - 8, most);
    if (number === null) return;
    const line = Math.min(LONGEST, most) / 2;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x - line, layout.top - 3);
    context.lineTo(x + line, layout.top - 3);
    context.stroke();
    context.setLineDash([]);
  });
  context.restore();
}

/**
 * The first of several names for which there is room, or the last.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} names
 * @param {number} room
 */
function fitting(context, names, room) {
  return names.find((name) => context.measureText(name).width <= room) ?? names.at(-1) ?? '';
}
