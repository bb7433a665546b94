import { LitElement, nothing } from 'lit';
import { onThemeChange } from './palette.js';

/** @import { Lab } from '../model/lab.js' */

/**
 * What all elements of the lab share: the lab itself, listening to it, and rendering into the page
 * (no shadow root), so that one style sheet serves the shell before any script and the elements
 * after it, and labels and descriptions reach across elements.
 *
 * Properties
 * ----------
 * lab : the model to show.
 */
export class LabElement extends LitElement {
  static properties = /** @type {import('lit').PropertyDeclarations} */ ({
    lab: { attribute: false },
  });

  constructor() {
    super();
    /** @type {Lab | undefined} */
    this.lab = undefined;
    /** @type {(() => void)[]} */
    this.endings = [];
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.silence();
  }

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('lab')) this.listen();
  }

  listen() {
    this.silence();
    const { lab } = this;
    if (!lab || !this.isConnected) return;
    const paint = () => {
      if (this.hasUpdated) this.paint(lab);
    };
    this.endings = [
      ...this.changes(lab).map((signal) => signal.listen(() => this.requestUpdate())),
      ...this.paints(lab).map((signal) => signal.listen(paint)),
      onThemeChange(paint),
    ];
  }

  /**
   * What the element renders anew after.
   *
   * @param {Lab} lab
   */
  changes(lab) {
    return [lab.changed];
  }

  /**
   * What it draws anew after.
   *
   * @param {Lab} lab
   */
  paints(lab) {
    return [lab.painted];
  }

  silence() {
    for (const end of this.endings) end();
    this.endings = [];
  }

  render() {
    return this.lab ? this.view(this.lab) : nothing;
  }

  /**
   * What the element is made of; called when anything but the frame changes.
   *
   * @param {Lab} _lab
   * @returns {unknown}
   */
  view(_lab) {
    return nothing;
  }

  /**
   * Write words where the template has left room for what moves with the run.
   *
   * @param {string} selector
   * @param {string} words
   */
  write(selector, words) {
    const place = this.querySelector(selector);
    if (place && place.textContent !== words) place.textContent = words;
  }

  /**
   * Draw the newest frame; called at most once a screen refresh.
   *
   * @param {Lab} _lab
   */
  paint(_lab) {}
}
