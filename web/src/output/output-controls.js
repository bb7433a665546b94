/**
 * The controls and legends around the output map.
 *
 * @import { RegressionFit, RegressionTarget } from '../generated/protocol'
 * @import { Lab } from '../model/lab.js'
 */
import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { SHAPES } from './map/points.js';
import { formatAsGiven, R2_DECIMALS } from '../text/format.js';
import { text } from '../text/index.js';
import { unitOf } from '../text/target.js';

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
 * The range of examples that is shown, and buttons for other ranges.
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

/** The errors of a regression, which `writeErrors` fills in. */
export function errorsTable() {
  return html`<table class="errors" aria-label=${text.errors} hidden>
      <thead>
        <tr>
          <td></td>
          <th scope="col" class="errors-unit"></th>
          <th scope="col">R²</th>
        </tr>
      </thead>
      <tbody>
        ${[text.trainingSeries, text.testSeries].map(
          (set) => html`<tr>
            <th scope="row">${set}</th>
            <td class="number">–</td>
            <td class="number">–</td>
          </tr>`,
        )}
      </tbody>
    </table>
    <p class="errors-note" hidden></p>`;
}

/**
 * @param {Element} element which holds the table
 * @param {RegressionTarget | null | undefined} target
 * @param {RegressionFit | null | undefined} fit
 */
export function writeErrors(element, target, fit) {
  const [table, note] = element.querySelectorAll('.errors, .errors-note');
  if (!(table instanceof HTMLTableElement) || !(note instanceof HTMLElement)) return;
  table.hidden = !target || !fit;
  note.hidden = !fit?.note;
  if (!target || !fit) return;
  const unit = unitOf(target);
  write(note, fit.note);
  write(table.querySelector('.errors-unit'), unit ? `RMSE (${unit})` : 'RMSE');
  const rmse = (/** @type {number | null} */ value) => formatAsGiven(value, fit.decimals);
  const r2 = (/** @type {number | null} */ value) => formatAsGiven(value, R2_DECIMALS);
  const numbers = [rmse(fit.training_rmse), r2(fit.training_r2), rmse(fit.test_rmse), r2(fit.test_r2)];
  table.querySelectorAll('td.number').forEach((cell, at) => write(cell, numbers[at] ?? ''));
}

/**
 * @param {Element | null} element
 * @param {string} words
 */
function write(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}
