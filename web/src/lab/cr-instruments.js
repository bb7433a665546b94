import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */

/**
 * `<cr-instruments>`: a row of buttons that open instruments below: gradients over time, fleets, and
 * the loss landscape.
 */
export class CrInstruments extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    const { instruments } = lab;
    const shown = instruments.wings.filter(({ name }) => instruments.open.has(name));
    return html`<div class="instrument-buttons" role="group" aria-label=${text.instruments}>
        <span class="quiet" aria-hidden="true">${text.instruments}</span>
        ${instruments.wings.map(({ name, label }) =>
          label
            ? html`<button
                type="button"
                class="pill"
                aria-pressed=${instruments.open.has(name)}
                ?disabled=${!lab.isLive}
                @click=${() => instruments.toggle(name)}
              >
                ${label}
              </button>`
            : nothing,
        )}
      </div>
      ${shown.some(({ view }) => view) ? html`<div class="panels">${shown.map(({ view }) => view?.({ lab }))}</div>` : nothing}`;
  }
}

customElements.define('cr-instruments', CrInstruments);

/** @param {{ lab: Lab }} properties */
export const instruments = ({ lab }) => html`<cr-instruments .lab=${lab}></cr-instruments>`;
