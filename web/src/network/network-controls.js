/**
 * The controls around the diagram: layers and units added or removed, what the links show.
 *
 * @import { LinkKind, Lab } from '../model/lab.js'
 * @import { HiddenLayer } from '../model/settings.js'
 */
import limits from '../generated/limits.json';
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { setting } from '../model/settings.js';
import { formatWhole } from '../text/format.js';
import { text } from '../text/index.js';

const NEW_LAYER_UNITS = 4;

/** @param {import('../generated/protocol').Network} network */
export function shapeInWords({ features, layers, parameters }) {
  const widths = [features.length, ...layers.map(({ units }) => units)].join(' – ');
  return `${widths}, ${formatWhole(parameters)} ${text.parameters}`;
}

/** @param {HiddenLayer[]} hidden @returns {HiddenLayer[]} */
export function withLayer(hidden) {
  const activation = hidden.at(-1)?.[1] ?? Object.keys(setting('layers').choices)[0] ?? 'tanh';
  return [...hidden, [NEW_LAYER_UNITS, activation]];
}

/**
 * @param {Lab} lab
 * @param {number} index
 */
export function unitControl(lab, index) {
  const units = lab.hiddenLayers[index]?.[0] ?? 0;
  const set = (/** @type {number} */ width) =>
    lab.change({
      layers: lab.hiddenLayers.map(
        ([old, ...kind], i) => /** @type {HiddenLayer} */ ([i === index ? width : old, ...kind]),
      ),
    });
  return html`<div class="layer-control">
    ${stepButton(text.removeUnit(index + 1), '−', units <= 1, () => set(units - 1))}
    <span class="number">${units}</span>
    ${stepButton(text.addUnit(index + 1), '+', units >= limits.units, () => set(units + 1))}
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
