/** Decisions: the reader's costs and threshold, and their consequences for the patients. */
import { html, svg } from 'lit';
import { live } from 'lit/directives/live.js';
import { diagnosis as text } from '../../text/apps/diagnosis.js';
import { formatFixed, formatPercent, formatWhole } from '../../text/format.js';
import { highest, markAt, plot, rowOf, Scale } from '../plot.js';

/** @import { Diagnosis as State } from './state.js' */
/** @import { Diagnosis, Received } from '../../generated/protocol' */

/** @typedef {Received<Diagnosis>} Report */

const SHARE = { low: 0, high: 1 };

/** @param {State} state @param {Report} report */
export function choices(state, { decision }) {
  const { choices } = state;
  const { threshold } = decision;
  const number = (/** @type {Event} */ event) => Number(/** @type {HTMLInputElement} */ (event.target).value);
  return html`<div class="app-choices" role="group" aria-label=${text.decisions}>
    ${slider(text.falseAlarm, { value: choices.falseAlarm, low: 1, high: 20, step: 1 }, formatWhole(choices.falseAlarm), (event) => state.choose({ falseAlarm: number(event) }))}
    ${slider(text.miss, { value: choices.miss, low: 1, high: 20, step: 1 }, formatWhole(choices.miss), (event) => state.choose({ miss: number(event) }))}
    ${slider(text.threshold, { value: threshold, low: 0, high: 1, step: 0.01 }, formatPercent(threshold), (event) => state.choose({ threshold: number(event) }))}
    <label class="switch"><input type="checkbox" .checked=${live(choices.threshold === null)} @change=${(/** @type {Event} */ event) => state.choose({ threshold: isOn(event) ? null : threshold })} />${text.followCosts}</label>
    <label class="switch"><input type="checkbox" .checked=${live(choices.isCalibrated)} @change=${(/** @type {Event} */ event) => state.choose({ isCalibrated: isOn(event) })} />${text.useCalibrated}</label>
  </div>`;
}

/** @param {Event} event */
const isOn = (event) => /** @type {HTMLInputElement} */ (event.target).checked;

/**
 * @param {string} name
 * @param {{ value: number, low: number, high: number, step: number }} range
 * @param {string} words
 * @param {(event: Event) => void} change
 */
function slider(name, { value, low, high, step }, words, change) {
  return html`<label class="app-slider"><span>${name}</span><input type="range" min=${low} max=${high} step=${step} .value=${live(String(value))} aria-valuetext=${words} @input=${change} /><output class="number">${words}</output></label>`;
}

/** @param {Report} report */
export function cost({ arrays, decision }) {
  const count = arrays.costs.length / 2;
  const [thresholds, costs] = [rowOf(arrays.costs, count, 0), rowOf(arrays.costs, count, 1)];
  const scale = new Scale({ ...SHARE, label: text.threshold }, { low: 0, high: highest(0.1, costs), label: text.cost });
  return html`<section class="app-part" aria-labelledby="cost-heading">
    <h2 id="cost-heading">${text.cost}</h2>
    ${plot(text.costLabel, scale, svg`<path class="line" d=${scale.path(thresholds, costs)}></path>
      <circle class="ring" cx=${scale.x(Math.min(1, decision.cheapest))} cy=${scale.y(decision.cheapest_cost)} r="6"></circle>${markAt(scale, decision.threshold, text.chosen, 'is-chosen')}`)}
    <p class="quiet">${text.costs(two(decision.cost), two(decision.cost_of_all), two(decision.cost_of_none))} ◯ ${text.bestHere(formatPercent(Math.min(1, decision.cheapest)), two(decision.cheapest_cost))}</p>
  </section>`;
}

/** @param {number} value */
const two = (value) => formatFixed(value, 3);

/** @param {Report} report */
export function confusion({ classes: [healthy = '', ill = ''], decision }) {
  const rates = /** @type {[keyof typeof text.rates, string][]} */ (Object.entries(text.rates));
  return html`<section class="app-part" aria-labelledby="confusion-heading">
    <h2 id="confusion-heading">${text.confusion}</h2>
    <table class="app-table">
      <thead>
        <tr><td></td><th scope="col">${text.treated}</th><th scope="col">${text.notTreated}</th></tr>
      </thead>
      <tbody>
        ${counts(ill, decision.true_positives, decision.false_negatives, true)} ${counts(healthy, decision.false_positives, decision.true_negatives, false)}
      </tbody>
    </table>
    <p class="app-rates">${rates.map(([name, words]) => html`<span><span class="quiet">${words}</span> <span class="number">${formatPercent(decision[name])}</span></span>`)}</p>
  </section>`;
}

/**
 * @param {string} name
 * @param {number} treated
 * @param {number} others
 * @param {boolean} isRight whether it is right to treat them
 */
const counts = (name, treated, others, isRight) =>
  html`<tr><th scope="row">${name}</th><td class="number">${formatWhole(treated)} ${isRight ? '✓' : '✗'}</td><td class="number">${formatWhole(others)} ${isRight ? '✗' : '✓'}</td></tr>`;

/** @param {Report} report */
export function curves({ arrays, auc, average_precision: average, decision }) {
  const three = (/** @type {number | null} */ area) => (area === null ? '–' : formatFixed(area, 3));
  return html`${curve('roc', text.roc(three(auc)), { x: text.falsePositives, y: text.sensitivity, label: text.rocLabel }, arrays.roc, decision.false_positive_rate, decision.sensitivity)}
  ${curve('pr', text.pr(three(average)), { x: text.recall, y: text.precision, label: text.prLabel }, arrays.precision_recall, decision.sensitivity, decision.precision)}`;
}

/**
 * @param {string} id
 * @param {string} title
 * @param {{ x: string, y: string, label: string }} words
 * @param {ArrayLike<number>} points
 * @param {number | null} x of the chosen threshold
 * @param {number | null} y
 */
function curve(id, title, words, points, x, y) {
  const count = points.length / 2;
  const scale = new Scale({ ...SHARE, label: words.x }, { ...SHARE, label: words.y }, 260);
  return html`<section class="app-part" aria-labelledby="${id}-heading">
    <h2 id="${id}-heading">${title}</h2>
    ${plot(words.label, scale, svg`${id === 'roc' ? svg`<path class="guide" d="M${scale.x(0)} ${scale.y(0)}L${scale.x(1)} ${scale.y(1)}"></path>` : ''}
      <path class="line" d=${scale.path(rowOf(points, count, 0), rowOf(points, count, 1))}></path>
      ${x === null || y === null ? '' : svg`<circle class="dot is-chosen" cx=${scale.x(x)} cy=${scale.y(y)} r="6"></circle>`}`)}
  </section>`;
}

/** @param {Report} report */
export function decisionCurve({ arrays, decision }) {
  const count = arrays.benefit.length / 3;
  const [thresholds, own, all] = [0, 1, 2].map((row) => rowOf(arrays.benefit, count, row));
  const most = highest(0.05, own ?? [], all ?? []);
  const scale = new Scale({ ...SHARE, label: text.threshold }, { low: -most / 2, high: most, label: text.benefit });
  const path = (/** @type {number[] | undefined} */ ys) => scale.path(thresholds ?? [], (ys ?? []).map((y) => (y < -most / 2 ? NaN : y)));
  return html`<section class="app-part" aria-labelledby="curve-heading">
    <h2 id="curve-heading">${text.curve}</h2>
    ${plot(text.curveLabel, scale, svg`<path class="guide" d="M${scale.x(0)} ${scale.y(0)}H${scale.x(1)}"></path><path class="line own" d=${path(all)}></path><path class="line" d=${path(own)}></path>${markAt(scale, decision.threshold, text.chosen, 'is-chosen')}`)}
    <p class="quiet app-legend"><span class="key-dot">—</span> ${text.network} <span class="key-own">- -</span> ${text.all} <span>⋯</span> ${text.none}</p>
  </section>`;
}
