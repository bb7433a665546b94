import { LitElement, html, nothing } from 'lit';
import { CHAPTERS } from '../text/learn/chapters.js';
import { text } from '../text/index.js';

const EXPLAINED = '[data-explained]';

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
 * it covers and moves no control. Until a setting has the focus, the element says what it is for.
 */
export class CrExplanation extends LitElement {
  static properties = { keys: { state: true } };

  constructor() {
    super();
    this.keys = '';
    /** @type {Element | undefined} */
    this.explains = undefined;
    this.watcher = new MutationObserver(() => this.read());
    this.onFocus = (/** @type {FocusEvent} */ event) => {
      const control = event.target instanceof Element ? event.target.closest(EXPLAINED) : null;
      if (control) this.explain(control);
    };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('focusin', this.onFocus);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
    document.removeEventListener('focusin', this.onFocus);
  }

  /** @param {Element} control */
  explain(control) {
    this.explains = control;
    this.watcher.disconnect();
    this.watcher.observe(control, { attributes: true, attributeFilter: ['data-explained'] });
    this.read();
  }

  read() {
    this.keys = this.explains?.getAttribute('data-explained') ?? '';
  }

  render() {
    return html`<div class="explanation" role="note" aria-label=${text.glossaryTitle} tabindex="0">
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
