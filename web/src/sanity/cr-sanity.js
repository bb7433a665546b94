import { html, nothing } from 'lit';
import { SANITY_CHECKS } from '../generated/protocol.js';
import { sanityOf } from './state.js';
import { text } from '../text/index.js';
import { formatEpoch } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';

/**
 * @import { SanityCheck } from '../generated/protocol'
 * @import { Lab } from '../model/lab.js'
 */

const SIGNS = { passed: '✓', failed: '!', unclear: '?' };

/**
 * `<cr-sanity>`: three checks on a copy of the run, each with a button, a description and, afterwards,
 * its result.
 */
export class CrSanity extends LabElement {

  /** @param {Lab} lab */
  view(lab) {
    return html`<figure aria-label=${text.sanity.title} class="figure-body verdict sanity">
      <div class="figure-head">
        <h2>${text.sanity.title}</h2>
        <span class="quiet">${text.sanity.about}</span>
      </div>
      <ul>
        ${SANITY_CHECKS.map((check) => item(lab, check))}
      </ul>
    </figure>`;
  }
}

/**
 * @param {Lab} lab
 * @param {SanityCheck} check
 */
function item(lab, check) {
  const { label, before } = text.sanity.checks[check];
  return html`<li>
    <button type="button" class="pill" ?disabled=${!lab.isLive || sanityOf(lab).isRunning} @click=${() => sanityOf(lab).start(check)}>
      ${label}
    </button>
    <span>${before}</span>
    ${outcome(lab, check)}
  </li>`;
}

/**
 * @param {Lab} lab
 * @param {SanityCheck} check
 */
function outcome(lab, check) {
  const result = sanityOf(lab).known.get(check);
  if (result?.state === 'running') {
    return html`<p>
      <progress aria-label=${text.sanity.checks[check].label} .value=${result.share}></progress>
      <button type="button" class="text-button" @click=${() => sanityOf(lab).stop()}>${text.sanity.stop}</button>
    </p>`;
  }
  const { verdict } = result ?? {};
  if (!result || !verdict) return html`<p role="status" hidden></p>`;
  return html`<p role="status" class=${verdict === 'failed' ? 'is-problem' : ''}>
    <span aria-hidden="true" class="sign">${SIGNS[verdict]}</span
    ><strong>${text.sanity.verdicts[verdict]}</strong> ${result.sentence}
    ${result.epoch ? html`<span class="quiet">${text.sanity.of(formatEpoch(result.epoch))}</span>` : nothing}
  </p>`;
}

customElements.define('cr-sanity', CrSanity);

/** @param {{ lab: Lab }} properties */
export const sanity = ({ lab }) => html`<cr-sanity .lab=${lab}></cr-sanity>`;
