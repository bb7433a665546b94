/**
 * The rail of the microscope: a mark for every op of the step, its sections, and playback buttons.
 *
 * @import { WalkedOp } from '../generated/protocol'
 * @import { Microscope } from './state.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { text } from '../text/index.js';

/**
 * @typedef {object} Walking walking by itself
 * @property {boolean} isOn
 * @property {number} pace in milliseconds
 * @property {() => void} toggle
 * @property {(pace: number) => void} choose
 */

/**
 * @param {Microscope} microscope
 * @param {Walking} walking
 */
export function rail(microscope, walking) {
  const { walked, op, current, way, at, length } = microscope;
  const ops = walked?.ops ?? [];
  const onWay = new Set(way?.stops.map((stop) => stop.op));
  return html`<div class="rail">
      ${buttons(microscope, walking)}
      <div class="rail-line">
        <div class="rail-marks" aria-hidden="true">
          ${ops.map(
            ({ section, title }, index) =>
              html`<span
                class="rail-mark of-${section} ${index === op ? 'is-here' : ''} ${way && !onWay.has(index) ? 'is-off' : ''}"
                title=${title}
                @click=${() => microscope.go(index)}
              ></span>`,
          )}
        </div>
        <input
          class="range"
          type="range"
          min="0"
          max=${length - 1}
          .value=${live(String(at))}
          aria-label=${text.opOfStep}
          aria-valuetext=${current ? text.opOf(at + 1, length) : ''}
          @input=${(/** @type {Event} */ event) => microscope.goAlong(/** @type {HTMLInputElement} */ (event.target).valueAsNumber)}
        />
        <div class="rail-sections quiet" aria-hidden="true">${sections(ops)}</div>
      </div>
    </div>
    ${way
      ? html`<p class="way">
          ${text.followingPath(at + 1, way.stops.length)}
          <button type="button" class="text-button" @click=${() => microscope.leavePath()}>${text.leavePath}</button>
        </p>`
      : nothing}`;
}

/**
 * @param {Microscope} microscope
 * @param {Walking} walking
 */
function buttons(microscope, walking) {
  const { at } = microscope;
  const step = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {() => void} */ act) =>
    html`<button type="button" class="quiet-button" aria-label=${label} title=${label} @click=${act}>${sign}</button>`;
  return html`<div class="rail-buttons" role="group" aria-label=${text.walkThrough}>
    ${step(text.firstOp, '|◀', () => microscope.goAlong(0))} ${step(text.previousOp, '◀', () => microscope.goAlong(at - 1))}
    ${step(text.nextOp, '▶', () => microscope.goAlong(at + 1))} ${step(text.finishSection, '▶|', () => microscope.finishSection())}
    ${step(walking.isOn ? text.stopWalk : text.walkAlone, walking.isOn ? '■' : '▶▶', walking.toggle)}
    <select
      class="quiet-menu"
      aria-label=${text.walkPace}
      .value=${live(String(walking.pace))}
      @change=${(/** @type {Event} */ event) => walking.choose(Number(/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${Object.entries(text.walkPaces).map(
        ([label, ms]) => html`<option value=${ms} ?selected=${ms === walking.pace}>${label}</option>`,
      )}
    </select>
  </div>`;
}

/**
 * The sections' names, each under its ops.
 *
 * @param {WalkedOp[]} ops
 */
function sections(ops) {
  /** @type {[string, number][]} */
  const found = [];
  for (const { section } of ops) {
    const last = found.at(-1);
    if (last?.[0] === section) last[1] += 1;
    else found.push([section, 1]);
  }
  // A property, not an attribute: the policy forbids styles in the markup.
  return found.map(([name, count]) => html`<span class="of-${name}" .style=${`flex-grow: ${count}`}>${text.sections[name] ?? name}</span>`);
}
