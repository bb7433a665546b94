/**
 * Marks of changed settings: a line in the plot with a triangle above it, and on each triangle a button
 * that says what changed. Marks that are close together share a button.
 *
 * @import uPlot from 'uplot'
 * @import { Mark } from '../generated/protocol'
 */
import { css, palette } from '../kit/drawing/palette.js';
import { formatEpoch } from '../text/format.js';
import { text } from '../text/index.js';
import { apart, shortened } from './labels.js';

/** Lines that are closer than this many pixels are drawn as one. */
const LINE_GAP = 4;
/** The width of a button. */
const BUTTON = 24;
/** The width below which a mark's text is omitted. */
const LEAST_ROOM = 48;

/** @typedef {{ left: number, marks: Mark[] }} Cluster marks that share a button, and its centre */

/**
 * Marks in groups whose buttons do not overlap.
 *
 * @param {Cluster[]} places single marks in the order of their epochs
 * @returns {Cluster[]}
 */
export function clusters(places) {
  /** @type {Cluster[]} */
  const found = [];
  for (const { left, marks } of places) {
    const last = found.at(-1);
    if (last && left - last.left < BUTTON) last.marks.push(...marks);
    else found.push({ left, marks: [...marks] });
  }
  return found;
}

/**
 * The visible marks in groups, with positions in CSS pixels from the left of the chart.
 *
 * @param {uPlot} plot
 * @param {Mark[]} marks
 */
export function placesOf(plot, marks) {
  const { left, width } = plot.bbox;
  const places = marks.map((mark) => ({ left: plot.valToPos(mark.epoch, 'x', true), marks: [mark] }));
  const visible = places.filter((place) => place.left >= left - 1 && place.left <= left + width + 1);
  return clusters(visible.map((place) => ({ ...place, left: place.left / devicePixelRatio })));
}

/**
 * What changed, in one line per mark.
 *
 * @param {Mark[]} marks
 * @returns {string[]}
 */
export function markLines(marks) {
  return marks.map((mark) => text.markAt(formatEpoch(mark.epoch, true), mark.text));
}

/**
 * Draw lines at the epochs where settings were changed, each with a triangle above the plot. The text of the last mark
 * is written beside its triangle, where no curve crosses it.
 *
 * @param {uPlot} plot
 * @param {Mark[]} marks
 * @param {number} taken pixels at the left of the strip above the plot that another text needs
 * @param {number} named pixels at the right of the strip that the names of curves need
 */
export function drawMarks(plot, marks, taken, named) {
  const { ctx, bbox } = plot;
  const { third, second } = palette();
  const dot = devicePixelRatio;
  const places = marks.map(({ epoch }) => plot.valToPos(epoch, 'x', true)).filter((x) => x >= bbox.left - 1 && x <= bbox.left + bbox.width + 1);
  ctx.save();
  ctx.strokeStyle = css(third);
  ctx.fillStyle = css(second);
  ctx.lineWidth = dot;
  ctx.setLineDash([2 * dot, 3 * dot]);
  for (const x of apart(places, LINE_GAP * dot)) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 5 * dot, bbox.top - 8 * dot);
    ctx.lineTo(x + 5 * dot, bbox.top - 8 * dot);
    ctx.lineTo(x, bbox.top);
    ctx.fill();
  }
  const x = places.at(-1);
  const ends = { left: bbox.left + taken * dot, right: ctx.canvas.width - named * dot };
  if (x !== undefined) writeLast(plot, marks.at(-1)?.text ?? '', x, places.at(-2) ?? 0, ends);
  ctx.restore();
}

/**
 * Write the text of the last mark to the right of its triangle, or to its left if there is more room between it and the
 * previous triangle.
 *
 * @param {uPlot} plot
 * @param {string} words
 * @param {number} x
 * @param {number} before the position of the previous mark
 * @param {{ left: number, right: number }} ends of the room between other texts
 */
function writeLast({ ctx, bbox }, words, x, before, ends) {
  const dot = devicePixelRatio;
  const gap = 9 * dot;
  const rooms = { right: ends.right - x - gap, left: x - gap - Math.max(ends.left, before + gap) };
  const isRight = rooms.right >= rooms.left;
  const room = isRight ? rooms.right : rooms.left;
  if (room < LEAST_ROOM * dot || (isRight && x + gap < ends.left)) return;
  ctx.font = `${12 * dot}px ${palette().sans}`;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = isRight ? 'left' : 'right';
  ctx.fillText(shortened((part) => ctx.measureText(part).width, words, room), x + (isRight ? gap : -gap), bbox.top - dot);
}

/** The buttons on the triangles. Only one is in the tab order; the arrow keys move between them. */
export class MarkButtons {
  /**
   * @param {HTMLElement} group
   * @param {(shown: Cluster | undefined) => void} show
   */
  constructor(group, show) {
    this.group = group;
    this.show = show;
    /** @type {Cluster[]} */
    this.clusters = [];
    group.addEventListener('keydown', (event) => this.key(event));
  }

  /** @param {Cluster[]} found */
  write(found) {
    const { group } = this;
    this.clusters = found;
    while (group.children.length > found.length) group.lastElementChild?.remove();
    while (group.children.length < found.length) group.append(this.button());
    this.buttons.forEach((button, index) => {
      const { left, marks } = found[index] ?? { left: 0, marks: [] };
      const words = markLines(marks).join('; ');
      if (button.getAttribute('aria-label') !== words) button.setAttribute('aria-label', words);
      const place = `translateX(${Math.round(left - BUTTON / 2)}px)`;
      if (button.style.transform !== place) button.style.transform = place;
    });
    if (found.length && !this.buttons.some(({ tabIndex }) => tabIndex === 0)) this.enter(this.buttons.at(-1));
  }

  get buttons() {
    return /** @type {HTMLElement[]} */ ([...this.group.children]);
  }

  button() {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    const show = () => this.show(this.clusters[this.buttons.indexOf(button)]);
    button.addEventListener('pointerenter', show);
    button.addEventListener('click', show);
    button.addEventListener('focus', () => {
      this.enter(button);
      show();
    });
    for (const leaving of ['pointerleave', 'blur']) button.addEventListener(leaving, () => this.show(undefined));
    return button;
  }

  /** @param {HTMLElement | undefined} chosen the only one in the tab order */
  enter(chosen) {
    for (const button of this.buttons) button.tabIndex = button === chosen ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { buttons } = this;
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (event.key === 'Escape') this.show(undefined);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[to]?.focus();
  }
}
