import { html, nothing } from 'lit';
import { LabElement } from '../kit/lab-element.js';
import { microscope } from '../microscope/cr-microscope.js';
import { microscopeOf } from '../microscope/state.js';
import { lengthOf } from '../kit/drawing/palette.js';
import { text } from '../text/index.js';

/** @import { Lab } from '../model/lab.js' */

const KEY = 'chainrule-dock';
/** The initial height, larger for the sheet of a small window, and its limits, as shares of the window's height. */
const FIRST = globalThis.matchMedia?.('(max-width: 53.6875em)').matches ? 0.43 : 0.4;
const LOWEST = 0.2;
const HIGHEST = 0.7;
/** The change in height per press of an arrow key. */
const STEP = 0.04;

/**
 * `<cr-dock>`: an area at the foot of the window for the microscope. The diagram above it takes up the rest of the
 * window. The upper edge of the dock can be dragged, or moved with arrow keys.
 */
export class CrDock extends LabElement {
  constructor() {
    super();
    this.share = remembered();
    this.wasOpen = false;
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`${microscopeOf(lab).isOpen ? this.grip() : nothing}
      <div class="dock-body">${microscope({ lab })}</div>`;
  }

  grip() {
    return html`<div
      class="dock-grip"
      role="separator"
      tabindex="0"
      aria-label=${text.dockHeight}
      aria-orientation="horizontal"
      aria-valuemin=${100 * LOWEST}
      aria-valuemax=${100 * HIGHEST}
      aria-valuenow=${Math.round(100 * this.share)}
      title=${text.dockHint}
      @pointerdown=${(/** @type {PointerEvent} */ event) => this.hold(event)}
      @pointermove=${(/** @type {PointerEvent} */ event) => this.drag(event)}
      @pointerup=${() => this.keep()}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
    ></div>`;
  }

  /** @param {Lab} lab */
  mark(lab) {
    const { isOpen } = microscopeOf(lab);
    this.hidden = !isOpen;
    if (isOpen === this.wasOpen) return;
    this.wasOpen = isOpen;
    document.documentElement.classList.toggle('has-dock', isOpen);
    this.resize(this.share);
    // The sizes are known after the next frame, in which the transport is measured.
    if (isOpen) requestAnimationFrame(() => requestAnimationFrame(() => this.showDiagram()));
  }

  /** Scroll to the diagram, unless the page is at its top and all of the diagram is above the dock. */
  showDiagram() {
    const [figure, stage] = ['.network', '.network-stage'].map((part) => document.querySelector(part));
    const isWhole = stage && stage.getBoundingClientRect().bottom <= this.getBoundingClientRect().top;
    if (scrollY > 0 || !isWhole) figure?.scrollIntoView({ block: 'nearest' });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.documentElement.classList.remove('has-dock');
    document.documentElement.style.removeProperty('--dock-share');
  }

  /** @param {PointerEvent} event */
  hold(event) {
    if (!(event.target instanceof Element)) return;
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  drag({ target, pointerId, clientY }) {
    if (!(target instanceof Element) || !target.hasPointerCapture(pointerId)) return;
    this.resize((this.getBoundingClientRect().bottom + lengthOf('strip') - clientY) / innerHeight);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const share = {
      ArrowUp: this.share + STEP,
      ArrowDown: this.share - STEP,
      Home: LOWEST,
      End: HIGHEST,
    }[event.key];
    if (share === undefined) return;
    event.preventDefault();
    this.resize(share);
    this.keep();
  }

  /** @param {number} share of the window's height */
  resize(share) {
    this.share = Math.min(HIGHEST, Math.max(LOWEST, share));
    document.documentElement.style.setProperty('--dock-share', `${(100 * this.share).toFixed(2)}dvh`);
    this.querySelector('.dock-grip')?.setAttribute('aria-valuenow', String(Math.round(100 * this.share)));
  }

  keep() {
    try {
      localStorage.setItem(KEY, String(this.share));
    } catch {
      // Without storage, the height applies until the page is closed.
    }
  }
}

/** @returns {number} */
function remembered() {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? FIRST);
    return kept >= LOWEST && kept <= HIGHEST ? kept : FIRST;
  } catch {
    return FIRST;
  }
}

customElements.define('cr-dock', CrDock);

/** @param {{ lab: Lab }} properties */
export const dock = ({ lab }) =>
  html`<cr-dock class="dock" role="region" aria-label=${text.microscopeDock} .lab=${lab}></cr-dock>`;
