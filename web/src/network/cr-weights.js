import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { formatSigned } from '../text/format.js';
import { layerName } from './layer-names.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */

/** The update interval, because a table that changes sixty times a second cannot be read. */
const REFRESH_MS = 500;

/** `<cr-weights>`: every weight as a number, on request. */
export class CrWeights extends LabElement {
  constructor() {
    super();
    this.isOpen = false;
    this.renderMs = REFRESH_MS;
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`<details class="weights" @toggle=${(/** @type {Event} */ event) => this.toggle(event)}>
      <summary>${text.weightsTable}</summary>
      <div class="weights-scroll" tabindex="0" role="group" aria-label=${text.weightsTable}>
        ${this.isOpen ? tables(lab) : nothing}
      </div>
    </details>`;
  }

  /** @param {Event} event */
  toggle(event) {
    this.isOpen = event.target instanceof HTMLDetailsElement && event.target.open;
    this.requestUpdate();
  }
}

/**
 * Every weight and bias of the network in one table per layer, for screen readers and for copying.
 *
 * @param {Lab} lab
 */
function tables({ opened, frame }) {
  const theta = frame?.arrays['theta'];
  if (!opened || theta?.length !== opened.network.parameters) return text.empty;
  const { features, layers, outputs } = opened.network;
  return layers.map((layer, index) => {
    if (!layer.is_dense) return nothing;
    const sources = index === 0 && features.length === layer.inputs ? features : Array.from({ length: layer.inputs }, (_, i) => String(i + 1));
    return html`<table>
      <caption>
        ${layerName(opened.network, index)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${text.unit}</th>
          ${sources.map((source) => html`<th scope="col">${source}</th>`)}
          <th scope="col">${text.bias}</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from({ length: layer.units }, (_, unit) => {
          const start = layer.offset + unit * (layer.inputs + 1);
          const row = [...theta.slice(start, start + layer.inputs + 1)];
          return html`<tr>
            <th scope="row">${index === layers.length - 1 ? outputs[unit] : unit + 1}</th>
            ${row.map((value) => html`<td>${formatSigned(value)}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>`;
  });
}

customElements.define('cr-weights', CrWeights);

/** @param {{ lab: Lab }} properties */
export const weights = ({ lab }) => html`<cr-weights .lab=${lab}></cr-weights>`;
