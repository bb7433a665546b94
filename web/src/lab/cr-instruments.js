import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */

/** After this time, the content of an instrument is expected to have arrived. */
const GROWS_MS = 2000;

/**
 * `<cr-instruments>`: a row of buttons that open instruments below: gradients over time, fleets, and
 * the loss landscape.
 */
export class CrInstruments extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    const { instruments } = lab;
    const shown = instruments.rows.filter(({ name }) => instruments.open.has(name));
    return html`<div class="instrument-buttons" role="group" aria-label=${text.instruments}>
        <span class="quiet" aria-hidden="true">${text.instruments}</span>
        ${instruments.rows.map(({ name, label }) =>
          label
            ? html`<button
                type="button"
                class="pill"
                aria-pressed=${instruments.open.has(name)}
                ?disabled=${!lab.isLive}
                @click=${() => this.toggle(lab, name)}
              >
                ${label}
              </button>`
            : nothing,
        )}
      </div>
      ${shown.some(({ view }) => view) ? html`<div class="instruments">
            ${shown.map(({ name, view }) => html`<div class="instrument" data-instrument=${name}>${view?.({ lab })}</div>`)}
          </div>` : nothing}`;
  }

  /**
   * @param {Lab} lab
   * @param {string} name
   */
  toggle({ instruments }, name) {
    instruments.toggle(name);
    if (instruments.open.has(name)) this.bringIntoView(name);
  }

  /**
   * Scroll to an opened instrument as soon as it is rendered, and again while its content arrives from Python, until
   * the reader does something else.
   *
   * @param {string} name
   */
  bringIntoView(name) {
    requestAnimationFrame(() => {
      const instrument = this.querySelector(`[data-instrument="${name}"]`)?.firstElementChild;
      if (!instrument) return;
      const ended = new AbortController();
      const { signal } = ended;
      const end = () => ended.abort();
      const grown = new ResizeObserver(() => instrument.scrollIntoView({ block: 'nearest' }));
      grown.observe(instrument);
      signal.addEventListener('abort', () => grown.disconnect());
      for (const type of ['wheel', 'pointerdown', 'keydown']) addEventListener(type, end, { signal, passive: true });
      this.until('follow', end);
      this.delay('followed', end, GROWS_MS);
    });
  }
}

customElements.define('cr-instruments', CrInstruments);

/**
 * Open an instrument unless it is already open, and scroll to it.
 *
 * @param {Lab} lab
 * @param {string} name
 */
export function openInstrument({ instruments }, name) {
  if (!instruments.open.has(name)) instruments.toggle(name);
  const row = document.querySelector('cr-instruments');
  if (row instanceof CrInstruments) row.bringIntoView(name);
}

/** @param {{ lab: Lab }} properties */
export const instruments = ({ lab }) => html`<cr-instruments .lab=${lab}></cr-instruments>`;
