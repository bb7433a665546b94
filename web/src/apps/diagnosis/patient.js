/** One patient: the measurements, the risks, and the contribution of each measurement to the score. */
import { html, nothing } from 'lit';
import { diagnosis as text } from '../../text/apps/diagnosis.js';
import { formatPercent, formatSigned } from '../../text/format.js';

/** @import { Diagnosis as State } from './state.js' */
/** @import { Diagnosis, Received } from '../../generated/protocol' */

/** The largest number of measurements that are shown. */
const MOST = 10;

/** @param {State} state @param {Received<Diagnosis>} report */
export function patient(state, { arrays, patient: of, test }) {
  const order = [...arrays.contributions.keys()].sort((a, b) => size(arrays.contributions, b) - size(arrays.contributions, a));
  const shown = order.slice(0, MOST);
  const largest = size(arrays.contributions, shown[0] ?? 0);
  const score = [of.baseline, of.explained, of.remainder, of.score].map(formatSigned);
  return html`<section class="app-part app-wide" aria-labelledby="patient-heading">
    <h2 id="patient-heading">${text.patient}</h2>
    <div class="app-buttons" role="group" aria-labelledby="patient-heading">
      <button type="button" @click=${() => state.turn(-1)}>${text.previous}</button>
      <button type="button" @click=${() => state.turn(1)}>${text.next}</button>
      <output>${text.number(of.number + 1, test)}</output>
    </div>
    <p>${text.facts(formatPercent(of.risk), formatPercent(of.raw_risk), of.outcome)} ${of.truth === null ? nothing : text.truth(formatPercent(of.truth))}</p>
    <table class="app-table app-reasons">
      <caption>${text.why}</caption>
      <thead>
        <tr><th scope="col">${text.input}</th><th scope="col">${text.value}</th><th scope="col">${text.adds}</th><td></td></tr>
      </thead>
      <tbody>
        ${shown.map((at) => reason(of.names[at] ?? '', of.cells[at] ?? '', arrays.contributions[at] ?? 0, largest))}
      </tbody>
    </table>
    <p class="quiet">${order.length > shown.length ? text.others(shown.length) : nothing} ${text.sum(score[0] ?? '', score[1] ?? '', score[2] ?? '', score[3] ?? '')} ${text.limits}</p>
  </section>`;
}

/** @param {ArrayLike<number>} values @param {number} at */
const size = (values, at) => Math.abs(values[at] ?? 0);

/** @param {string} name @param {string} cell @param {number} adds @param {number} largest */
function reason(name, cell, adds, largest) {
  const width = (Math.abs(adds) / (largest || 1)) * 60;
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="number">${cell}</td>
    <td class="number">${formatSigned(adds)}</td>
    <td><svg class="app-bar-of" viewBox="-62 0 124 12" aria-hidden="true"><path class="axis" d="M0 0V12"></path><rect class=${adds < 0 ? 'is-minus' : 'is-plus'} x=${adds < 0 ? -width : 0} y="2" width=${width} height="8"></rect></svg></td>
  </tr>`;
}
