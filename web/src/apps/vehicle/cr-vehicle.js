import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import limits from '../../generated/limits.json';
import { vehicle as text } from '../../text/apps/vehicle.js';
import { formatEpoch, formatFixed, formatShort, formatSigned, formatWhole } from '../../text/format.js';
import { AppElement, menu, runControls } from '../app-element.js';
import { drawMatrix, drawSigned, reachOf } from '../pixels.js';
import { road } from './road.js';
import { Vehicle, vehicleOf } from './state.js';

/** @import { Driven, DriverName, MoreExamples, Received, TrackRefused } from '../../generated/protocol' */
/** @import { Lab } from '../../model/lab.js' */

/** Milliseconds between renderings during training. */
const RENDER_MS = 120;

/** `<cr-vehicle experiment="app:vehicle">`: a car that a network learns to steer. */
export class CrVehicle extends AppElement {
  constructor() {
    super();
    this.renderMs = this.paintMs = RENDER_MS;
  }

  get rows() {
    return [{ name: 'vehicle', State: Vehicle }];
  }

  get set() {
    return this.lab && vehicleOf(this.lab).view;
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = vehicleOf(lab);
    const { car } = state;
    return html`<figure class="app-figure" aria-label=${text.figure}>
      ${menu(lab, { label: text.view, names: text.views, chosen: state.view, choose: (view) => state.see(view) })} ${runControls(lab)}
      <div class="app-columns">
        <section class="app-part" aria-label=${text.track}>
          <div class="app-track">${trackMenu(state)} ${penButton(state)}</div>
          ${road(state)}
          <p class="quiet">${state.isDrawing ? text.penHint : text.hint}</p>
          <p class="is-problem" role="status">${state.refused ? refusal(state.refused) : ''}</p>
        </section>
        <section class="app-part" aria-labelledby="wheel-heading">
          <h2 id="wheel-heading">${text.who}</h2>
          ${wheel(state)}
          <h3>${text.learning}</h3>
          ${learning(state)}
        </section>
        ${car?.view === state.view ? attention(car) : nothing}
        <section class="app-part app-wide" aria-labelledby="laps-heading">
          <h2 id="laps-heading">${text.results}</h2>
          <p><button type="button" ?disabled=${!lab.isLive || state.isCounting} @click=${() => state.count()}>${text.count}</button></p>
          ${results(state)}
        </section>
      </div>
    </figure>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { car } = vehicleOf(lab);
    if (car?.view !== 'camera') return;
    const { arrays, height, width } = car;
    const canvasOf = (/** @type {string} */ selector) => /** @type {HTMLCanvasElement | null} */ (this.querySelector(`${selector} canvas`));
    const [seen, slope] = [canvasOf('.app-given'), canvasOf('.app-pull')];
    if (seen) drawMatrix(seen, { values: arrays.seen, height, width }, { low: 0, high: 1, kind: 'ink' });
    if (slope) drawSigned(slope, { values: arrays.gradient, height, width }, reachOf(arrays.gradient));
  }
}

/** @param {Vehicle} state */
const trackMenu = (state) => menu(state.lab, { label: text.track, names: text.presets, chosen: state.preset, none: text.own, choose: (preset) => state.choose(preset) });

/** @param {Vehicle} state */
const penButton = (state) => html`<button type="button" ?disabled=${!state.lab.isLive} @click=${() => state.toggleDrawing()}>${state.isDrawing ? text.noPen : text.pen}</button>`;

/** @param {Received<TrackRefused>} report */
const refusal = ({ found, needed, reason }) => `${text.refused[reason](formatFixed(found, 1), formatFixed(needed, 1))} ${text.stays}`;

/** The choice of the driver, and the reader's steering wheel. @param {Vehicle} state */
function wheel(state) {
  const { car, lab } = state;
  const drivers = /** @type {[DriverName, string][]} */ (Object.entries(text.drivers));
  return html`<fieldset class="app-drivers">
      <legend class="unseen">${text.who}</legend>
      ${drivers.map(([who, name]) => html`<label class="switch"><input type="radio" name="who" value=${who} .checked=${live(state.who === who)} @change=${() => state.sit(who)} />${name}</label>`)}
    </fieldset>
    <div class="app-buttons">
      <button type="button" ?disabled=${!lab.isLive} @click=${() => state.toggle()}>${state.isDriving ? text.stop : text.drive}</button>
      <button type="button" ?disabled=${!lab.isLive} @click=${() => state.restart()}>${text.restart}</button>
      <output role="status">${car ? text.laps(formatFixed(car.laps, 2)) : ''} ${car?.is_off ? text.crashed : ''}</output>
    </div>
    ${state.who === 'reader' ? readersWheel(state) : nothing}`;
}

/** A slider for the steering; its sign is reversed, because positive steering turns left. @param {Vehicle} state */
function readersWheel(state) {
  const turn = (/** @type {Event} */ event) => {
    state.steering = -Number(/** @type {HTMLInputElement} */ (event.target).value);
  };
  return html`<label class="app-slider"><span>${text.steer}</span><input type="range" min="-1" max="1" step="0.1" .value=${live(String(-state.steering))} @input=${turn} /></label>
    <p class="quiet">${text.recorded(state.car?.recorded ?? 0, limits.recorded)}</p>`;
}

/** @param {Vehicle} state */
function learning(state) {
  const ways = /** @type {[MoreExamples, string][]} */ (Object.entries(text.more));
  const { found, lab } = state;
  return html`<div class="app-buttons">
      <button type="button" ?disabled=${!lab.isLive || lab.opened?.experiment['data'] !== 'table'} @click=${() => state.see(state.view)}>${text.only}</button>
      ${ways.map(([what, name]) => html`<button type="button" ?disabled=${!lab.isLive || (what === 'recording' && (state.car?.recorded ?? 0) < limits.recorded)} @click=${() => state.learn(what)}>${name}</button>`)}
    </div>
    <p role="status">${found ? text.added[found.what](found.added, found.examples) : ''}</p>`;
}

/** What the network looks at. @param {Received<Driven>} car */
function attention(car) {
  return html`<section class="app-part" aria-labelledby="attention-heading">
    <h2 id="attention-heading">${text.attention}</h2>
    ${car.view === 'camera' ? pixels(car) : rays(car)}
  </section>`;
}

/** @param {Received<Driven>} car */
function pixels({ arrays }) {
  return html`<div class="app-pictures is-wide">
      <figure class="app-given"><canvas role="img" aria-label=${text.camera}></canvas><figcaption class="quiet">${text.cameraCaption}</figcaption></figure>
      <figure class="app-pull"><canvas role="img" aria-label=${text.slopes}></canvas><figcaption class="quiet">${text.slopesLegend(formatShort(reachOf(arrays.gradient)))}</figcaption></figure>
    </div>
    <p class="quiet">${text.pixelsNote}</p>`;
}

/** @param {Received<Driven>} car */
function rays({ angles, arrays }) {
  return html`<table class="app-table">
      <thead>
        <tr><th scope="col">${text.ray}</th><th scope="col">${text.distance}</th><th scope="col">${text.gradient}</th></tr>
      </thead>
      <tbody>
        ${angles.map((angle, at) => html`<tr><th scope="row">${text.angle(angle)}</th><td class="number">${text.metres(formatFixed(arrays.rays[at] ?? 0, 1))}</td><td class="number">${formatSigned(arrays.gradient[at])}</td></tr>`)}
      </tbody>
    </table>
    <p class="quiet">${text.attentionNote}</p>`;
}

/** The laps counted so far. @param {Vehicle} state */
function results({ counted }) {
  if (!counted.length) return nothing;
  return html`<table class="app-table">
    <thead>
      <tr>${Object.values(text.columns).map((name) => html`<th scope="col">${name}</th>`)}</tr>
    </thead>
    <tbody>
      ${counted.map(({ cars, epoch, examples, least, mean, safe }) => html`<tr><th scope="row">${formatWhole(examples)}</th><td class="number">${formatEpoch(epoch)}</td><td class="number">${formatFixed(mean, 2)}</td><td class="number">${formatFixed(least, 2)}</td><td class="number">${text.ofCars(safe, cars)}</td></tr>`)}
    </tbody>
  </table>`;
}

customElements.define('cr-vehicle', CrVehicle);
