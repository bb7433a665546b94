import { html, nothing } from 'lit';
import { diagnosis as text } from '../../text/apps/diagnosis.js';
import { formatWhole } from '../../text/format.js';
import { AppElement, menu, runControls } from '../app-element.js';
import { choices, confusion, cost, curves, decisionCurve } from './decisions.js';
import { patient } from './patient.js';
import { course, probabilities, quality, reliability, temperature, truth } from './quality.js';
import { Diagnosis, diagnosisOf } from './state.js';

/** @import { Lab } from '../../model/lab.js' */

/** Milliseconds between two renderings while the run trains. */
const RENDER_MS = 120;

/**
 * `<cr-diagnosis experiment="app:diagnosis">`: predicted risks of disease, their quality, and decisions based on them.
 */
export class CrDiagnosis extends AppElement {
  constructor() {
    super();
    this.renderMs = RENDER_MS;
  }

  get rows() {
    return [{ name: 'diagnosis', State: Diagnosis }];
  }

  get set() {
    return this.lab && diagnosisOf(this.lab).set;
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = diagnosisOf(lab);
    const { report } = state;
    return html`<figure class="app-figure" aria-label=${text.figure}>
      <p class="app-warning"><strong>${text.warning}</strong></p>
      ${setMenu(state)} ${runControls(lab)}
      ${report
        ? html`<p class="quiet">${text.parts(formatWhole(report.training), formatWhole(report.validation), formatWhole(report.test))}</p>
            <div class="app-columns">
              ${probabilities(report)} ${reliability(report)} ${quality(report)} ${course(report)} ${temperature(report)} ${truth(report)}
            </div>
            <h2 class="app-division">${text.decisions}</h2>
            ${choices(state, report)}
            <div class="app-columns">${cost(report)} ${confusion(report)} ${curves(report)} ${decisionCurve(report)} ${patient(state, report)}</div>`
        : nothing}
    </figure>`;
  }
}

/** @param {Diagnosis} state */
const setMenu = (state) => menu(state.lab, { label: text.sets, names: text.setNames, chosen: state.set, choose: (set) => state.open(set) });

customElements.define('cr-diagnosis', CrDiagnosis);
