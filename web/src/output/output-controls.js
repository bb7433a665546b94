/**
 * The controls and legends around the output map.
 *
 * @import { Lab } from '../model/lab.js'
 */
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { SHAPES } from './points.js';
import { text } from '../text/index.js';

export const ROWS_SHOWN = 50;

/**
 * @param {string} label
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} set
 */
export function optionSwitch(label, isOn, set) {
  return html`<label class="switch"
    ><input
      type="checkbox"
      .checked=${isOn}
      @change=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)}
    />${label}</label
  >`;
}

export function valueScale() {
  return html`<span class="scale">
    <span class="number output-low"></span><span class="scale-bar"></span><span class="number output-high"></span>
  </span>`;
}

/**
 * The legend of classes, if there are more than two.
 *
 * @param {string[]} names
 */
export function classKeys(names) {
  return html`<span class="class-keys"
    >${names.map((name, kind) => html`<span class="class-key"><span class="class-${kind}" aria-hidden="true">${SHAPES[kind]}</span> ${name}</span>`)}</span
  >`;
}

/**
 * Two menus, for the horizontal and the vertical axis.
 *
 * @param {string[]} names
 * @param {[number, number]} pair
 * @param {(pair: [number, number]) => void} set
 */
export function pairMenus(names, [across, up], set) {
  const menu = (/** @type {number} */ chosen, /** @type {string} */ label, /** @type {(index: number) => void} */ choose) =>
    html`<select
      class="quiet-menu"
      aria-label=${label}
      @change=${(/** @type {Event} */ event) => choose(Number(/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${names.map((name, index) => html`<option value=${index} .selected=${live(index === chosen)}>${name}</option>`)}
    </select>`;
  return html`<span>${menu(across, text.acrossAxis, (index) => set([index, up]))} →</span>
    <span>${menu(up, text.upAxis, (index) => set([across, index]))} ↑</span>`;
}

/**
 * The range of examples shown, and buttons for other ranges.
 *
 * @param {Lab} lab
 */
export function pager(lab) {
  const { examples: total, view } = lab;
  const { start, count } = view.rows ?? { start: 0, count: ROWS_SHOWN };
  const go = (/** @type {number} */ to) => lab.show({ rows: { start: to, count } });
  return html`<button type="button" class="text-button" ?disabled=${start === 0} @click=${() => go(Math.max(0, start - count))}>${text.previous}</button>
    <span>${text.rowsShown(start + 1, Math.min(start + count, total), total)}</span>
    <button type="button" class="text-button" ?disabled=${start + count >= total} @click=${() => go(start + count)}>${text.next}</button>`;
}
