/**
 * The rail of the microscope: a mark for every op of the step, its sections, and playback buttons.
 *
 * @import { WalkedOp } from '../../generated/protocol'
 * @import { Microscope } from '../state.js'
 */
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { text } from '../../text/index.js';

/**
 * @typedef {object} Walking automatic playback
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
  return html`${buttons(microscope, walking)}
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
        <div class="rail-sections quiet">${sections(microscope, ops)}</div>
      </div>`;
}

/** @param {Microscope} microscope */
export function wayView(microscope) {
  const { way, at } = microscope;
  if (!way) return nothing;
  return html`<p class="way">
    ${text.followingPath(at + 1, way.stops.length)}
    <button type="button" class="text-button" @click=${() => microscope.leavePath()}>${text.leavePath}</button>
  </p>`;
}

/**
 * @param {Microscope} microscope
 * @param {Walking} walking
 */
function buttons(microscope, walking) {
  const { at } = microscope;
  const step = (/** @type {string} */ label, /** @type {string} */ key, /** @type {string} */ sign, /** @type {number} */ to) =>
    html`<button
      type="button"
      class="step-button"
      aria-label=${label}
      title="${label} (${text.keyName(key)})"
      @click=${() => microscope.goAlong(to)}
    >
      ${sign}
    </button>`;
  return html`<div class="rail-buttons" role="group" aria-label=${text.walkThrough}>
    ${step(text.previousOp, '←', '|◂', at - 1)}
    <button type="button" class="play-step" aria-label=${walking.isOn ? text.stopWalk : text.walkAlone} @click=${walking.toggle}>
      <span aria-hidden="true">${walking.isOn ? '❚❚' : '▶'}</span> <span class="word">${walking.isOn ? text.pause : text.play}</span>
    </button>
    ${step(text.nextOp, '→', '▸|', at + 1)}
    <select
      class="quiet-menu walk-pace"
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
 * @param {Microscope} microscope
 * @param {WalkedOp[]} ops
 */
function sections(microscope, ops) {
  /** @type {[string, number][]} */
  const found = [];
  for (const { section } of ops) {
    const last = found.at(-1);
    if (last?.[0] === section) last[1] += 1;
    else found.push([section, 1]);
  }
  // The style is a property, not an attribute, because the Content-Security-Policy forbids styles in the markup.
  return found.map(
    ([name, count]) =>
      html`<button type="button" class="of-${name}" .style=${`flex-grow: ${count}`} @click=${() => microscope.goToSection(name)}>
        ${text.sections[name] ?? name}
      </button>`,
  );
}
