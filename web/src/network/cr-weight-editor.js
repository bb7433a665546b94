import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { curve } from '../touch/curve.js';
import { touchOf } from '../touch/state.js';
import { keyOf } from '../model/actions.js';
import { choiceOf, choicesAt } from '../touch/weights.js';
import { text } from '../text/index.js';
import { asNumber, formatSigned } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Choice } from '../touch/weights.js' */
/** @import { NetworkLayout } from './network-layout.js' */
/** @import { Lab } from '../model/lab.js' */
/** @import { Place as Chosen } from '../model/places.js' */

/**
 * `<cr-weight-editor>`: an editor on the diagram for one weight of a unit or link, with a text field and a slider that
 * change the weight, and the loss along it with the tangent at the current value. Escape reverts the change; everything
 * else that closes the editor keeps it.
 *
 * Properties
 * ----------
 * selection : the unit or link to edit; undefined if none is.
 * layout : the layout of the diagram.
 * close : called with whether the user finished, rather than chose something else.
 */
export class CrWeightEditor extends LabElement {
  static properties = {
    ...LabElement.properties,
    selection: { attribute: false },
    layout: { attribute: false },
    close: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Chosen | undefined} */
    this.selection = undefined;
    /** @type {NetworkLayout | undefined} */
    this.layout = undefined;
    /** @type {(isDone: boolean) => void} */
    this.close = () => {};
    this.isWrong = false;
    /** Whether the pointer still holds the slider of a drag that was reverted. */
    this.isIgnored = false;
  }

  /** @param {Lab} lab */
  view(lab) {
    const { selection } = this;
    if (!selection || !lab.network) return nothing;
    const touch = touchOf(lab);
    const choices = choicesAt(lab.network, selection);
    const choice = choices.find(({ index }) => index === touch.index);
    return html`<form
      class="weight-editor"
      aria-label=${choice?.words ?? nothing}
      @submit=${(/** @type {Event} */ event) => this.submit(lab, event)}
      @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
      @focusout=${(/** @type {FocusEvent} */ event) => this.blurred(lab, event)}
    >
      <div class="weight-head">
        ${this.menu(lab, choices)}
        <button type="button" class="text-button" aria-label=${text.touch.close} title=${text.touch.close} @click=${() => this.leave(lab)}>×</button>
      </div>
      <label
        ><span class="quiet">${choice?.isBias ? text.editBias : text.editWeight}</span>
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          aria-invalid=${this.isWrong ? 'true' : nothing}
          @blur=${() => this.apply(lab)}
      /></label>
      ${this.isWrong ? html`<p class="field-error" role="alert">${text.notANumber}</p>` : nothing}
      ${this.slider(lab, choice)}${this.loss(lab, choice)}
    </form>`;
  }

  /**
   * A menu of the unit's weights.
   *
   * @param {Lab} lab
   * @param {Choice[]} choices
   */
  menu(lab, choices) {
    const { index } = touchOf(lab);
    return html`<select
      class="quiet-menu"
      aria-label=${text.touch.which}
      @change=${(/** @type {Event} */ event) => {
        touchOf(lab).open(Number(/** @type {HTMLSelectElement} */ (event.target).value));
        this.isWrong = false;
      }}
    >
      ${choices.map((choice) => html`<option value=${choice.index} title=${choice.words} .selected=${live(choice.index === index)}>${choice.name}</option>`)}
    </select>`;
  }

  /**
   * @param {Lab} lab
   * @param {Choice | undefined} choice
   */
  slider(lab, choice) {
    const touch = touchOf(lab);
    const { along, value } = touch;
    const [low, high] = along ? [along.low, along.high] : [value - 1, value + 1];
    return html`<input
      class="range"
      type="range"
      min=${low}
      max=${high}
      step="any"
      aria-label=${`${choice?.name ?? ''}, ${choice?.words ?? ''}`}
      aria-valuetext=${text.touch.spoken(value, along)}
      ?disabled=${!along}
      .value=${live(String(value))}
      @pointerdown=${() => {
        this.isIgnored = false;
        touch.startChange(true);
      }}
      @pointercancel=${() => touch.end()}
      @input=${(/** @type {Event} */ event) => this.slide(lab, /** @type {HTMLInputElement} */ (event.target))}
      @change=${() => {
        if (touch.isDragged) touch.end();
      }}
    />`;
  }

  /**
   * The loss along the weight, and the slope in words.
   *
   * @param {Lab} lab
   * @param {Choice | undefined} choice
   */
  loss(lab, choice) {
    const { along } = touchOf(lab);
    if (!along || !choice) return html`<div class="loss-along"></div>`;
    const { isBias } = choice;
    return html`${curve(along, choice.name)}
      <p class="slope">${along.is_frozen ? text.touch.frozen(isBias) : text.touch.slope(along.slope, isBias)}</p>
      ${along.is_slow ? nothing : html`<p class="quiet">${text.touch.about(along.examples, Boolean(lab.frame?.penalty))}</p>`}
      ${lab.isPlaying ? html`<p class="quiet">${text.touch.pauses}</p>` : nothing}`;
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    super.updated(changed);
    const { input, lab, selection } = this;
    if (!lab) return;
    if (changed.has('selection')) this.start(lab, selection);
    else if (input && (document.activeElement !== input || touchOf(lab).isDragged)) this.show(touchOf(lab).value);
    this.place();
  }

  /**
   * Show another unit or link, or nothing.
   *
   * @param {Lab} lab
   * @param {Chosen | undefined} selection
   */
  start(lab, selection) {
    const touch = touchOf(lab);
    const choice = selection && lab.network && choiceOf(lab.network, selection);
    if (!choice) return touch.close();
    touch.open(choice.index);
    this.show(this.value(lab));
    // On a touch screen, the text field would open the keyboard.
    const field = matchMedia('(pointer: coarse)').matches ? this.querySelector('select') : this.input;
    field?.focus({ preventScroll: true });
    this.input?.select();
    this.reveal();
  }

  /** Below the diagram, as on a phone, the transport could cover the editor. */
  reveal() {
    const form = this.querySelector('form');
    if (form && getComputedStyle(form).position !== 'absolute') form.scrollIntoView({ block: 'nearest' });
  }

  get input() {
    return this.querySelector('input');
  }

  /** The field's text in JavaScript's number format. */
  get typed() {
    return asNumber(this.input?.value ?? '');
  }

  /** Place the editor in the half of the diagram that does not contain the selected unit or link. */
  place() {
    const form = this.querySelector('form');
    const { layout, selection } = this;
    if (!form || !layout || !selection) return;
    const { layer, unit, source } = selection;
    const to = layout.place(layer, unit);
    const from = source === null ? to : layout.place(layer - 1, source);
    form.classList.toggle('is-left', (to.x + from.x) / 2 > layout.width / 2);
  }

  /** @param {Lab} lab */
  value(lab) {
    const { index } = touchOf(lab);
    return index === undefined ? 0 : (lab.frame?.arrays.theta?.[index] ?? 0);
  }

  /** @param {number} value */
  show(value) {
    const words = shown(value);
    if (this.input && this.input.value !== words) this.input.value = words;
  }

  /**
   * The slider was moved.
   *
   * @param {Lab} lab
   * @param {HTMLInputElement} range
   */
  slide(lab, range) {
    const touch = touchOf(lab);
    if (this.isIgnored) {
      range.value = String(touch.value);
      return;
    }
    const { step = 0.01 } = touch.along ?? {};
    touch.set(Number((Math.round(Number(range.value) / step) * step).toFixed(6)));
  }

  /**
   * Apply the typed number.
   *
   * @param {Lab} lab
   * @returns {boolean} whether the text is a number
   */
  apply(lab) {
    const { input, selection } = this;
    if (!input || !selection) return true;
    const typed = this.typed;
    this.isWrong = typed === '' || !Number.isFinite(Number(typed));
    const touch = touchOf(lab);
    // A number that was not edited keeps the digits that are not shown.
    const isSame = [this.value(lab), touch.value].some((value) => typed === asNumber(shown(value)));
    if (!this.isWrong && !isSame) touch.set(Number(typed));
    this.requestUpdate();
    return !this.isWrong;
  }

  /** @param {Lab} lab @param {Event} event */
  submit(lab, event) {
    event.preventDefault();
    if (this.apply(lab)) this.finish(lab, true);
  }

  /**
   * The focus has moved elsewhere, so the change becomes one step for Undo.
   *
   * @param {Lab} lab
   * @param {FocusEvent} event
   */
  blurred(lab, { relatedTarget }) {
    const isInside = relatedTarget instanceof Node && this.contains(relatedTarget);
    if (!isInside && !touchOf(lab).isDragged) touchOf(lab).end();
  }

  /** @param {Lab} lab */
  leave(lab) {
    if (!this.selection) return;
    this.apply(lab);
    this.finish(lab, false);
  }

  /** @param {Lab} lab @param {boolean} isDone */
  finish(lab, isDone) {
    touchOf(lab).close();
    this.selection = undefined;
    this.isWrong = false;
    this.close(isDone);
  }

  /** @param {Lab} lab @param {KeyboardEvent} event */
  key(lab, event) {
    const touch = touchOf(lab);
    if (event.key === 'Escape') {
      event.preventDefault();
      const wasDragged = touch.isDragged;
      this.isIgnored = wasDragged;
      touch.cancel();
      if (!wasDragged) this.finish(lab, true);
    } else if (event.target === this.input) {
      this.nudge(lab, event);
    } else if (['Ctrl-Z', 'Ctrl-Shift-Z', 'Ctrl-Y'].includes(keyOf(event))) {
      // A slider has no undo of its own; everything that was changed here is one step for Undo.
      event.preventDefault();
      touch.end();
      if (keyOf(event) === 'Ctrl-Z') lab.undo();
      else lab.redo();
    }
    event.stopPropagation();
  }

  /**
   * Handle ↑ and ↓ in the text field.
   *
   * @param {Lab} lab
   * @param {KeyboardEvent} event
   */
  nudge(lab, event) {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction || !this.apply(lab)) return;
    event.preventDefault();
    const size = event.shiftKey ? 1 : event.altKey ? 0.01 : 0.1;
    const value = Number((Number(this.typed) + direction * size).toFixed(6));
    touchOf(lab).set(value);
    this.show(value);
  }
}

/** @param {number} value */
const shown = (value) => formatSigned(value).replace('+', '');

customElements.define('cr-weight-editor', CrWeightEditor);

/**
 * @param {{ lab: Lab, selection: Chosen | undefined, layout: NetworkLayout | undefined,
 *   close: (isDone: boolean) => void }} properties
 */
export const weightEditor = ({ lab, selection, layout, close }) =>
  html`<cr-weight-editor .lab=${lab} .selection=${selection} .layout=${layout} .close=${close}></cr-weight-editor>`;
