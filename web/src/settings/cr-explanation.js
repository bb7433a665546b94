import { LitElement, html, nothing } from 'lit';
import { CHAPTERS } from '../text/learn/chapters.js';
import { text } from '../text/index.js';

const EXPLAINED = '[data-explained]';
/** Where the focus is on a setting or its explanation. */
const WITH_SETTINGS = '.settings, .training';
const RELEASES = /** @type {const} */ (['pointerup', 'pointercancel', 'keydown']);

/**
 * The keys of the glossary's entries on a setting and on its value, for the attribute `data-explained` of its control.
 *
 * @param {string} name
 * @param {unknown} [value]
 */
export function explained(name, value) {
  const keys = [name, `${name}.${String(value)}`].filter((key) => key in text.glossary);
  return keys.length ? keys.join(' ') : nothing;
}

/**
 * `<cr-explanation>`: the glossary's explanation of the setting that has the focus, in a place of its own, so that
 * it covers no control. Until a setting has the focus, it takes no room in the column of settings, and in
 * the sheet of training, the element says what it is for.
 */
export class CrExplanation extends LitElement {
  static properties = { keys: { state: true } };

  constructor() {
    super();
    this.keys = '';
    /** @type {Element | undefined} */
    this.explains = undefined;
    /** The control to explain once the pointer is released. */
    /** @type {Element | undefined} */
    this.next = undefined;
    this.watcher = new MutationObserver(() => this.read());
    this.isPressed = false;
    this.onPress = () => (this.isPressed = true);
    this.onRelease = () => this.release();
    this.onFocus = (/** @type {FocusEvent} */ { target }) => {
      if (!(target instanceof Element)) return;
      const control = target.closest(EXPLAINED);
      // The column must not move under a pressed pointer, except under a menu, whose list opens at once.
      if (control && this.isPressed && !(target instanceof HTMLSelectElement)) this.next = control;
      else if (control) this.explain(control);
      else if (!target.closest(WITH_SETTINGS)) this.explain(undefined);
    };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('focusin', this.onFocus);
    document.addEventListener('pointerdown', this.onPress, true);
    for (const type of RELEASES) document.addEventListener(type, this.onRelease, true);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
    document.removeEventListener('focusin', this.onFocus);
    document.removeEventListener('pointerdown', this.onPress, true);
    for (const type of RELEASES) document.removeEventListener(type, this.onRelease, true);
  }

  /** The pointer was released, or a key was pressed: the list of a menu hides the release. */
  release() {
    this.isPressed = false;
    const { next } = this;
    this.next = undefined;
    // The click comes after the release.
    if (next) setTimeout(() => this.explain(next));
  }

  /** @param {Element | undefined} control none if the focus is elsewhere */
  explain(control) {
    this.explains = control;
    this.watcher.disconnect();
    if (control) this.watcher.observe(control, { attributes: true, attributeFilter: ['data-explained'] });
    this.read();
  }

  read() {
    this.keys = this.explains?.getAttribute('data-explained') ?? '';
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    // The column became lower.
    if (changed.get('keys') === '' && this.keys) this.explains?.scrollIntoView({ block: 'nearest' });
  }

  render() {
    return html`<div class="explanation ${this.keys ? '' : 'is-empty'}" role="note" aria-label=${text.glossaryTitle} tabindex="0">
      ${this.keys ? entries(this.keys.split(' ')) : html`<p class="quiet">${text.chooseToExplain}</p>`}
    </div>`;
  }
}

/**
 * The entries of all settings in use, for windows in which the settings have no column of their own.
 *
 * @param {string[]} names
 * @param {Readonly<Record<string, unknown>>} values
 */
export function allExplanations(names, values) {
  const keys = names.flatMap((name) => [name, `${name}.${String(values[name])}`]).filter((key) => key in text.glossary);
  return html`<details class="all-explanations"><summary>${text.whatSettingsMean}</summary>${entries(keys)}</details>`;
}

/** @param {string[]} keys of the glossary */
const entries = (keys) => keys.map((key) => entry(key));

/** @param {string} key of the glossary */
function entry(key) {
  const { term, meaning, chapter: file } = /** @type {import('../text/en/glossary.js').Term} */ (text.glossary[key]);
  const at = CHAPTERS.findIndex((other) => other.file === file);
  return html`<p><strong>${term}:</strong> ${meaning}
    ${at < 0 ? nothing : html`<a href="./learn/${file}.html">${text.inChapter(at + 1, CHAPTERS[at]?.title ?? '')}</a>`}</p>`;
}

customElements.define('cr-explanation', CrExplanation);
