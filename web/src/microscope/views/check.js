/**
 * Gradient checks by nudging: one parameter, all parameters, and the cost.
 *
 * @import { CheckedGradient, CheckedParameter, CheckedParameters, Nudge } from '../../generated/protocol'
 * @import { Microscope } from '../state.js'
 */
import { html, nothing, svg } from 'lit';
import { text } from '../../text/index.js';
import { formatDigits, formatExponent, formatShort, formatWhole, powerOfTen } from '../../text/format.js';

/** @param {CheckedParameter} checked */
export function checkedView({ best, finding, nudges }) {
  return html`<div class="checked">
    <p class="answer" role="status"><strong>${text.checkAnswer(finding)}</strong></p>
    <dl>
      <dt>${text.lossAbove} (+${formatShort(best.eps)})</dt>
      <dd>${best.above === null ? '∞' : formatDigits(best.above, 12)}</dd>
      <dt>${text.lossBelow} (−${formatShort(best.eps)})</dt>
      <dd>${best.below === null ? '∞' : formatDigits(best.below, 12)}</dd>
      <dt>${text.quotient}</dt>
      <dd>${signed(finding.quotient)}</dd>
      <dt>${text.engineGradient}</dt>
      <dd>${signed(finding.gradient)}</dd>
      <dt>${text.apart}</dt>
      <dd>${within(finding.difference, finding.allowed)}</dd>
      ${finding.precision === 'float64' ? nothing : trainedRows(finding)}
    </dl>
    ${errorPlot(nudges, best)}
  </div>`;
}

/** @param {CheckedGradient} finding */
function trainedRows({ precision, trained, trained_difference: difference, trained_allowed: allowed }) {
  return html`<dt>${text.trainedGradient} ${precision}</dt>
    <dd>${signed(trained)}</dd>
    <dt>${text.apart}</dt>
    <dd>${within(difference, allowed)}</dd>`;
}

/** @param {number | null} value */
const exponent = (value) => (value === null ? '∞' : formatExponent(value, 1));

/** @param {number | null} difference @param {number | null} allowed */
function within(difference, allowed) {
  return `${exponent(difference)} (${text.allowed} ${exponent(allowed)})`;
}

/**
 * Check all gradients, with progress and a button to stop.
 *
 * @param {Microscope} microscope
 */
export function checkAllButton(microscope) {
  const { checking, isChecking, walked } = microscope;
  const stop = () => microscope.stopCheck();
  const check = () => microscope.check(null);
  return html`${checking ? html`<span class="quiet">${text.checkedSoFar(checking)}</span>` : nothing}
    ${checking && isChecking
      ? html`<button type="button" class="text-button" @click=${stop}>${text.stopCheck}</button>`
      : html`<button type="button" class="text-button check-all" ?disabled=${isChecking || !walked} @click=${check}>${text.checkAll}</button>`}`;
}

/** @param {CheckedParameters | undefined} found */
export function allCheckedView(found) {
  if (!found) return nothing;
  const { passes, milliseconds, forward_flops: forward, backward_milliseconds: backMs, backward_flops: back } = found;
  const { head, details } = text.allAnswer(found);
  return html`<section class="all-checked" aria-label=${text.checkAll}>
    <p role="status"><strong>${head}</strong> ${details}</p>
    <p>${text.costOfChecking(found)}</p>
    <div class="costs">
      <table>
        <thead>
          <tr><td></td><th scope="col">${text.passes}</th><th scope="col">${text.operations}</th><th scope="col">${text.milliseconds}</th></tr>
        </thead>
        <tbody>
          <tr><th scope="row">${text.byNudging}</th><td>${formatWhole(passes)}</td><td>${formatWhole(passes * forward)}</td><td>${formatMs(milliseconds)}</td></tr>
          <tr><th scope="row">${text.byBackward}</th><td>${text.oneEach}</td><td>${formatWhole(back)}</td><td>${formatMs(backMs)}</td></tr>
        </tbody>
      </table>
      ${growthPlot(found)}
    </div>
  </section>`;
}

/** @param {number | null} value with enough digits to compare a quotient with a gradient */
function signed(value) {
  return value === null ? '∞' : `${value < 0 ? '−' : '+'}${formatDigits(Math.abs(value), 10)}`;
}

/** @param {number} ms */
function formatMs(ms) {
  return ms < 10 ? formatDigits(ms, 2) : formatWhole(Math.round(ms));
}

const PLOT = { width: 320, height: 192, left: 44, right: 14, top: 26, bottom: 40 };

/**
 * @typedef {object} Axes the powers of ten at the ends, and the names of the axes
 * @property {[number, number]} x
 * @property {[number, number]} y
 * @property {number[]} xTicks
 * @property {number[]} yTicks
 * @property {string} xLabel
 * @property {string} yLabel
 */

/**
 * The coordinates and the frame of a log-log plot.
 *
 * @param {Axes} axes
 */
function logLog({ x: [x0, x1], y: [y0, y1], xTicks, yTicks, xLabel, yLabel }) {
  const { width, height, left, right, top, bottom } = PLOT;
  const x = (/** @type {number} */ value) => left + ((Math.log10(value) - x0) / (x1 - x0)) * (width - left - right);
  const y = (/** @type {number} */ value) => height - bottom - ((Math.log10(value) - y0) / (y1 - y0)) * (height - top - bottom);
  const frame = svg`${yTicks.map(
    (power) =>
      svg`<line x1=${left} x2=${width - right} y1=${y(10 ** power)} y2=${y(10 ** power)} class="grid" /><text x=${left - 6} y=${y(10 ** power) + 3.5} text-anchor="end">${power ? powerOfTen(power) : '1'}</text>`,
  )}${xTicks.map(
    (power) => svg`<text x=${x(10 ** power)} y=${height - bottom + 15} text-anchor="middle">${power ? powerOfTen(power) : '1'}</text>`,
  )}<text x=${(left + width - right) / 2} y=${height - 6} text-anchor="middle">${xLabel}</text><text x=${left} y="11">${yLabel}</text>`;
  return { x, y, frame };
}

const SMALLEST = 1e-12;

/**
 * The relative error as a function of the size of the nudge, with the truncation error on the right and the rounding
 * error on the left.
 *
 * @param {Nudge[]} nudges
 * @param {Nudge} best
 */
function errorPlot(nudges, best) {
  const axes = { x: [-12, -1], y: [-12, 0], xTicks: [-12, -9, -6, -3], yTicks: [0, -4, -8, -12] };
  const { x, y, frame } = logLog({ .../** @type {Axes} */ (axes), xLabel: text.nudge, yLabel: text.relativeError });
  const height = (/** @type {number | null} */ error) => y(Math.min(1, Math.max(SMALLEST, error ?? 1)));
  return html`<svg class="log-plot" viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-label=${text.errorPlot}>
    ${frame}
    <text x=${x(1e-10)} y=${y(1e-11)} text-anchor="middle" class="region">${text.rounding}</text>
    <text x=${x(10 ** -1.8)} y=${y(1e-11)} text-anchor="middle" class="region">${text.truncation}</text>
    <polyline points=${nudges.map(({ eps, error }) => `${x(eps)},${height(error)}`).join(' ')} class="curve" />
    ${nudges.map(({ eps, error }) => svg`<circle cx=${x(eps)} cy=${height(error)} r="1.8" class="dot" />`)}
    <circle cx=${x(best.eps)} cy=${height(best.error)} r="4.5" class="best" />
  </svg>`;
}

/**
 * The cost of nudging in units of the backward pass, as a function of the size of the network.
 *
 * @param {CheckedParameters} found
 */
function growthPlot({ growth }) {
  const axes = { x: [0, 6], y: [0, 6], xTicks: [0, 2, 4, 6], yTicks: [0, 2, 4, 6] };
  const { x, y, frame } = logLog({ .../** @type {Axes} */ (axes), xLabel: text.ofParameters, yLabel: text.timesTheOperations });
  const points = growth.map(([size = 1, times = 1]) => `${x(size)},${y(Math.max(1, times))}`);
  const [[size = 1, times = 1] = []] = growth;
  return html`<svg class="log-plot" viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-label=${text.growthPlot}>
    ${frame}
    <polyline points=${points.join(' ')} class="curve" />
    <circle cx=${x(size)} cy=${y(Math.max(1, times))} r="4.5" class="best" />
    <text x=${x(size) + 8} y=${y(Math.max(1, times)) + 12}>${text.thisNetwork}</text>
  </svg>`;
}
