import { html, nothing } from 'lit';
import { road } from '../apps/vehicle/road.js';
import { vehicleOf } from '../apps/vehicle/state.js';
import { LabElement } from '../kit/lab-element.js';
import { vehicle as text } from '../text/apps/vehicle.js';
import { formatFixed } from '../text/format.js';

/** @import { Lab } from '../model/lab.js' */

/** Milliseconds between two renderings while the run trains. */
const RENDER_MS = 120;

/** `<cr-drive>`: a car on a track, steered by the network of the figure. */
export class CrDrive extends LabElement {
  constructor() {
    super();
    this.renderMs = RENDER_MS;
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = vehicleOf(lab);
    const { car, isDriving } = state;
    return html`<figure aria-label=${text.track} class="figure-body">
      <div class="figure-head"><h2>${text.track}</h2><span class="quiet">${text.hint}</span></div>
      <div class="drive-road">${road(state)}</div>
      <div class="drive-foot">
        <button type="button" ?disabled=${!car} @click=${() => state.toggle()}>${isDriving ? text.stop : text.drive}</button>
        <button type="button" ?disabled=${!car} @click=${() => state.restart()}>${text.restart}</button>
        <output role="status">${car ? text.laps(formatFixed(car.laps, 2)) : nothing} ${car?.is_off ? text.crashed : nothing}</output>
      </div>
    </figure>`;
  }
}

customElements.define('cr-drive', CrDrive);

/** @param {{ lab: Lab }} properties */
export const drive = ({ lab }) => html`<cr-drive .lab=${lab}></cr-drive>`;
