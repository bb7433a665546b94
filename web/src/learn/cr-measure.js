import { html, LitElement, nothing } from 'lit';
import { watch } from '../signals/tracked.js';
import { formatWhole } from '../text/format.js';
import { exerciseLab } from './page.js';
import { logPlot } from './plot.js';
import { exercisesOf } from './state.js';
import { texts } from '../text/learn/texts.js';

/** @typedef {'reverse' | 'forward' | 'differences'} Way */
/** @typedef {{ weights: number, seconds: number, measured: number }} Cost */

const WAYS = /** @type {Way[]} */ (['differences', 'forward', 'reverse']);

/**
 * `<cr-measure what="costs">`: the time for a gradient by three methods, or with `steps`, the error of difference
 * quotients, measured in this browser.
 *
 * Attributes
 * ----------
 * what : what is measured.
 * experiment : the part after `#` of the lab's URL, where a similar network is checked.
 * about : what the still picture shows.
 */
export class CrMeasure extends LitElement {
  static properties = /** @type {import('lit').PropertyDeclarations} */ ({ what: { type: String }, experiment: { type: String } });

  constructor() {
    super();
    /** @type {'costs' | 'steps'} */
    this.what = 'costs';
    this.experiment = '';
    this.isAsked = false;
    /** The width of a chart in CSS pixels. */
    this.room = 0;
    this.observer = new ResizeObserver(() => this.measureRoom());
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  measureRoom() {
    const figure = this.querySelector('.lesson-figure');
    if (!figure) return;
    const { paddingLeft, paddingRight } = getComputedStyle(figure);
    this.room = figure.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    this.requestUpdate();
  }

  createRenderRoot() {
    const place = document.createElement('div');
    this.prepend(place);
    return place;
  }

  render() {
    const { value } = watch(() => this.view(), () => this.requestUpdate());
    return value;
  }

  view() {
    const state = this.isAsked ? exercisesOf(exerciseLab()) : undefined;
    this.toggleAttribute('live', (this.what === 'costs' ? state?.costs : state?.stepErrors) !== undefined);
    const isBusy = this.isAsked && (this.what === 'costs' ? !state?.costs?.is_done : !state?.stepErrors);
    return html`<div class="lesson-figure">
      ${this.what === 'costs' ? this.costs(state) : this.steps(state)}
      <div class="lesson-foot"><button class="primary" type="button" ?disabled=${isBusy} @click=${() => this.measure()}>${isBusy ? texts.measuring : texts.measure}</button>
        <a class="to-lab" href="../#${this.experiment}">${texts.openInLab}</a></div>
    </div>`;
  }

  measure() {
    this.isAsked = true;
    const exercises = exercisesOf(exerciseLab());
    if (this.what === 'costs') exercises.costs = undefined;
    exercises.ask({ type: 'measure', what: this.what });
    this.requestUpdate();
  }

  /** @param {import('./state.js').Exercises | undefined} state */
  costs(state) {
    if (!state?.costs) return nothing;
    const { ways, arrays } = state.costs;
    const of = (/** @type {Way} */ way) =>
      ways.flatMap((each, at) => (each === way ? [{ weights: arrays.weights[at] ?? 0, seconds: arrays.seconds[at] ?? 0, measured: arrays.measured[at] ?? 0 }] : []));
    const series = WAYS.map((way) => ({ name: way, label: texts.ways[way], points: of(way).map(({ weights, seconds }) => /** @type {[number, number]} */ ([weights, seconds])) }));
    const sizes = of('reverse').map(({ weights }) => weights);
    return html`${logPlot(series, { x: texts.weights, y: 's', label: WAYS.map((way) => texts.ways[way]).join(', ') }, this.room)}
      <div class="wide-table" tabindex="0" role="group" aria-label=${texts.weights}><table class="cost-table">
        <thead><tr><th scope="col">${texts.weights}</th>${WAYS.map((way) => html`<th scope="col">${texts.ways[way]}</th>`)}</tr></thead>
        <tbody>${sizes.map((weights, row) => html`<tr><th scope="row">${formatWhole(weights)}</th>${WAYS.map((way) => html`<td>${timeOf(of(way)[row])}</td>`)}</tr>`)}</tbody>
      </table></div>
      <p class="quiet">${texts.extrapolated}</p>`;
  }

  /** @param {import('./state.js').Exercises | undefined} state */
  steps(state) {
    if (!state?.stepErrors) return nothing;
    const { steps, float64, float32 } = state.stepErrors.arrays;
    const points = (/** @type {ArrayLike<number>} */ errors) =>
      Array.from(steps, (step, at) => /** @type {[number, number]} */ ([step, errors[at] ?? NaN])).filter(([, error]) => error > 0 && error < 1e3);
    // The curves end at their largest step, where the labels have room.
    const series = /** @type {const} */ (['float32', 'float64']).map((name) => ({ name, label: texts[name], points: points(name === 'float32' ? float32 : float64).reverse() }));
    return logPlot(series, { x: texts.stepSize, y: texts.error, label: `${texts.error}: ${texts.float32}, ${texts.float64}` }, this.room);
  }
}

/** @param {Cost | undefined} cost */
function timeOf(cost) {
  if (!cost) return nothing;
  const shown = texts.seconds(cost.seconds);
  return cost.measured < cost.weights ? html`<i>${shown}</i>` : shown;
}

customElements.define('cr-measure', CrMeasure);
