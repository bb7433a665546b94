import { LitElement, html } from 'lit';
import { themeChanged } from '../../kit/drawing/palette.js';
import { text } from '../../text/index.js';

/** @typedef {'auto' | 'light' | 'dark'} Theme */

const KEY = 'chainrule-theme';
const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

/** `<cr-theme>`: light, dark, or the system's theme. The choice is stored in this browser. */
export class CrTheme extends LitElement {
  static properties = { theme: { state: true } };

  constructor() {
    super();
    /** @type {Theme} */
    this.theme = remembered();
    apply(this.theme);
  }

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  render() {
    return html`<button class="text-button quiet" type="button" @click=${() => this.next()}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.3" />
        <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
      <span class="theme-name">${text.theme}: </span><span class="theme-value">${text.themes[this.theme]}</span>
    </button>`;
  }

  next() {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'auto';
    apply(this.theme);
    try {
      localStorage.setItem(KEY, this.theme);
    } catch {
      // Without storage, the theme applies until the page is closed.
    }
    themeChanged();
  }
}

/** @returns {Theme} */
function remembered() {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** @param {Theme} theme */
function apply(theme) {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

customElements.define('cr-theme', CrTheme);
