import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { fleet } from '../fleets/cr-fleet.js';
import { histograms } from '../gradients/cr-histograms.js';
import { landscape } from '../landscape/cr-landscape.js';
import { noise } from '../gradients/cr-noise.js';
import { race } from '../fleets/cr-race.js';
import { sanity } from '../sanity/cr-sanity.js';
import { units } from '../gradients/cr-units.js';
import { updates } from '../gradients/cr-updates.js';
import { verdict } from '../gradients/cr-verdict.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */

/**
 * An instrument as the row of buttons has it: its name in `lab.instruments`, and its figure.
 *
 * @typedef {object} Panel
 * @property {string} name
 * @property {string} label
 * @property {(properties: { lab: Lab }) => unknown} view
 */

/** @type {Panel[]} */
const PANELS = [
  { name: 'verdict', label: text.verdict.title, view: verdict },
  { name: 'sanity', label: text.sanity.title, view: sanity },
  { name: 'histograms', label: text.histograms.title, view: histograms },
  { name: 'updates', label: text.updates.title, view: updates },
  { name: 'units', label: text.units.title, view: units },
  { name: 'noise', label: text.noise.title, view: noise },
  { name: 'landscape', label: text.landscape, view: landscape },
  { name: 'fleet', label: text.fleet, view: fleet },
  { name: 'race', label: text.race, view: race },
];

/**
 * `<cr-instruments>`: a row of buttons, each of which opens a figure below: gradients over time, many
 * networks at once, the loss around the weights.
 */
export class CrInstruments extends LabElement {
  /** @param {Lab} lab */
  changes(lab) {
    return [lab.changed, lab.instruments.changed];
  }

  /** @param {Lab} lab */
  view(lab) {
    if (!PANELS.length) return nothing;
    const { instruments } = lab;
    const shown = PANELS.filter(({ name }) => instruments.open.has(name));
    return html`<div class="instrument-buttons" role="group" aria-label=${text.instruments}>
        <span class="quiet" aria-hidden="true">${text.instruments}</span>
        ${PANELS.map(
          ({ name, label }) =>
            html`<button
              type="button"
              class="pill"
              aria-pressed=${instruments.open.has(name)}
              ?disabled=${!lab.isLive}
              @click=${() => instruments.toggle(name)}
            >
              ${label}
            </button>`,
        )}
      </div>
      ${shown.length ? html`<div class="panels">${shown.map(({ view }) => view({ lab }))}</div>` : nothing}`;
  }
}

customElements.define('cr-instruments', CrInstruments);

/** @param {{ lab: Lab }} properties */
export const instruments = ({ lab }) => html`<cr-instruments .lab=${lab}></cr-instruments>`;
