import { html, nothing } from 'lit';
import { LineChart } from '../charts/line-chart.js';
import { css, palette } from '../kit/drawing/palette.js';
import { ruleOf } from '../model/settings.js';
import { text } from '../text/index.js';
import { formatLoss, formatSigned } from '../text/format.js';
import { LabElement } from '../kit/lab-element.js';
import { landscapeOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */

/** The gauge extends this many powers of ten below and above the limit. */
const DECADES = 2;

/**
 * `<cr-curvature>`: the sharpness of the loss at the current weights, the learning rate compared with
 * the resulting limit, and both over the run.
 */
export class CrCurvature extends LabElement {
  constructor() {
    super();
    /** @type {LineChart | undefined} */
    this.chart = undefined;
    this.observer = new ResizeObserver(() => this.chart?.resize());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.chart?.destroy();
    this.chart = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    const { curvature: read, map } = landscapeOf(lab);
    // If the network is too large for a map, there is no curvature either.
    if (!read) return map?.refusal ? html`` : html`<p class="quiet">${text.readingCurvature}</p>`;
    return html`<section class="curvature" aria-label=${text.curvature}>
      <h3>${text.curvature} <span class="quiet">${text.atStep} ${read.step}</span></h3>
      <dl class="curvature-facts">
        <dt>${text.sharpness}</dt>
        <dd>${formatLoss(read.sharpness)}</dd>
        <dt>${text.alongGradient}</dt>
        <dd>${formatSigned(read.along)}</dd>
        ${read.scaled === null ? nothing : html`<dt>${text.scaledSharpness}</dt><dd>${formatLoss(read.scaled)}</dd>`}
        <dt>${text.rateInForce}</dt>
        <dd>${formatLoss(read.rate)}</dd>
        <dt>${text.stepLimit}</dt>
        <dd>${formatLoss(read.limit)}</dd>
      </dl>
      ${read.of_limit === null ? nothing : gauge(read.of_limit)}
      <p class="quiet">${text.curvatureNote(ruleOf(lab.experiment).has_step_limit, read.factor, read.scaled !== null)}</p>
      <div class="curvature-stage" role="img" aria-label=${text.sharpnessChart}></div>
    </section>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    const stage = this.querySelector('.curvature-stage');
    const read = landscapeOf(lab).curvature;
    if (!(stage instanceof HTMLElement) || !read) return;
    if (this.chart?.stage !== stage) {
      this.chart?.destroy();
      this.observer.disconnect();
      this.chart = new LineChart(stage, { onPoint: () => {}, onZoom: () => {} });
      this.observer.observe(stage);
    }
    const { epochs, sharpness, thresholds } = read.arrays;
    if (!epochs || !sharpness || !thresholds || epochs.length < 2) return;
    const { ink, second } = palette();
    const known = (/** @type {ArrayLike<number>} */ values) => Array.from(values, (value) => (Number.isFinite(value) ? value : null));
    this.chart.draw(
      [...epochs],
      [
        { label: text.sharpnessCurve, colour: css(ink), dash: [], width: 1.5, values: known(sharpness) },
        { label: text.thresholdCurve, colour: css(second), dash: [5, 3], width: 1.25, values: known(thresholds) },
      ],
      [],
      'log',
    );
  }
}

/**
 * The position of the learning rate, from a hundredth to a hundred times the limit.
 *
 * @param {number} share of the limit
 */
function gauge(share) {
  const place = 50 + (50 * Math.max(-DECADES, Math.min(DECADES, Math.log10(share)))) / DECADES;
  const words = text.rateAgainstLimit(share);
  return html`<div class="gauge ${share > 1 ? 'is-above' : ''}" role="img" aria-label=${words}>
    <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
      <rect class="below" x="0" y="6" width="50" height="2"></rect>
      <rect class="beyond" x="50" y="6" width="50" height="2"></rect>
      <rect class="limit" x="49.6" y="1" width="0.8" height="12"></rect>
      <rect class="rate" x=${Math.min(99, place) - 0.6} y="3" width="1.6" height="8"></rect>
    </svg>
    <span>${words}</span>
  </div>`;
}

customElements.define('cr-curvature', CrCurvature);

/** @param {{ lab: Lab }} properties */
export const curvature = ({ lab }) => html`<cr-curvature .lab=${lab}></cr-curvature>`;
