/**
 * One entry under the microscope: its numbers, what it is made of, whether its gradient is right, and
 * the paths that lead from it to the loss.
 *
 * @import { Nudge, Share } from '../generated/protocol'
 * @import { Microscope } from '../state/microscope.js'
 */
import { html, nothing, svg } from 'lit';
import { followPath, pathsSummary, text } from '../text/en.js';
import { formatPercent, formatShort, formatSigned } from '../text/format.js';

/** @typedef {(latex: string) => unknown} Formula a formula ready to be shown */

/**
 * @param {Microscope} microscope
 * @param {Formula} formula
 */
export function entryView(microscope, formula) {
  const { explained, op } = microscope;
  if (explained?.op !== op) return html`<p class="quiet">${text.chooseEntry}</p>`;
  return html`<div class="explained" tabindex="0" role="group" aria-label=${text.inNumbers}>
      ${explained.lines.map((line) => html`<div>${formula(line)}</div>`)}
    </div>
    <p class="unseen" aria-live="polite">${explained.sentence}</p>
    ${shares(explained.shares, formula)}
    <div class="entry-buttons">${checkOf(microscope)} ${pathsOf(microscope, formula)}</div>`;
}

/**
 * Where a sum comes from, the largest terms first.
 *
 * @param {Share[]} found
 * @param {Formula} formula
 */
function shares(found, formula) {
  if (!found.length) return nothing;
  return html`<ul class="shares" aria-label=${text.madeOf}>
    ${found.map(
      ({ label, value, share }) => html`<li>
        <span class="share-label">${formula(label)}</span>
        <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class=${value < 0 ? 'is-negative' : 'is-positive'} width=${100 * share} height="8" />
        </svg>
        <span class="number">${formatSigned(value)}</span> <span class="number quiet">${formatPercent(share)}</span>
      </li>`,
    )}
  </ul>`;
}

/** @param {Microscope} microscope */
function checkOf(microscope) {
  const { parameter, checked } = microscope;
  if (parameter === undefined) return nothing;
  if (checked?.index !== parameter) {
    return html`<button type="button" ?disabled=${microscope.isChecking} @click=${() => microscope.check(parameter)}>${text.isItRight}</button>`;
  }
  const { best, gradient, nudges } = checked;
  return html`<div class="checked">
    <dl>
      <dt>${text.lossAbove} (+${formatShort(best.eps)})</dt>
      <dd>${best.above.toPrecision(8)}</dd>
      <dt>${text.lossBelow} (−${formatShort(best.eps)})</dt>
      <dd>${best.below.toPrecision(8)}</dd>
      <dt>${text.quotient}</dt>
      <dd>${formatSigned(best.quotient)}</dd>
      <dt>${text.engineGradient}</dt>
      <dd>${formatSigned(gradient)}</dd>
      <dt>${text.relativeError}</dt>
      <dd>${best.error.toExponential(1)}</dd>
    </dl>
    ${errorPlot(nudges)}
  </div>`;
}

/**
 * @param {Microscope} microscope
 * @param {Formula} formula
 */
function pathsOf(microscope, formula) {
  const { parameter, paths: found } = microscope;
  if (parameter === undefined) return nothing;
  if (!found) {
    return html`<button type="button" @click=${() => microscope.askPaths(0)}>${text.alongPaths}</button>`;
  }
  const go = (/** @type {number} */ example) => microscope.askPaths(example);
  return html`<div class="paths" role="group" aria-label=${text.paths}>
    <p>
      ${pathsSummary(found)}
      <button type="button" class="text-button" ?disabled=${found.example === 0} @click=${() => go(found.example - 1)}>${text.previous}</button>
      <button type="button" class="text-button" ?disabled=${found.example + 1 >= found.examples} @click=${() => go(found.example + 1)}>${text.next}</button>
    </p>
    <ol>
      ${found.paths.map(
        (path, index) => html`<li>
          ${path.map(
            ({ label, value, op }, at) =>
              html`${at ? ' · ' : ''}<button type="button" class="factor" title=${microscope.walked?.ops[op]?.title ?? ''} @click=${() => microscope.go(op)}>
                  ${formula(label)} <span class="number">${formatShort(Number(value.toPrecision(3)))}</span>
                </button>`,
          )}
          = <span class="number">${formatSigned(found.products[index])}</span>
          <button type="button" class="text-button" aria-label=${followPath(index + 1)} @click=${() => microscope.followPath(index)}>${text.follow}</button>
        </li>`,
      )}
    </ol>
  </div>`;
}

const PLOT = { width: 220, height: 96, left: 34, bottom: 18 };

/**
 * The relative error against the nudge, both as powers of ten: truncation at the right, rounding at
 * the left.
 *
 * @param {Nudge[]} nudges
 */
function errorPlot(nudges) {
  const { width, height, left, bottom } = PLOT;
  const x = (/** @type {number} */ eps) => left + ((Math.log10(eps) + 8) / 7) * (width - left - 8);
  const y = (/** @type {number} */ error) =>
    ((0 - Math.log10(Math.max(error, 1e-12))) / 12) * (height - bottom - 6) + 6;
  const points = nudges.map(({ eps, error }) => `${x(eps)},${y(Math.min(1, error))}`).join(' ');
  return html`<svg class="error-plot" viewBox="0 0 ${width} ${height}" role="img" aria-label=${text.errorPlot}>
    ${[0, -4, -8, -12].map(
      (power) =>
        svg`<line x1=${left} x2=${width - 8} y1=${y(10 ** power)} y2=${y(10 ** power)} class="grid" /><text x=${left - 4} y=${y(10 ** power) + 3} text-anchor="end">1e${power}</text>`,
    )}
    ${[-8, -4, -1].map((power) => svg`<text x=${x(10 ** power)} y=${height - 4} text-anchor="middle">ε=1e${power}</text>`)}
    <polyline points=${points} class="curve" />
  </svg>`;
}
