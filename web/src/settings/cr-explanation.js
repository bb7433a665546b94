import { LitElement, html, nothing } from 'lit';
import { CHAPTERS } from '../text/learn/chapters.js';
import { text } from '../text/index.js';

/** A pointer that only crosses a setting shows no explanation; one that rests there does. */
const REST_MS = 250;
const EXPLAINED = '[data-explained]';

/**
 * The glossary's entries on a setting and on its value, for the attribute `data-explained` of its control.
 *
 * @param {string} name
 * @param {unknown} [value]
 */
export function explained(name, value) {
  const keys = [name, `${name}.${String(value)}`].filter((key) => key in text.glossary);
  return keys.length ? keys.join(' ') : nothing;
}

/**
 * `<cr-explanation>`: the glossary's explanation of the setting that has the focus or on which the mouse rests.
 */
export class CrExplanation extends LitElement {
  static properties = { keys: { state: true } };

  constructor() {
    super();
    this.keys = '';
    /** @type {Element | undefined} */
    this.focused = undefined;
    /** @type {Element | undefined} */
    this.explains = undefined;
    this.resting = 0;
    this.watcher = new MutationObserver(() => this.read());
    this.onFocus = (/** @type {FocusEvent} */ event) => {
      if (this.contains(/** @type {Node} */ (event.target))) return;
      this.focused = explainedAround(event.target);
      this.explain(this.focused);
    };
    this.onPointer = (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== 'mouse') return;
      clearTimeout(this.resting);
      if (this.contains(/** @type {Node} */ (event.target))) return;
      const target = explainedAround(event.target) ?? this.focused;
      if (target !== this.explains) this.resting = window.setTimeout(() => this.explain(target), REST_MS);
    };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('focusin', this.onFocus);
    document.addEventListener('pointerover', this.onPointer);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.resting);
    this.watcher.disconnect();
    document.removeEventListener('focusin', this.onFocus);
    document.removeEventListener('pointerover', this.onPointer);
  }

  /** @param {Element | undefined} control */
  explain(control) {
    this.explains = control;
    this.watcher.disconnect();
    if (control) this.watcher.observe(control, { attributes: true, attributeFilter: ['data-explained'] });
    this.read();
  }

  read() {
    this.keys = this.explains?.getAttribute('data-explained') ?? '';
  }

  /** The keyboard focus is not hidden behind the explanation. */
  updated() {
    const box = this.firstElementChild?.getBoundingClientRect();
    const control = this.explains?.querySelector(':focus-visible');
    const place = control?.getBoundingClientRect();
    if (box && place && place.bottom > box.top && place.top < box.bottom) control?.scrollIntoView({ block: 'center' });
  }

  render() {
    if (!this.keys) return nothing;
    return html`<div class="explanation" role="note" aria-label=${text.glossaryTitle}>
      ${this.keys.split(' ').map((key) => entry(key))}
    </div>`;
  }
}

/** @param {EventTarget | null} target */
function explainedAround(target) {
  return (target instanceof Element && target.closest(EXPLAINED)) || undefined;
}

/** @param {string} key of the glossary */
function entry(key) {
  const { term, meaning, chapter: file } = /** @type {import('../text/en/glossary.js').Term} */ (text.glossary[key]);
  const at = CHAPTERS.findIndex((other) => other.file === file);
  return html`<p><strong>${term}:</strong> ${meaning}
    ${at < 0 ? nothing : html`<a href="./learn/${file}.html">${text.inChapter(at + 1, CHAPTERS[at]?.title ?? '')}</a>`}</p>`;
}

customElements.define('cr-explanation', CrExplanation);
