import { html } from 'lit';
import { text } from '../text/en.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */

/** `<cr-verdict>`: what the gradients say, in words with the numbers that these rest on. */
export class CrVerdict extends LabElement {
  /** @param {Lab} lab */
  changes(lab) {
    return [lab.changed, lab.panels.changed];
  }

  /** @param {Lab} lab */
  view({ panels }) {
    return html`<figure aria-label=${text.verdict.title} class="figure-body verdict">
      <div class="figure-head">
        <h2>${text.verdict.title}</h2>
        <span class="quiet">${text.verdict.about}</span>
      </div>
      ${panels.findings.length
        ? html`<ul>
            ${panels.findings.map(
              ({ is_problem: isProblem, kind, sentence }) =>
                html`<li class=${isProblem ? 'is-problem' : ''}>
                  <span aria-hidden="true" class="sign">${isProblem ? '!' : kind === 'sound' ? '✓' : '·'}</span>${sentence}
                </li>`,
            )}
          </ul>`
        : html`<p class="quiet">${text.verdict.looking}</p>`}
    </figure>`;
  }
}

customElements.define('cr-verdict', CrVerdict);

/** @param {{ lab: Lab }} properties */
export const verdict = ({ lab }) => html`<cr-verdict .lab=${lab}></cr-verdict>`;
