import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text/index.js';
import { LabElement } from '../kit/lab-element.js';
import { gradientsOf } from './state.js';

/**
 * @import { ReportedFinding } from '../generated/protocol'
 * @import { Lab } from '../model/lab.js'
 */

/**
 * `<cr-verdict>`: findings about losses, gradients and data, each with its rule, its numbers and,
 * if possible, a change to try.
 */
export class CrVerdict extends LabElement {

  /** @param {Lab} lab */
  view(lab) {
    const { findings } = gradientsOf(lab);
    return html`<figure aria-label=${text.verdict.title} class="figure-body verdict">
      <div class="figure-head">
        <h2>${text.verdict.title}</h2>
        <span class="quiet">${text.verdict.about}</span>
      </div>
      ${findings.length
        ? html`<ul>
            ${repeat(findings, keyOf, (finding) => item(lab, finding))}
          </ul>`
        : html`<p class="quiet">${text.verdict.looking}</p>`}
    </figure>`;
  }
}

/**
 * The key by which the details of a finding stay open while other findings change. A rule has at most two findings, and
 * their numbers have different names.
 *
 * @param {ReportedFinding} finding
 */
const keyOf = ({ kind, numbers }) => `${kind} ${numbers.map(([name]) => name).join()}`;

/**
 * @param {Lab} lab
 * @param {ReportedFinding} finding
 */
function item(lab, { is_problem: isProblem, kind, sentence, condition, numbers, trial }) {
  const sign = isProblem ? '!' : kind === 'sound' ? '✓' : '·';
  return html`<li class=${isProblem ? 'is-problem' : ''}>
    <span aria-hidden="true" class="sign">${sign}</span>${sentence}
    ${trial
      ? html`<button
          type="button"
          class="text-button"
          title=${text.verdict.trialHint}
          ?disabled=${!lab.isLive}
          @click=${() => lab.change(trial.changes)}
        >
          ${text.verdict.trial(trial.words)}
        </button>`
      : nothing}
    <details>
      <summary>${text.verdict.why}</summary>
      <p>${text.verdict.rule(condition)}</p>
      ${numbers.length
        ? html`<dl>
            ${numbers.map(
              ([name, value]) =>
                html`<dt>${name}</dt>
                  <dd>${value}</dd>`,
            )}
          </dl>`
        : nothing}
    </details>
  </li>`;
}

customElements.define('cr-verdict', CrVerdict);

/** @param {{ lab: Lab }} properties */
export const verdict = ({ lab }) => html`<cr-verdict .lab=${lab}></cr-verdict>`;
