import { html, nothing } from 'lit';
import { indexOf } from '../model/places.js';
import { text } from '../text/index.js';
import { asNumber, formatSigned } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { NetworkLayout } from './network-layout.js' */
/** @import { Lab } from '../model/lab.js' */
/** @import { Place as Chosen } from '../model/places.js' */

/**
 * `<cr-weight-editor>`: a text field for a weight or a bias, placed on the diagram. Arrow keys change
 * it in small steps, which take effect immediately.
 *
 * Properties
 * ----------
 * selection : the unit or link to edit; undefined if none is.
 * layout : the layout of the diagram.
 * close : called with whether the user finished, rather than moved the focus away.
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
  }

  /** @param {Lab} lab */
  view(lab) {
    const { selection } = this;
    if (!selection || !lab.network) return nothing;
    const label = selection.source === null ? text.editBias : text.editWeight;
    return html`<form class="weight-editor" @submit=${(/** @type {Event} */ event) => this.submit(lab, event)}>
      <label
        ><span class="quiet">${label}</span>
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          aria-invalid=${this.isWrong ? 'true' : nothing}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(lab, event)}
          @blur=${() => this.leave(lab)}
      /></label>
      ${this.isWrong ? html`<p class="field-error" role="alert">${text.notANumber}</p>` : nothing}
    </form>`;
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    const { input } = this;
    if (!input || !this.lab) return;
    if (changed.has('selection')) {
      this.show(this.value(this.lab));
      input.focus();
      input.select();
    }
    this.place();
  }

  get input() {
    return this.querySelector('input');
  }

  /** The field's text in JavaScript's number format. */
  get typed() {
    return asNumber(this.input?.value ?? '');
  }

  place() {
    const form = this.querySelector('form');
    const { layout, selection } = this;
    if (!form || !layout || !selection) return;
    const { layer, unit, source } = selection;
    const to = layout.place(layer, unit);
    const from = source === null ? to : layout.place(layer - 1, source);
    const x = Math.min((to.x + from.x) / 2 + 10, layout.width - form.offsetWidth - 2);
    const y = Math.min((to.y + from.y) / 2 + 12, layout.height - form.offsetHeight - 2);
    form.style.transform = `translate(${Math.max(0, x)}px, ${y}px)`;
  }

  /** @param {Lab} lab */
  value({ opened, frame }) {
    if (!opened || !this.selection) return 0;
    return frame?.arrays['theta']?.[indexOf(opened.network, this.selection)] ?? 0;
  }

  /** @param {number} value */
  show(value) {
    if (this.input) this.input.value = shown(value);
  }

  /**
   * Apply the typed number.
   *
   * @param {Lab} lab
   * @returns {boolean} whether it is a number
   */
  apply(lab) {
    const { input, selection } = this;
    if (!input || !selection || !lab.opened) return true;
    const typed = this.typed;
    this.isWrong = typed === '' || !Number.isFinite(Number(typed));
    // A number that was not edited keeps digits that are not shown.
    const isSame = typed === asNumber(shown(this.value(lab)));
    if (!this.isWrong && !isSame) lab.edit(indexOf(lab.opened.network, selection), Number(typed));
    this.requestUpdate();
    return !this.isWrong;
  }

  /** @param {Lab} lab @param {Event} event */
  submit(lab, event) {
    event.preventDefault();
    if (this.apply(lab)) this.finish(true);
  }

  /** @param {Lab} lab */
  leave(lab) {
    if (!this.selection) return;
    this.apply(lab);
    this.finish(false);
  }

  /** @param {boolean} isDone */
  finish(isDone) {
    this.selection = undefined;
    this.isWrong = false;
    this.close(isDone);
  }

  /** @param {Lab} lab @param {KeyboardEvent} event */
  key(lab, event) {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Escape') {
      event.preventDefault();
      this.finish(true);
    } else if (direction && this.apply(lab) && lab.opened && this.selection) {
      event.preventDefault();
      const size = event.shiftKey ? 1 : event.altKey ? 0.01 : 0.1;
      const value = Number((Number(this.typed) + direction * size).toFixed(6));
      lab.edit(indexOf(lab.opened.network, this.selection), value);
      this.show(value);
    }
    event.stopPropagation();
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
