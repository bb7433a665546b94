import { LitElement, nothing } from 'lit';
import { watch } from '../signals/tracked.js';
import { onThemeChange } from './drawing/palette.js';

/** @import { Lab } from '../model/lab.js' */

/**
 * The base class of the lab's elements. It holds the lab, tracks the parts of the model that an element shows, and
 * renders into the page without a shadow root, so that one style sheet applies both to the shell shown before any
 * script runs and to the elements that replace it, and labels can refer to other elements.
 *
 * An element reads the model in `view`, which returns its template, in `paint`, which draws and writes values that
 * change with the run, and in `mark`, which sets attributes of the element. Each is called again only when a part of
 * the model that it read has changed.
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
    /** Milliseconds between two renderings while the run trains. */
    this.renderMs = 0;
    /** Milliseconds between two paints while the run trains; more frequent paints would not be visible. */
    this.paintMs = 0;
    this.paintedAt = -Infinity;
    /** Functions that stop observers of the model and timers, by purpose. */
    /** @type {Map<string, () => void>} */
    this.endings = new Map();
    this.addController({ hostUpdated: () => LabElement.afterUpdate(this) });
  }

  /** Called after every update of any element. */
  /** @type {(element: LabElement) => void} */
  static afterUpdate = () => {};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.until('theme', onThemeChange(() => this.repaint()));
    if (this.hasUpdated) this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const end of this.endings.values()) end();
    this.endings.clear();
  }

  /**
   * Keep an observer or timer until it is replaced or the element is removed.
   *
   * @param {string} what
   * @param {() => void} end
   */
  until(what, end) {
    this.endings.get(what)?.();
    this.endings.set(what, end);
  }

  /**
   * @param {string} what
   * @param {() => void} act
   * @param {number} ms
   */
  delay(what, act, ms) {
    const timer = setTimeout(act, ms);
    this.until(what, () => clearTimeout(timer));
  }

  render() {
    const { lab } = this;
    if (!lab || !this.isConnected) return nothing;
    const { value, stop } = watch(
      () => this.view(lab),
      () => (this.renderMs && this.isMoving(lab) ? this.delay('render', () => this.requestUpdate(), this.renderMs) : this.requestUpdate()),
    );
    this.until('view', stop);
    this.markNow();
    return value;
  }

  /** @param {import('lit').PropertyValues} _changed */
  updated(_changed) {
    this.repaint();
  }

  /** Set the element's attributes, now and whenever their dependencies change. */
  markNow() {
    const { lab } = this;
    if (!lab) return;
    const { stop } = watch(() => this.mark(lab), () => this.markNow());
    this.until('mark', stop);
  }

  /** Paint now, and again at the next screen refresh after a dependency has changed. */
  repaint() {
    const { lab } = this;
    if (!lab || !this.hasUpdated || !this.isConnected) return;
    this.paintedAt = performance.now();
    const { stop } = watch(() => this.paint(lab), () => this.repaintSoon());
    this.until('paint', stop);
  }

  repaintSoon() {
    const { lab } = this;
    if (!lab) return;
    const wait = this.isMoving(lab) ? this.paintedAt + this.paintMs - performance.now() : 0;
    if (wait > 0) lab.painting.requestLater(this.paintNow, wait);
    else lab.painting.request(this.paintNow);
  }

  /** This is the same function for every request, so that the element is painted only once. */
  paintNow = () => this.repaint();

  /**
   * Whether the content changes continuously, in which case not every change has to be shown.
   *
   * @param {Lab} lab
   */
  isMoving(lab) {
    return lab.isPlaying;
  }

  /**
   * The element's template.
   *
   * @param {Lab} _lab
   * @returns {unknown}
   */
  view(_lab) {
    return nothing;
  }

  /**
   * Set classes and attributes of the element.
   *
   * @param {Lab} _lab
   */
  mark(_lab) {}

  /**
   * Draw, and write values that change with the run.
   *
   * @param {Lab} _lab
   */
  paint(_lab) {}

  /**
   * Write text into the template's placeholders for values that change with the run.
   *
   * @param {string} selector
   * @param {string} words
   */
  write(selector, words) {
    const place = this.querySelector(selector);
    if (place && place.textContent !== words) place.textContent = words;
  }
}
