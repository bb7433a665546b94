/** A chart as an image. */
import { css, palette } from '../kit/drawing/palette.js';
import { drawLegend } from './legend.js';

/** @import { Name } from './names.js' */

/** The height of the title. */
const HEAD = 28;

/**
 * The chart with its title above it and, if the names do not fit beside the plot, a legend below it.
 *
 * @param {HTMLCanvasElement} source
 * @param {string} title
 * @param {Name[]} names of the legend
 * @returns {Promise<Blob | null>}
 */
export function pictureOf(source, title, names) {
  const { paper, ink, sans } = palette();
  const dot = devicePixelRatio;
  const [width, height] = [source.width / dot, source.height / dot];
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) return Promise.resolve(null);
  // The legend is drawn here only to measure its height.
  const foot = names.length ? drawLegend(context, names, width, 0) : 0;
  canvas.width = source.width;
  canvas.height = (height + HEAD + foot) * dot;
  context.scale(dot, dot);
  context.fillStyle = css(paper);
  context.fillRect(0, 0, width, height + HEAD + foot);
  context.fillStyle = css(ink);
  context.font = `13px ${sans}`;
  context.textBaseline = 'middle';
  context.fillText(title, 8, HEAD / 2);
  context.drawImage(source, 0, HEAD, width, height);
  if (names.length) drawLegend(context, names, width, HEAD + height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}
