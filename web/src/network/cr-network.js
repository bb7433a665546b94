import limits from '../generated/limits.json';
import { html, nothing } from 'lit';
import { Canvas } from '../kit/drawing/canvas.js';
import { keyLine, linkMenu, shapeInWords, stepButton, unitControl, withLayer } from './network-controls.js';
import { moved } from './network-keys.js';
import { NetworkLayout } from './network-layout.js';
import { numbersOf } from './network-numbers.js';
import { namesIn, roomFor } from './network-names.js';
import { NetworkPainter } from './network.js';
import { fits, isSame } from '../model/places.js';
import { touchOf } from '../touch/state.js';
import { choicesAt, scoreOf } from '../touch/weights.js';
import { text } from '../text/index.js';
import { formatShort } from '../text/format.js';
import { sign } from '../gradients/cr-units.js';
import { weights } from './cr-weights.js';
import { CrWeightEditor, weightEditor } from './cr-weight-editor.js';
import { definitionList } from '../kit/definition-list.js';
import { lengthOf, palette } from '../kit/drawing/palette.js';
import { LabElement } from '../kit/lab-element.js';
import { gradientsOf } from '../gradients/state.js';
import { microscopeOf } from '../microscope/state.js';
import { spotOf } from '../output/examples/spot.js';

/** @import { LinkKind, Lab } from '../model/lab.js' */
/** @import { Place } from '../model/places.js' */
/** @import { Lettering, Name } from './network-names.js' */

/**
 * `<cr-network>`: the network diagram. Units are drawn as images of their outputs; links show weights. Pointing at a
 * unit or a link, or selecting it with the arrow keys, shows its numbers.
 */
export class CrNetwork extends LabElement {
  constructor() {
    super();
    /** @type {NetworkLayout | undefined} */
    this.layout = undefined;
    /** @type {NetworkPainter | undefined} */
    this.painter = undefined;
    /** The unit or link whose number is being edited. */
    /** @type {Place | undefined} */
    this.editing = undefined;
    /** Whether the selection was made by a key, in which case further arrow keys move it. */
    this.isEntered = false;
    this.observer = new ResizeObserver(() => {
      if (this.lab) this.arrange(this.lab);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** @param {Lab} lab */
  view(lab) {
    const { network } = lab;
    const hidden = lab.hiddenLayers;
    if (network && !fits(this.editing, network.layers)) this.editing = undefined;
    return html`<figure aria-label=${text.network} class="figure-body">
      <div class="figure-head">
        <h2>${text.network}</h2>
        <span class="quiet">${network ? shapeInWords(network) : nothing}</span>
        <span class="aside stepper">
          ${stepButton(text.removeLayer, '−', hidden.length === 0, () => lab.change({ layers: hidden.slice(0, -1) }))}
          <span class="number">${hidden.length}</span>&nbsp;<span class="quiet">${text.layers}</span>
          ${stepButton(text.addLayer, '+', hidden.length >= limits.layers, () => lab.change({ layers: withLayer(hidden) }))}
        </span>
      </div>
      <div class="network-stage">
        <canvas
          tabindex="0"
          role="img"
          aria-label=${network ? text.networkSummary(network) : text.loading}
          @pointermove=${(/** @type {PointerEvent} */ event) => this.point(lab, event)}
          @pointerdown=${(/** @type {PointerEvent} */ event) => this.press(lab, event)}
          @pointerleave=${(/** @type {PointerEvent} */ event) => {
            // Lifting a finger also fires "leave"; the tapped item stays selected.
            if (event.pointerType === 'mouse' && !this.editing) lab.selection.choose(undefined);
          }}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
          @blur=${() => {
            this.isEntered = false;
            if (!this.editing) lab.selection.choose(undefined);
          }}
        ></canvas>
        ${hidden.map((_, index) => unitControl(lab, index))}
        <div class="network-names" aria-hidden="true"></div>
        <div class="tip" hidden></div>
        <p class="unseen" role="status" aria-live="polite"></p>
      </div>
      ${weightEditor({ lab, selection: this.editing, layout: this.layout, close: (isDone) => this.leave(isDone) })}
      <div class="network-foot">
        <span class="scale">
          <span class="number weight-low"></span><span class="scale-bar weight-bar"></span
          ><span class="number weight-high"></span>
        </span>
        <span class="link-key">${linkMenu(lab)} <span class="link-legend quiet"></span></span>
        <span class="key">${keyLine('solid')}${text.positive}</span>
        <span class="key">${keyLine('dashed')}${text.negative}</span>
        ${lab.instruments.open.has('units')
          ? [1, 2].map((state) => html`<span class="key">${sign(state)}${text.units.states[state]}</span>`)
          : nothing}
      </div>
      ${weights({ lab })}
    </figure>`;
  }

  updated() {
    const stage = this.querySelector('.network-stage');
    const element = this.querySelector('canvas');
    if (!this.lab || !stage || !element) return;
    if (!this.painter) {
      this.painter = new NetworkPainter(new Canvas(element));
      this.observer.observe(stage);
    }
    this.arrange(this.lab);
  }

  /**
   * Recompute the layout of the diagram and draw it.
   *
   * @param {Lab} lab
   */
  arrange(lab) {
    const stage = this.querySelector('.network-stage');
    if (!this.painter || !stage || !lab.opened) return;
    const { clientWidth, clientHeight } = stage;
    if (!clientWidth) return;
    const { network } = lab.opened;
    const old = this.layout;
    if (old?.network !== network || old.width !== clientWidth || old.height !== clientHeight) {
      const lettering = letteringOf();
      const roomOf = (/** @type {boolean} */ isBundled, /** @type {boolean} */ hasShapes) =>
        roomFor(network, isBundled, clientWidth, hasShapes, lettering);
      this.layout = new NetworkLayout(network, clientWidth, clientHeight, lengthOf('layer-button'), roomOf);
      this.painter.canvas.resize(clientWidth, clientHeight);
      this.writeNames(lab, namesIn(this.layout, lettering));
    }
    this.placeControls();
    this.repaint();
  }

  /**
   * Pointing at a name selects its unit, as pointing at the unit does.
   *
   * @param {Lab} lab
   * @param {Name[]} names
   */
  writeNames(lab, names) {
    const elements = names.map(({ words, x, y, side, place }) => {
      const element = document.createElement('span');
      element.className = `network-name is-${side}`;
      element.textContent = words;
      element.style.left = `${x}px`;
      element.style.top = `${y}px`;
      if (place) {
        element.addEventListener('pointerenter', () => lab.selection.choose(place));
        element.addEventListener('pointerdown', (event) => this.press(lab, event, place));
        element.addEventListener('pointerleave', ({ pointerType }) => {
          if (pointerType === 'mouse' && !this.editing) lab.selection.choose(undefined);
        });
      }
      return element;
    });
    this.querySelector('.network-names')?.replaceChildren(...elements);
  }

  /** @param {Lab} lab */
  mark(lab) {
    this.classList.toggle('is-stale', lab.isStale);
  }

  placeControls() {
    const { layout } = this;
    if (!layout) return;
    const { places, room } = layout.controls(lengthOf('layer-button'));
    this.querySelectorAll('.layer-control').forEach((control, index) => {
      if (!(control instanceof HTMLElement)) return;
      control.classList.toggle('is-narrow', layout.isNarrow);
      control.style.maxWidth = layout.isNarrow ? `${room}px` : '';
      control.style.transform = `translateX(calc(${places[index] ?? 0}px - 50%))`;
      control.hidden = index >= places.length;
    });
  }

  /** @param {Lab} lab */
  paint(lab) {
    if (!this.painter || !this.layout || !lab.opened) return;
    if (this.layout.network !== lab.opened.network) return;
    const { opened, frame, linkKind } = lab;
    const { place } = lab.selection;
    const { highlight } = microscopeOf(lab);
    const gradients = gradientsOf(lab);
    this.painter.thumbnailSide = opened.map_size / 2;
    this.painter.spot = spotOf(opened, lab.selection);
    this.painter.path = pathOf(lab);
    const isComplete = this.painter.paint(this.layout, opened, frame, place, linkKind, highlight);
    this.painter.paintStates(this.layout, (layer, unit) => gradients.unit(layer, unit)?.state ?? 0);
    if (!isComplete || !this.painter.hasArrived) lab.painting.request(this.paintNow);
    this.paintLegend(linkKind, this.painter);
    this.describe(lab);
  }

  /**
   * Write the limits of the scale and the meaning of the lines.
   *
   * @param {LinkKind} kind
   * @param {NetworkPainter} painter with the values at full colour
   */
  paintLegend(kind, { full: values, fullSignal, path }) {
    const full = formatShort(path ? fullSignal : values[kind === 'all' ? 'weight' : kind]);
    const words = path ? text.touch.signals : text.linkLegend(kind, formatShort(values.gradient), formatShort(values.update));
    const [low, high, legend] = this.querySelectorAll('.weight-low, .weight-high, .link-legend');
    if (!low || !high || !legend) return;
    if (high.textContent !== `+${full}`) [low.textContent, high.textContent] = [`−${full}`, `+${full}`];
    if (legend.textContent !== words) legend.textContent = words;
    const foot = this.querySelector('.network-foot');
    foot?.classList.toggle('is-gradient', kind === 'gradient' && !path);
    foot?.classList.toggle('is-path', Boolean(path));
  }

  /**
   * Show the numbers of the selection next to it.
   *
   * @param {Lab} lab
   */
  describe(lab) {
    const tip = this.querySelector('.tip');
    const spoken = this.querySelector('.unseen[role]');
    if (!(tip instanceof HTMLElement) || !spoken || !this.layout) return;
    const { place: chosen } = lab.selection;
    const lines = chosen && !this.editing ? numbersOf(lab, chosen) : [];
    tip.hidden = !lines.length;
    if (!chosen || !lines.length) return;
    tip.replaceChildren(definitionList(lines));
    const { layer, unit, source } = chosen;
    const place = this.layout.place(layer, unit);
    const from = source === null ? place : this.layout.place(layer - 1, source);
    const x = (place.x + from.x) / 2 + (source === null ? place.size / 2 + 10 : 10);
    const y = (place.y + from.y) / 2 + 12;
    const left = Math.max(0, Math.min(x, this.layout.width - tip.offsetWidth - 2));
    const top = Math.min(y, this.layout.height - tip.offsetHeight - 2);
    tip.style.transform = `translate(${left}px, ${top}px)`;
    if (document.activeElement === this.querySelector('canvas') && !lab.isPlaying) {
      const words = lines.map((line) => line.filter(Boolean).join(' ')).join(', ');
      if (spoken.textContent !== words) spoken.textContent = words;
    }
  }

  /**
   * @param {Lab} lab
   * @param {PointerEvent} event
   */
  point(lab, event) {
    this.isEntered = false;
    if (!this.editing) lab.selection.choose(this.layout?.at(event.offsetX, event.offsetY));
  }

  /**
   * A click starts editing; the first touch of a finger only shows the numbers, as pointing with a mouse does.
   *
   * @param {Lab} lab
   * @param {PointerEvent} event
   * @param {Place} [target]
   */
  press(lab, event, target = this.layout?.at(event.offsetX, event.offsetY)) {
    const before = lab.selection.place;
    // Pressing here does not move the focus, so the editor must be closed explicitly.
    const editor = this.querySelector('cr-weight-editor');
    if (editor instanceof CrWeightEditor) editor.leave(lab);
    lab.selection.choose(target);
    const wasShown = event.pointerType === 'mouse' || isSame(before, target);
    if (!target || !wasShown || event.button !== 0) return this.requestUpdate();
    event.preventDefault();
    this.edit(lab, target);
  }

  /**
   * Open the editor of a number, if it can be edited.
   *
   * @param {Lab} lab
   * @param {Place} selection
   */
  edit(lab, selection) {
    const hasWeights = lab.network && lab.frame?.arrays.theta && choicesAt(lab.network, selection).length > 0;
    this.editing = lab.isLive && hasWeights ? selection : undefined;
    this.requestUpdate();
  }

  /** @param {boolean} isDone whether the editor was left by a key; the diagram then gets the focus */
  leave(isDone) {
    this.editing = undefined;
    if (isDone) this.querySelector('canvas')?.focus();
    else this.lab?.selection.choose(undefined);
    this.requestUpdate();
  }

  /**
   * Arrows move between units; Enter goes from a unit to its incoming links, and Escape goes back; Enter on a link, or
   * E on a link or a unit, starts editing. While the microscope is open, ↑ and ↓ select first, because ←, → and Escape
   * are the microscope's.
   *
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   */
  key(lab, event) {
    if (!this.layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const isWalking = microscopeOf(lab).isOpen && !this.isEntered;
    if (isWalking && ['ArrowLeft', 'ArrowRight', 'Escape'].includes(event.key)) return;
    const { place } = lab.selection;
    const isEdit = event.key.toLowerCase() === 'e' || (event.key === 'Enter' && place?.source !== null);
    if (place && isEdit) {
      event.preventDefault();
      event.stopPropagation();
      return this.edit(lab, place);
    }
    const next = moved(this.layout, place ?? { layer: 0, unit: -1, source: null }, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.isEntered = next !== undefined;
    lab.selection.choose(next);
  }
}

/** @returns {Lettering} the lettering of the page's smallest text */
function letteringOf() {
  const context = document.createElement('canvas').getContext('2d');
  const size = lengthOf('small');
  if (context) context.font = `${size}px ${palette().sans}`;
  // Rounded up, because letters may be slightly wider on the page than on a canvas.
  return { size, measure: (words) => Math.ceil((context?.measureText(words).width ?? 0) + 1) };
}

/**
 * The path of an example through the network: the example under the pointer or, while the microscope is closed, the
 * pinned one. An open microscope pins the example that it shows.
 *
 * @param {Lab} lab
 */
function pathOf(lab) {
  const { activations, signals } = touchOf(lab).known?.arrays ?? {};
  const isPointed = lab.selection.pointed !== undefined || !microscopeOf(lab).isOpen;
  return isPointed && activations && signals ? { activations, signals, score: scoreOf(lab) } : undefined;
}

customElements.define('cr-network', CrNetwork);

/** @param {{ lab: Lab }} properties */
export const network = ({ lab }) =>
  html`<cr-network class="network" .lab=${lab}></cr-network>`;
