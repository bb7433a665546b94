import { html } from 'lit';
import { text } from '../text/en.js';
import { formatSigned } from '../text/format.js';

/** @import { Lab } from '../state/lab.js' */

/**
 * Every weight and bias of the network in tables, one a layer: for screen readers, and for copying.
 *
 * @param {Lab} lab
 */
export function weightsTable({ opened, frame }) {
  const theta = frame?.arrays['theta'];
  if (!opened || theta?.length !== opened.network.parameters) return text.empty;
  const { features, layers } = opened.network;
  return layers.map((layer, index) => {
    const sources = index === 0 ? features : Array.from({ length: layer.inputs }, (_, i) => String(i + 1));
    const last = index === layers.length - 1;
    return html`<table>
      <caption>
        ${last ? text.output : `${text.layer} ${index + 1}`}
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
            <th scope="row">${unit + 1}</th>
            ${row.map((value) => html`<td>${formatSigned(value)}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>`;
  });
}
