import { LitElement, nothing } from 'lit';
import { watch } from '../signals/tracked.js';
import { onThemeChange } from './palette.js';

/** @import { Lab } from '../model/lab.js' */

/**
 * What all elements of the lab share: the lab itself, listening to the parts of it that they show, and
 * rendering into the page (no shadow root), so that one style sheet serves the shell before any script
 * and the elements after it, and labels and descriptions reach across elements.
 *
 * An element reads the model in `view`, which makes its template, in `paint`, which draws and writes
 * what moves with the run, and in `mark`, which sets attributes of the element itself. Each is called
 * again when a part of the model that it read has changed, and only then.
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
    /** Milliseconds between two paints while the run trains; eyes need no more. */
    this.paintMs = 0;
    this.paintedAt = -Infinity;
    /** What ends watching the model, and timers, by what it is for. */
    /** @type {Map<string, () => void>} */
    this.endings = new Map();
  }

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
   * Go on with something until it is begun anew or the element leaves the page.
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

  /** Set the element's own attributes, now and whenever what they depend on has changed. */
  markNow() {
    const { lab } = this;
    if (!lab) return;
    const { stop } = watch(() => this.mark(lab), () => this.markNow());
    this.until('mark', stop);
  }

  /** Paint now; again, at the next refresh of the screen, after what was read has changed. */
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
    if (wait > 0) this.delay('wait', () => this.repaint(), wait);
    else lab.painting.request(this.paintNow);
  }

  /** The same function at every request, so that the element is painted once. */
  paintNow = () => this.repaint();

  /**
   * Whether what it shows moves without end, so that it need not show every change.
   *
   * @param {Lab} lab
   */
  isMoving(lab) {
    return lab.isPlaying;
  }

  /**
   * What the element is made of.
   *
   * @param {Lab} _lab
   * @returns {unknown}
   */
  view(_lab) {
    return nothing;
  }

  /**
   * Set classes and attributes of the element itself.
   *
   * @param {Lab} _lab
   */
  mark(_lab) {}

  /**
   * Draw, and write what moves with the run.
   *
   * @param {Lab} _lab
   */
  paint(_lab) {}

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
}
