/** Images of the page's figures: their drawings, and their visible text as editable text. */
import { css, palette } from '../kit/drawing/palette.js';

/** Pixels of a PNG per pixel of the page. */
const DENSITY = 2;
const MARGIN = 12;
/** Smaller drawings are symbols in a line of text. */
const LEAST = 24;
const SCALES = '.scale-bar';
const NOT_DRAWN = 'button, select, input, textarea, details, .unseen, .tip, [hidden], [aria-hidden="true"] option, dialog';
const INHERITED = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity', 'font-family', 'font-size', 'text-anchor'];

/**
 * @typedef {{ title: string, figure: HTMLElement, preview: string }} Figure `preview`: the URL of a picture of the
 * figure
 */

/**
 * The figures on the page that draw something, in the order of the page.
 *
 * @returns {Figure[]}
 */
export function figuresShown() {
  return [...document.querySelectorAll('figure[aria-label]')].flatMap((figure) => {
    const isDrawn = figure instanceof HTMLElement && figure.checkVisibility() && drawings(figure).length > 0;
    return isDrawn ? [{ title: figure.getAttribute('aria-label') ?? '', figure, preview: urlOf(figure) }] : [];
  });
}

/** @param {HTMLElement} figure */
function drawings(figure) {
  return [...figure.querySelectorAll('canvas, svg')].filter((drawing) => {
    const { width, height } = drawing.getBoundingClientRect();
    return (Math.min(width, height) >= LEAST || drawing.closest('.key')) && !drawing.closest(NOT_DRAWN) && !drawing.parentElement?.closest('svg') && drawing.checkVisibility();
  });
}

/**
 * A figure as an SVG. The content of a canvas becomes an embedded image.
 *
 * @param {HTMLElement} figure
 */
export function svgOf(figure) {
  const box = figure.getBoundingClientRect();
  const scales = [...figure.querySelectorAll(SCALES)].filter((scale) => scale.checkVisibility());
  const parts = [...drawings(figure).map((drawing) => drawn(drawing, box)), ...scales.map((scale, at) => scaleOf(scale, at, box)), ...textsIn(figure).map((line) => written(line, box))];
  const [width, height] = [box.width + 2 * MARGIN, bottomOf(figure, box) + 2 * MARGIN].map(Math.ceil);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}">` +
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="${css(palette().paper)}"/>${parts.join('')}</svg>`
  );
}

/**
 * A figure as a PNG.
 *
 * @param {HTMLElement} figure
 * @returns {Promise<Blob | null>}
 */
export async function pngOf(figure) {
  const image = new Image();
  image.src = urlOf(figure);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * DENSITY;
  canvas.height = image.height * DENSITY;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

/** @param {HTMLElement} figure */
const urlOf = (figure) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(figure))}`;

/**
 * The lower end of the drawings and text; the controls below are left out.
 *
 * @param {HTMLElement} figure
 * @param {DOMRect} box
 */
function bottomOf(figure, box) {
  const ends = [...drawings(figure).map((drawing) => drawing.getBoundingClientRect().bottom), ...textsIn(figure).map(({ place }) => place.bottom)];
  return Math.max(...ends) - box.top;
}

/**
 * @param {Element} drawing
 * @param {DOMRect} box
 */
function drawn(drawing, box) {
  const { left, top, width, height } = drawing.getBoundingClientRect();
  const place = `x="${left - box.left}" y="${top - box.top}" width="${width}" height="${height}"`;
  if (drawing instanceof HTMLCanvasElement) {
    return drawing.width && drawing.height ? `<image ${place} href="${drawing.toDataURL()}"/>` : '';
  }
  const copy = /** @type {Element} */ (drawing.cloneNode(true));
  const originals = [drawing, ...drawing.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((part, at) => inline(part, originals[at]));
  const view = drawing.getAttribute('viewBox') ?? `0 0 ${width} ${height}`;
  return `<svg ${place} viewBox="${view}">${[...copy.childNodes].map((node) => new XMLSerializer().serializeToString(node)).join('')}</svg>`;
}

/**
 * The bar of a scale, whose colours are a gradient in the style sheet.
 *
 * @param {Element} scale
 * @param {number} at its index in the figure
 * @param {DOMRect} box
 */
function scaleOf(scale, at, box) {
  const { left, top, width, height } = scale.getBoundingClientRect();
  const { backgroundImage, borderRadius } = getComputedStyle(scale);
  const stops = stopsOf(backgroundImage).map(({ colour, offset }) => `<stop offset="${offset}" stop-color="${colour}"/>`);
  return (
    `<linearGradient id="scale-${at}">${stops.join('')}</linearGradient>` +
    `<rect x="${left - box.left}" y="${top - box.top}" width="${width}" height="${height}" rx="${parseFloat(borderRadius)}" fill="url(#scale-${at})"/>`
  );
}

/**
 * The colours of a gradient from left to right, as the browser reports it.
 *
 * @param {string} image
 * @returns {{ colour: string, offset: number }[]}
 */
export function stopsOf(image) {
  const inside = /^linear-gradient\(to right, (.*)\)$/.exec(image)?.[1] ?? '';
  const stops = [...inside.matchAll(/((?:rgba?|color|oklab)\([^)]*\))(?: ([\d.]+)%)?/g)];
  return stops.map(([, colour = '', percent], at) => ({
    colour,
    offset: percent === undefined ? at / Math.max(1, stops.length - 1) : Number(percent) / 100,
  }));
}

/**
 * Write the computed style of an element into its copy, because no style sheet applies to the copy.
 *
 * @param {Element} copy
 * @param {Element | undefined} original
 */
function inline(copy, original) {
  if (!original) return;
  const style = getComputedStyle(original);
  copy.removeAttribute('class');
  copy.removeAttribute('style');
  for (const name of INHERITED) copy.setAttribute(name, style.getPropertyValue(name));
}

/** @typedef {{ words: string, place: DOMRect, style: CSSStyleDeclaration }} Line */

/**
 * @param {HTMLElement} figure
 * @returns {Line[]} the visible text, one part per line
 */
function textsIn(figure) {
  const walker = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT);
  /** @type {Line[]} */
  const lines = [];
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';
    if (!words || !owner || owner.closest(NOT_DRAWN) || owner.closest('svg, label') || !owner.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const place = range.getBoundingClientRect();
    if (place.width) lines.push({ words, place, style: getComputedStyle(owner) });
  }
  return lines;
}

/**
 * @param {Line} line
 * @param {DOMRect} box
 */
function written({ words, place, style }, box) {
  const size = parseFloat(style.fontSize);
  // The baseline of a line of text is about four fifths of the font size below the top of the line.
  const y = place.top - box.top + (place.height - size) / 2 + 0.82 * size;
  const font = `font-family="${escaped(style.fontFamily)}" font-size="${size}" font-style="${style.fontStyle}" font-weight="${style.fontWeight}"`;
  return `<text x="${place.left - box.left}" y="${y}" fill="${style.color}" ${font}>${escaped(words)}</text>`;
}

/** @param {string} words */
const escaped = (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
