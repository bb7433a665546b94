/**
 * The controls around the diagram, which add or remove layers and units and choose what the links show.
 *
 * @import { LinkKind, Lab } from '../model/lab.js'
 * @import { HiddenLayer } from '../model/settings.js'
 */
import limits from '../generated/limits.json';
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { isDense, layerKinds, setting, widthOf } from '../model/settings.js';
import { formatWhole } from '../text/format.js';
import { text } from '../text/index.js';

const NEW_LAYER_UNITS = 4;

/** @param {import('../generated/protocol').Network} network */
export function shapeInWords({ features, input, layers, parameters }) {
  const isDense = input.kind === 'numbers' && layers.every(({ is_dense }) => is_dense);
  const shapes = isDense ? layers.map(({ units }) => units) : layers.map(({ result }) => text.shape(result));
  const widths = [isDense ? features.length : text.shape(input), ...shapes].join(' – ');
  return `${widths}, ${formatWhole(parameters)} ${text.parameters}`;
}

/** @param {HiddenLayer[]} hidden @returns {HiddenLayer[]} */
export function withLayer(hidden) {
  const activation = hidden.findLast(isDense)?.['activation'];
  const usual = Object.keys(setting('layers').choices)[0];
  return [...hidden, { kind: layerKinds().find(({ is_dense }) => is_dense)?.kind ?? '', units: NEW_LAYER_UNITS, activation: activation ?? usual }];
}

/**
 * @param {Lab} lab
 * @param {number} index
 */
export function unitControl(lab, index) {
  const layer = lab.hiddenLayers[index];
  const width = layer && widthOf(layer);
  if (!width) return html`<div class="layer-control"></div>`;
  const units = width.value;
  const most = isDense(layer) && lab.scale?.kind === 'pictures' ? limits.wide_units : limits.units;
  // Without weights, a layer has no number.
  const number = (lab.network?.layers[index]?.number ?? index) + 1;
  const set = (/** @type {number} */ value) =>
    lab.change({ layers: lab.hiddenLayers.map((old, i) => (i === index ? { ...old, [width.field]: value } : old)) });
  return html`<div class="layer-control">
    ${stepButton(text.removeUnit(number), '−', units <= 1, () => set(units - 1))}
    <span class="number">${units}</span>
    ${stepButton(text.addUnit(number), '+', units >= most, () => set(units + 1))}
  </div>`;
}

/**
 * @param {string} label
 * @param {string} sign
 * @param {boolean} isDisabled
 * @param {() => void} act
 */
export function stepButton(label, sign, isDisabled, act) {
  return html`<button type="button" aria-label=${label} title=${label} ?disabled=${isDisabled} @click=${act}>
    ${sign}
  </button>`;
}

/** @param {Lab} lab */
export function linkMenu(lab) {
  return html`<label class="link-menu"
    >${text.linksShow}
    <select
      @change=${(/** @type {Event} */ event) =>
        lab.showLinks(/** @type {LinkKind} */ (/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${Object.entries(text.linkKinds).map(
        ([kind, label]) => html`<option value=${kind} .selected=${live(kind === lab.linkKind)}>${label}</option>`,
      )}
    </select></label
  >`;
}

/** @param {string} kind */
export function keyLine(kind) {
  return html`<svg viewBox="0 0 22 8" aria-hidden="true"><path class=${kind} d="M0 4h22" /></svg>`;
}
