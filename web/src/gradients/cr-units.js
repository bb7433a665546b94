import { learningLayer } from '../model/places.js';
import { html, nothing, svg } from 'lit';
import { text } from '../text/index.js';
import { formatPercent } from '../text/format.js';
import { EpochChart } from '../charts/epoch-chart.js';
import { layerMark } from '../kit/drawing/layer-mark.js';
import { layerCurves } from '../charts/layer-curves.js';
import { layerName } from '../network/layer-names.js';
import { gradientsOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */

/** The states of units: alive, dead, saturated and unknown. Their signs differ in shape as well as colour. */
const SIGNS = [
  svg`<circle cx="6" cy="6" r="3.5" />`,
  svg`<path d="M2.5 2.5l7 7m0-7l-7 7" />`,
  svg`<path d="M2 4h8M2 8h8" />`,
  svg`<path d="M4 4.5a2 2 0 1 1 2.6 2c-.5.2-.6.5-.6 1M6 9.6v.3" />`,
];
const CLASSES = ['is-alive', 'is-dead', 'is-saturated', 'is-unknown'];

/**
 * `<cr-units>`: the share of dead and saturated units over epochs, and the state of every unit.
 */
export class CrUnits extends EpochChart {

  heading() {
    return text.units.title;
  }

  about() {
    return `${text.units.about}${text.againstEpochs}`;
  }

  summary() {
    return text.layerChartSummary;
  }

  name() {
    return 'units';
  }

  /** @returns {import('../charts/line-chart.js').Scale} */
  scaleOf() {
    return 'share';
  }

  /** @param {Lab} lab */
  data(lab) {
    const gradients = gradientsOf(lab);
    const curves = layerCurves(gradients.rows('unit_shares'), gradients.layers, learningLayer(lab.network, lab.selection.layer));
    return { epochs: gradients.epochs, curves: curves.filter((_, layer) => gradients.notions[layer]) };
  }

  /** @param {Lab} lab */
  paint(lab) {
    super.paint(lab);
    const { unit } = lab.selection;
    for (const place of this.querySelectorAll('.unit-place')) {
      const isChosen = unit !== undefined && place.getAttribute('data-place') === `${unit.layer} ${unit.unit}`;
      place.classList.toggle('is-chosen', isChosen);
    }
  }

  /** @param {number | null | undefined} value */
  format(value) {
    return formatPercent(value);
  }

  /** @param {Lab} lab */
  foot(lab) {
    const layers = lab.network?.layers ?? [];
    const { notions } = gradientsOf(lab);
    if (!notions.length) return nothing;
    if (!notions.some(Boolean)) return html`<p class="instrument-note quiet">${text.units.none}</p>`;
    return html`<div class="units-now">
      ${layers.map(({ units }, layer) => layerRow(lab, layer, units))}
      <p class="quiet units-key" aria-hidden="true">
        ${SIGNS.map((_, state) => html`<span class="key">${sign(state)}${text.units.states[state]}</span>`)}
      </p>
      <p class="quiet">${text.units.meaning}</p>
    </div>`;
  }
}

/**
 * @param {Lab} lab
 * @param {number} layer
 * @param {number} units
 */
function layerRow(lab, layer, units) {
  const gradients = gradientsOf(lab);
  const found = Array.from({ length: units }, (_, unit) => gradients.unit(layer, unit));
  const notion = gradients.notions[layer];
  if (!notion || !found[0]) return nothing;
  const name = lab.network ? layerName(lab.network, layer) : '';
  const states = found.map((unit) => unit?.state ?? 0);
  return html`<div class="units-row">
    <span class="quiet" aria-hidden="true">${layerMark(lab.network?.layers[layer]?.number, lab.network?.learning ?? 1)}${name}</span>
    <span role="img" aria-label=${text.unitsInWords(name, states)} @pointerleave=${() => lab.selection.choose(undefined)}
      >${states.map(
        (state, unit) =>
          html`<span class="unit-place" data-place="${layer} ${unit}" @pointerenter=${() => lab.selection.choose({ layer, unit, source: null })}>${sign(state)}</span>`,
      )}</span
    >
  </div>`;
}

/** @param {number} state */
export function sign(state) {
  return html`<svg class="unit-sign ${CLASSES[state]}" viewBox="0 0 12 12" aria-hidden="true">${SIGNS[state]}</svg>`;
}

customElements.define('cr-units', CrUnits);

/** @param {{ lab: Lab }} properties */
export const units = ({ lab }) => html`<cr-units .lab=${lab}></cr-units>`;
