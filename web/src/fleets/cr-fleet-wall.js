import { html, nothing } from 'lit';
import { Canvas } from '../kit/drawing/canvas.js';
import { Wall } from './wall.js';
import { text } from '../text/index.js';
import { formatLoss, formatPercent } from '../text/format.js';
import { definitionList } from '../kit/definition-list.js';
import { LabElement } from '../kit/lab-element.js';
import { spotOf } from '../output/examples/spot.js';
import { fleetOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { FleetState } from './state.js' */
/** @import { Cell, Pictures, Place } from './wall.js' */

/** The size of the smallest cell that a finger can hit, in CSS pixels; each row has as many cells as fit. */
const LEAST_CELL = 50;
const FEWEST_IN_A_ROW = 4;
const MOST_IN_A_ROW = 16;
/** The shortest time between two updates of the cells' labels while training. */
const TELL_MS = 1000;
const TIP_SIDE = 132;

/**
 * `<cr-fleet-wall>`: a grid of cells with each network's predictions or, for data without a plane,
 * its loss curve. Arrow keys move between cells; Enter or a click opens a network in the lab; the cell
 * under the pointer is enlarged. If two settings vary, their values are shown along the sides, unless
 * the grid is sorted.
 */
export class CrFleetWall extends LabElement {
  constructor() {
    super();
    /** @type {Wall | undefined} */
    this.wall = undefined;
    /** @type {Canvas | undefined} */
    this.tipCanvas = undefined;
    this.width = 0;
    this.toldAt = -Infinity;
    this.layout = '';
    this.observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width === this.width) return this.arrange();
      this.width = width;
      this.requestUpdate();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.wall = undefined;
  }

  /** @param {FleetState} state whether the axes' values are shown along the sides */
  hasSides({ planned, sort }) {
    return planned?.axes.length === 2 && sort === 'plan';
  }

  /** @param {FleetState} state */
  columns(state) {
    const { planned } = state;
    if (this.hasSides(state)) return planned?.axes[1]?.values.length ?? 1;
    const count = planned?.members.length ?? 1;
    const room = Math.floor(this.width / LEAST_CELL);
    const square = Math.ceil(Math.sqrt(count));
    return Math.max(1, Math.min(count, Math.max(FEWEST_IN_A_ROW, Math.min(room, square, MOST_IN_A_ROW))));
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = fleetOf(lab);
    const { order, planned } = state;
    const columns = this.columns(state);
    const rows = Array.from({ length: Math.ceil(order.length / columns) }, (_, row) => order.slice(row * columns, (row + 1) * columns));
    const hasSides = this.hasSides(state);
    const [down, across] = planned?.axes ?? [];
    return html`<div class="wall-scroll">
        <div class="wall">
          <canvas aria-hidden="true"></canvas>
          <div
            class="wall-grid ${hasSides ? 'has-sides' : ''}"
            role="grid"
            aria-label=${text.fleet}
            aria-readonly="true"
            @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(state, event, columns)}
            @pointerleave=${() => state.point(undefined)}
          >
            ${hasSides
              ? html`<div role="row" class="wall-row">
                  <div role="columnheader" class="wall-corner quiet">${down?.label} ↓<br />${across?.label} →</div>
                  ${across?.values.map((value) => html`<div role="columnheader" class="wall-head quiet">${value}</div>`)}
                </div>`
              : nothing}
            ${rows.map(
              (members, row) => html`<div role="row" class="wall-row">
                ${hasSides ? html`<div role="rowheader" class="wall-side quiet">${down?.values[row]}</div>` : nothing}
                ${members.map((member) => this.cell(state, member))}
              </div>`,
            )}
          </div>
        </div>
      </div>
      <div class="tip wall-tip" hidden><canvas aria-hidden="true"></canvas><output></output></div>
      <p class="quiet">${this.meaning(state)} ${text.wallHint}</p>`;
  }

  /** What the pictures and the numbers below them mean. @param {FleetState} state */
  meaning(state) {
    const { planned } = state;
    return planned ? text.wallMeaning(planned.kind, planned.has_test, showsSeeds(state)) : '';
  }

  /**
   * @param {FleetState} state
   * @param {number} member
   */
  cell(state, member) {
    return html`<div
      role="gridcell"
      class="wall-cell"
      data-member=${member}
      tabindex=${member === state.current ? '0' : '-1'}
      @click=${() => this.open(state, member)}
      @focus=${() => this.focusOn(state, member)}
      @pointerenter=${(/** @type {PointerEvent} */ event) => {
        if (event.pointerType !== 'touch') state.point(member);
      }}
    ></div>`;
  }

  /** @param {FleetState} state @param {number} member */
  open(state, member) {
    state.goTo(member);
    state.open(member);
  }

  /**
   * Only one cell is in the tab order.
   *
   * @param {FleetState} state
   * @param {number} member
   */
  focusOn(state, member) {
    this.cellOf(state.current)?.setAttribute('tabindex', '-1');
    this.cellOf(member)?.setAttribute('tabindex', '0');
    state.goTo(member);
    state.point(member);
  }

  /** @param {number} member */
  cellOf(member) {
    const found = this.querySelector(`[data-member="${member}"]`);
    return found instanceof HTMLElement ? found : undefined;
  }

  /**
   * @param {FleetState} state
   * @param {KeyboardEvent} event
   * @param {number} columns
   */
  key(state, event, columns) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { order } = state;
    const place = order.indexOf(state.current);
    const last = order.length - 1;
    const row = place - (place % columns);
    const to = {
      ArrowLeft: place - 1,
      ArrowRight: place + 1,
      ArrowUp: place - columns,
      ArrowDown: place + columns,
      Home: event.shiftKey ? 0 : row,
      End: event.shiftKey ? last : Math.min(last, row + columns - 1),
    }[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.open(state, state.current);
    else if (event.key === 'Escape') state.point(undefined);
    else if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const member = to === undefined ? undefined : order[to];
    if (member !== undefined) this.cellOf(member)?.focus();
  }

  updated() {
    const { lab } = this;
    const stage = this.querySelector('.wall');
    const grid = this.querySelector('.wall-grid');
    const canvas = stage?.querySelector('canvas');
    const tip = this.querySelector('.wall-tip canvas');
    if (!lab || !stage || !canvas || !(grid instanceof HTMLElement) || !(tip instanceof HTMLCanvasElement)) return;
    if (!this.wall) {
      this.wall = new Wall(new Canvas(canvas));
      this.tipCanvas = new Canvas(tip);
      this.tipCanvas.resize(TIP_SIDE, TIP_SIDE);
      this.observer.observe(stage);
    }
    grid.style.setProperty('--columns', String(this.columns(fleetOf(lab))));
    this.arrange();
    this.name(fleetOf(lab));
  }

  /** Place the pictures in the cells; if only the order has changed, animate the movement. */
  arrange() {
    const { wall, lab } = this;
    const grid = this.querySelector('.wall-grid');
    if (!wall || !lab || !(grid instanceof HTMLElement)) return;
    /** @type {Map<number, Place>} */
    const places = new Map();
    for (const cell of grid.querySelectorAll('.wall-cell')) {
      if (!(cell instanceof HTMLElement)) continue;
      const { offsetLeft: x, offsetTop: y, offsetWidth: width, offsetHeight: height } = cell;
      places.set(Number(cell.dataset['member']), { x, y, width, height });
    }
    const layout = JSON.stringify([...places]);
    if (layout === this.layout) return this.repaint();
    this.layout = layout;
    const { width, height } = wall.canvas;
    const isSameSize = width === grid.offsetWidth && height === grid.offsetHeight && places.size === wall.places.size;
    if (!isSameSize) wall.canvas.resize(grid.offsetWidth, grid.offsetHeight);
    wall.arrange(places, !matchMedia('(prefers-reduced-motion: reduce)').matches);
    this.repaint();
  }

  /** @param {Lab} lab */
  paint(lab) {
    const state = fleetOf(lab);
    const { wall } = this;
    if (!wall || !state.planned) return;
    wall.spot = spotOf(lab.opened, lab.selection);
    wall.paint(cellsOf(state), picturesOf(state), state.pointed);
    this.tip(state);
    if (!state.isTraining || performance.now() - this.toldAt > TELL_MS) this.name(state);
    if (wall.isMoving) lab.painting.request(this.paintNow);
  }

  /**
   * Label each cell for screen readers.
   *
   * @param {FleetState} state
   */
  name(state) {
    this.toldAt = performance.now();
    const names = state.planned?.members ?? [];
    for (const cell of this.querySelectorAll('.wall-cell')) {
      if (!(cell instanceof HTMLElement)) continue;
      const member = Number(cell.dataset['member']);
      const accuracy = state.number(state.accuracyName, member);
      const words = text.memberName(
        names[member] ?? '',
        formatLoss(state.number(state.lossName, member)),
        accuracy === null ? '' : formatPercent(accuracy),
        state.isDiverged(member),
        state.hasSucceeded(member),
      );
      if (cell.getAttribute('aria-label') !== words) cell.setAttribute('aria-label', words);
    }
  }

  /**
   * Show the network under the pointer, enlarged, with its numbers.
   *
   * @param {FleetState} state
   */
  tip(state) {
    const tip = this.querySelector('.wall-tip');
    const { pointed, planned, progress } = state;
    const place = pointed === undefined ? undefined : this.wall?.places.get(pointed);
    if (!(tip instanceof HTMLElement) || !this.tipCanvas) return;
    tip.hidden = !place || !progress || pointed === undefined;
    if (!place || !progress || pointed === undefined) return;
    const { accuracyName } = state;
    const diverged = progress.arrays['diverged']?.[pointed] ?? -1;
    /** @type {[string, string][]} */
    const lines = [
      [planned?.members[pointed] ?? '', ''],
      [text.trainingLoss, formatLoss(state.number('training_loss', pointed))],
    ];
    if (planned?.has_test) lines.push([text.testLoss, formatLoss(state.number('test_loss', pointed))]);
    const accuracy = state.number(accuracyName, pointed);
    if (accuracy !== null) lines.push([text.accuracyName, formatPercent(accuracy)]);
    if (diverged >= 0) lines.push([text.divergedAt(diverged), '']);
    tip.querySelector('output')?.replaceChildren(definitionList(lines));
    this.enlarge(state, pointed);
    const scrolled = this.querySelector('.wall-scroll')?.scrollLeft ?? 0;
    const room = this.clientWidth - tip.offsetWidth;
    const right = place.x - scrolled + place.width + 8;
    const left = right <= room ? right : place.x - scrolled - tip.offsetWidth - 8;
    const top = Math.min(place.y, (this.wall?.canvas.height ?? 0) - tip.offsetHeight);
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  /**
   * @param {FleetState} state
   * @param {number} member
   */
  enlarge(state, member) {
    const canvas = this.tipCanvas;
    const pictures = picturesOf(state);
    if (!canvas) return;
    const hasPicture = pictures !== undefined && !state.isDiverged(member);
    canvas.element.hidden = !hasPicture;
    if (hasPicture) this.wall?.picture(canvas.begin(), pictures, member, { x: 0, y: 0, width: TIP_SIDE, height: TIP_SIDE });
  }
}

/**
 * Whether the cells show the seeds of the networks. They do if only seeds vary and the cells are not in the order of
 * the seeds.
 *
 * @param {FleetState} state
 */
function showsSeeds({ planned, sort }) {
  return planned?.axes.length === 1 && planned.axes[0]?.name === 'seed' && sort !== 'plan';
}

/**
 * @param {FleetState} state
 * @returns {Cell[]}
 */
function cellsOf(state) {
  const { order, planned } = state;
  const isNamed = showsSeeds(state);
  return order.map((member) => {
    const loss = formatLoss(state.number(state.lossName, member));
    const name = isNamed ? `${planned?.arrays['seeds']?.[member]}: ` : '';
    const isDiverged = state.isDiverged(member);
    const hasSucceeded = state.hasSucceeded(member);
    const caption = isDiverged ? text.hasDiverged : `${hasSucceeded ? '✓ ' : ''}${name}${loss}`;
    return { member, caption, isDiverged, hasSucceeded };
  });
}

/**
 * @param {FleetState} state
 * @returns {Pictures | undefined}
 */
function picturesOf({ planned, progress, lossName }) {
  if (!planned || !progress) return undefined;
  const { kind, side, scale, members } = planned;
  const values = progress.arrays[kind === 'none' ? /** @type {const} */ (`${lossName}es`) : 'maps'];
  if (!values) return undefined;
  const { low, high, classes } = scale;
  return { kind, values, side, low, high, classes, members: members.length };
}

customElements.define('cr-fleet-wall', CrFleetWall);

/** @param {{ lab: Lab }} properties */
export const fleetWall = ({ lab }) => html`<cr-fleet-wall class="fleet-wall" .lab=${lab}></cr-fleet-wall>`;
