/**
 * Printing. A figure keeps its size in the window, for which its picture was drawn, and is scaled to the page. Pictures
 * are drawn in the light theme, on white paper.
 */
import { themeChanged } from '../kit/drawing/palette.js';

/** The printable area that both A4 and Letter offer, in CSS pixels. */
const PAGE = { width: 690, height: 900 };
const FIGURES = '.network, .output, .chart, .instrument > *';
const PICTURES = 'canvas, .uplot, .u-wrap, .network-stage, .output-stage, .chart-stage';

/** @typedef {{ width: number, height: number }} Size */

/**
 * Prepare the page whenever it is printed.
 *
 * @param {ParentNode} page
 * @param {string} sheets the selector of elements that are each scaled to one page
 * @param {(sheet: Element) => Size} extentOf the printed size of such an element
 * @returns {() => void} ends it
 */
export function preparePrinting(page, sheets, extentOf) {
  /** @type {(() => void)[]} */
  let restore = [];
  const before = () => {
    restore = [lighten(), ...[...page.querySelectorAll(sheets)].map((sheet) => fit(/** @type {HTMLElement} */ (sheet), extentOf(sheet)))];
  };
  const after = () => restore.splice(0).forEach((each) => each());
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}

function lighten() {
  const root = document.documentElement;
  const theme = root.dataset['theme'];
  root.dataset['theme'] = 'light';
  themeChanged();
  return () => {
    if (theme) root.dataset['theme'] = theme;
    else delete root.dataset['theme'];
    themeChanged();
  };
}

/**
 * @param {HTMLElement} sheet
 * @param {Size} extent
 */
function fit(sheet, { width, height }) {
  const sizes = [...sheet.querySelectorAll(`${FIGURES}, ${PICTURES}`)].map(sizeOf).filter((size) => size.width > 0);
  for (const { element, width, height } of sizes) {
    element.style.width = `${width}px`;
    if (element.matches(PICTURES)) element.style.height = `${height}px`;
  }
  sheet.style.setProperty('--print-width', `${width}px`);
  sheet.style.setProperty('--print-scale', String(Math.min(1, PAGE.width / width, PAGE.height / height)));
  return () => {
    for (const { element, style } of sizes) element.style.cssText = style;
    for (const name of ['--print-width', '--print-scale']) sheet.style.removeProperty(name);
  };
}

/** @param {Element} found */
function sizeOf(found) {
  const element = /** @type {HTMLElement} */ (found);
  const { width, height } = element.getBoundingClientRect();
  return { element, width, height, style: element.style.cssText };
}

/**
 * The size of the printed figures, from their sizes in the window: network and output side by side,
 * charts and instruments below.
 *
 * @param {Element} columns
 */
export function printedSize(columns) {
  const [network, output, charts, deeper] = ['.network', '.output', '.charts', '.deeper'].map((name) => {
    const { width = 0, height = 0 } = columns.querySelector(name)?.getBoundingClientRect() ?? {};
    return { width, height };
  });
  const gap = 48;
  return {
    width: Math.max((network?.width ?? 0) + gap + (output?.width ?? 0), charts?.width ?? 0),
    height: Math.max(network?.height ?? 0, output?.height ?? 0) + (charts?.height ?? 0) + (deeper?.height ?? 0) + 2 * gap,
  };
}
