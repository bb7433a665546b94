import { html, nothing } from 'lit';
import { Canvas } from '../kit/drawing/canvas.js';
import { ContourPainter } from './contour.js';
import { heightsOf, isWide, nearestNode } from './heights.js';
import { FIRST_EYE, SurfacePainter } from './surface.js';
import limits from '../generated/limits.json';
import { epochAt, momentAt } from './moments.js';
import { landscapeOf } from './state.js';
import { text } from '../text/index.js';
import { formatLoss, formatSigned } from '../text/format.js';
import { curvature } from './cr-curvature.js';
import { choiceMenu, logSwitch } from '../kit/figure-menus.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Heights } from './heights.js' */
/** @import { Scene } from './contour.js' */
/** @import { Height } from './state.js' */
/** @import { Lab } from '../model/lab.js' */

/** The rotation of the surface per key press. */
const TURN = 0.12;
/** The rotation per pixel of dragging. */
const DRAG = 0.009;
const LEAP = 5;
/** A press during which the pointer moves fewer pixels than this is a click. */
const STILL = 4;

/**
 * `<cr-landscape>`: the loss on a plane through the weights, as a map or a surface, with the run's path. A tip shows
 * the values at the pointer or at the cross-hair that the arrow keys move on the map; a click or Enter loads the
 * weights of that point. Dragging or the arrow keys turn the surface.
 */
export class CrLandscape extends LabElement {
  constructor() {
    super();
    /** The point of interest, which stays fixed while the grid is refined. */
    /** @type {[a: number, b: number] | undefined} */
    this.at = undefined;
    /** @type {Canvas | undefined} */
    this.canvas = undefined;
    /** @type {ContourPainter | undefined} */
    this.contour = undefined;
    /** @type {SurfacePainter | undefined} */
    this.surface = undefined;
    /** @type {Heights | undefined} */
    this.heights = undefined;
    /** The values from which the heights were computed, and whether the heights are logarithmic. */
    /** @type {[ArrayLike<number> | undefined, boolean]} */
    this.heightsOf = [undefined, false];
    /** The distance that the pointer has moved since it was pressed, in pixels. */
    this.dragged = 0;
    this.observer = new ResizeObserver(() => this.repaint());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** The node whose values are shown. */
  get cursor() {
    const { heights, at } = this;
    if (!heights || !at) return undefined;
    const [column, row] = [nearestNode(heights.a, at[0]), nearestNode(heights.b, at[1])];
    return column === undefined || row === undefined ? undefined : /** @type {[column: number, row: number]} */ ([column, row]);
  }

  /** @param {[column: number, row: number] | undefined} node */
  set cursor(node) {
    const { a, b } = this.heights ?? {};
    this.at = node && a && b ? [a[node[0]] ?? 0, b[node[1]] ?? 0] : undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    const landscape = landscapeOf(lab);
    const { map, view } = landscape;
    return html`<figure aria-label=${text.landscape} class="figure-body landscape">
      <div class="figure-head">
        <h2>${text.landscape}</h2>
        <span class="quiet landscape-of"></span>
        <span class="aside chart-tools" role="group" aria-label=${text.landscapeView}>
          ${/** @type {const} */ (['contour', 'surface']).map(
            (kind) =>
              html`<button type="button" class="pill" aria-pressed=${view === kind} @click=${() => landscape.look(kind)}>
                ${text.landscapeViews[kind]}
              </button>`,
          )}
        </span>
      </div>
      <div class="landscape-tools">${this.tools(lab)}</div>
      ${map?.refusal ? html`<p class="landscape-refusal" role="status">${map.refusal}</p>` : nothing}
      <div class="landscape-body">
        <div class="landscape-map" ?hidden=${!!map?.refusal}>
          <div class="landscape-stage">${this.stage(lab)}</div>
          <div class="landscape-foot" role="status"></div>
        </div>
        <div class="landscape-words">
          <p class="landscape-summary"></p>
          ${map?.refusal ? nothing : html`<p class="quiet landscape-key">${this.legend(lab)}</p>`}
          ${curvature({ lab })}
        </div>
      </div>
    </figure>`;
  }

  /** @param {Lab} lab */
  stage(lab) {
    const isMap = landscapeOf(lab).view === 'contour';
    return html`<canvas
      tabindex="0"
      role="application"
      aria-label=${isMap ? text.landscapeMap : text.landscapeSurface}
      class=${isMap ? 'is-map' : 'is-surface'}
      @pointerdown=${(/** @type {PointerEvent} */ event) => this.press(event)}
      @pointermove=${(/** @type {PointerEvent} */ event) => this.point(lab, event)}
      @pointerleave=${() => this.leave(lab)}
      @click=${(/** @type {PointerEvent} */ event) => this.choose(lab, event)}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
      @blur=${() => this.leave(lab)}
    ></canvas>`;
  }

  /** @param {Lab} lab */
  tools(lab) {
    const landscape = landscapeOf(lab);
    const { wanted, map, isLog } = landscape;
    const isRandom = wanted.directions === 'random';
    const values = landscape.values;
    return html`${choiceMenu(text.directions, wanted.directions, Object.entries(text.directionKinds), (directions) =>
        landscape.ask({ directions: /** @type {'random' | 'path'} */ (directions), zoom: 0 }),
      )}
      ${isRandom
        ? html`<button type="button" @click=${() => landscape.ask({ draw: wanted.draw + 1 })}>${text.otherDirections}</button>`
        : nothing}
      ${choiceMenu(text.heightIs, landscape.height === 'loss' ? wanted.of : landscape.height, this.heightKinds(map !== undefined && 'penalty' in map.arrays), (kind) =>
        this.chooseHeight(kind),
      )}
      ${choiceMenu(text.nodes, String(wanted.size), limits.map_sizes.map((size) => [String(size), `${size} × ${size}`]), (size) => landscape.ask({ size: Number(size) }))}
      <span class="stepper" role="group" aria-label=${text.zoom}>
        <button type="button" aria-label=${text.zoomOut} ?disabled=${wanted.zoom <= -limits.zoom} @click=${() => landscape.ask({ zoom: wanted.zoom - 1 })}>−</button>
        <button type="button" aria-label=${text.zoomIn} ?disabled=${wanted.zoom >= limits.zoom} @click=${() => landscape.ask({ zoom: wanted.zoom + 1 })}>+</button>
      </span>
      ${logSwitch(isLog ?? (values ? isWide(values) : false), (isOn) => landscape.setLog(isOn))}
      <button type="button" class="landscape-update" @click=${() => landscape.ask()}>${text.updateLandscape}</button>`;
  }

  /** @param {boolean} hasPenalty @returns {[string, string][]} */
  heightKinds(hasPenalty) {
    const { training, test, objective, penalty } = text.heightKinds;
    /** @type {[string, string][]} */
    const kinds = [['training', training], ['test', test]];
    return hasPenalty ? [...kinds, ['objective', objective], ['penalty', penalty]] : kinds;
  }

  /** @param {string} kind */
  chooseHeight(kind) {
    if (!this.lab) return;
    const landscape = landscapeOf(this.lab);
    const isSet = kind === 'training' || kind === 'test';
    landscape.showHeight(isSet ? 'loss' : /** @type {Height} */ (kind));
    const of = isSet ? kind : 'training';
    if (of !== landscape.wanted.of) landscape.ask({ of });
  }

  /** @param {Lab} lab */
  legend(lab) {
    const landscape = landscapeOf(lab);
    const others = landscape.labels.slice(1);
    const key = text.landscapeKeys[landscape.view];
    return others.length ? `${key} ${text.pathsBeside(others)}` : key;
  }

  updated() {
    const element = this.querySelector('canvas');
    if (!element || !this.lab) return;
    if (this.canvas?.element !== element) {
      this.canvas = new Canvas(element);
      this.contour = new ContourPainter(this.canvas);
      this.surface = new SurfacePainter(this.canvas);
      this.observer.observe(element);
    }
    this.repaint();
  }

  /**
   * Compute the displayed heights, once per map and scale.
   *
   * @param {Lab} lab
   */
  settle(lab) {
    const landscape = landscapeOf(lab);
    const { map, values } = landscape;
    const { a, b } = map?.arrays ?? {};
    const isLog = landscape.isLog ?? (values ? isWide(values) : false);
    if (this.heightsOf[0] === values && this.heightsOf[1] === isLog) return;
    this.heightsOf = [values, isLog];
    this.heights = a && b && values ? heightsOf({ a, b, values }, isLog) : undefined;
  }

  /** @param {Lab} lab @param {Heights} heights @returns {Scene} */
  scene(lab, heights) {
    const landscape = landscapeOf(lab);
    const { map, paths } = landscape;
    const place = (/** @type {{ a: number, b: number } | null | undefined} */ at) =>
      at ? /** @type {[number, number]} */ ([at.a, at.b]) : undefined;
    return {
      heights,
      paths: (paths?.labels ?? []).map((label, index) => ({
        label,
        points: paths?.arrays[`points ${index}`] ?? [],
        steps: paths?.arrays[`steps ${index}`] ?? [],
      })),
      moment: momentAt(paths?.arrays['epochs'], lab.selection.step),
      here: paths && /** @type {[number, number]} */ (paths.here),
      isOffPlane: paths?.is_off_plane ?? false,
      lowest: landscape.height === 'loss' ? place(map?.lowest) : undefined,
      cursor: this.cursor,
      axes: text.axisNames(map?.explained ?? null),
    };
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { canvas } = this;
    this.settle(lab);
    this.showTip(lab);
    if (!canvas) return;
    const { clientWidth: width, clientHeight: height } = canvas.element;
    if (!width) return;
    if (canvas.width !== width || canvas.height !== height) canvas.resize(width, height);
    if (!this.heights) canvas.begin();
    else if (landscapeOf(lab).view === 'contour') this.contour?.paint(this.scene(lab, this.heights));
    else this.surface?.paint(this.scene(lab, this.heights));
  }

  /**
   * Write the description of the landscape and the values at the cursor.
   *
   * @param {Lab} lab
   */
  showTip(lab) {
    const { map, paths, isOfThePast, height } = landscapeOf(lab);
    const write = (/** @type {string} */ name, /** @type {string} */ words) => {
      const element = this.querySelector(name);
      if (element && element.textContent !== words) element.textContent = words;
    };
    write('.landscape-of', text.landscapeAside(map, isOfThePast ? paths?.step : undefined));
    // The paths of other networks may leave the plane or region that was chosen before.
    const isDue = isOfThePast || (paths?.labels.length ?? 0) > 1;
    this.querySelector('.landscape-update')?.toggleAttribute('hidden', !isDue);
    const share = paths?.share ?? undefined;
    const parts = map && !map.refusal ? [text.landscapeSummary(map, paths?.arrays['points 0']), share === undefined ? '' : text.pathShare(share)] : [];
    write('.landscape-summary', parts.filter(Boolean).join(' '));
    const { a, b } = map?.arrays ?? {};
    const { cursor } = this;
    if (!cursor || !a || !b) return write('.landscape-foot', '');
    const [column, row] = cursor;
    const value = landscapeOf(lab).values?.[row * a.length + column];
    const shown = Number.isFinite(value) ? formatLoss(value) : text.notFinite;
    write('.landscape-foot', text.pointTold(formatSigned(a[column]), formatSigned(b[row]), shown, height));
  }

  /**
   * Move the cross-hair, or remove it. If it is on the run's path, all parts of the page mark that step.
   *
   * @param {Lab} lab
   * @param {[column: number, row: number] | undefined} node
   */
  moveTo(lab, node) {
    this.cursor = node;
    const { map, paths } = landscapeOf(lab);
    lab.selection.step = node && map && paths && epochAt(map.arrays, paths.arrays, node);
  }

  /** @param {PointerEvent} event */
  press(event) {
    this.dragged = 0;
    if (this.lab && landscapeOf(this.lab).view === 'surface') this.canvas?.element.setPointerCapture(event.pointerId);
  }

  /**
   * @param {Lab} lab
   * @param {PointerEvent} event
   */
  point(lab, event) {
    if (!this.heights) return;
    if (landscapeOf(lab).view === 'surface' && event.buttons & 1) {
      this.moveTo(lab, undefined);
      this.dragged += Math.abs(event.movementX) + Math.abs(event.movementY);
      this.surface?.turnBy(event.movementX * DRAG, event.movementY * DRAG);
    } else {
      this.moveTo(lab, this.nodeAt(lab, event));
    }
    lab.painting.request(this.paintNow);
  }

  /** @param {Lab} lab @param {PointerEvent} event */
  nodeAt(lab, { offsetX, offsetY }) {
    const painter = landscapeOf(lab).view === 'surface' ? this.surface : this.contour;
    return this.heights && painter?.nodeAt(this.heights, offsetX, offsetY);
  }

  /** @param {Lab} lab */
  leave(lab) {
    this.moveTo(lab, undefined);
    lab.painting.request(this.paintNow);
  }

  /**
   * @param {Lab} lab
   * @param {PointerEvent} event
   */
  choose(lab, event) {
    if (landscapeOf(lab).view === 'surface' && this.dragged > STILL) return;
    // A touch pointer has already left.
    this.cursor = this.nodeAt(lab, event);
    this.load(lab);
  }

  /** @param {Lab} lab */
  load(lab) {
    const { a, b } = landscapeOf(lab).map?.arrays ?? {};
    const { cursor } = this;
    if (!cursor || !a || !b) return;
    const [column, row] = cursor;
    landscapeOf(lab).load(a[column] ?? 0, b[row] ?? 0);
  }

  /**
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   */
  key(lab, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey } = event;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
    const isMap = landscapeOf(lab).view === 'contour';
    if (key === 'Enter' && this.cursor) this.load(lab);
    else if (key === 'Home' && !isMap && this.surface) this.surface.eye = { ...FIRST_EYE };
    else if (key === 'Escape' && this.cursor) this.moveTo(lab, undefined);
    else if (way && isMap) this.move(lab, way[0] ?? 0, way[1] ?? 0, shiftKey ? LEAP : 1);
    else if (way) this.surface?.turnBy(-TURN * (way[0] ?? 0), TURN * (way[1] ?? 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
    lab.painting.request(this.paintNow);
  }

  /**
   * Move the cross-hair by nodes, starting in the middle.
   *
   * @param {Lab} lab
   * @param {number} right
   * @param {number} up
   * @param {number} leap
   */
  move(lab, right, up, leap) {
    const { a, b } = this.heights ?? {};
    if (!a || !b) return;
    const [column, row] = this.cursor ?? [a.length >> 1, b.length >> 1];
    const within = (/** @type {number} */ at, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, at));
    this.moveTo(lab, [within(column + leap * right, a.length), within(row + leap * up, b.length)]);
  }
}

customElements.define('cr-landscape', CrLandscape);

/** @param {{ lab: Lab }} properties */
export const landscape = ({ lab }) => html`<cr-landscape .lab=${lab}></cr-landscape>`;
