import { html, nothing } from 'lit';
import { Vehicle, vehicleOf } from '../apps/vehicle/state.js';
import { chart } from '../charts/cr-chart.js';
import { histograms } from '../gradients/cr-histograms.js';
import { norms } from '../gradients/cr-norms.js';
import { units } from '../gradients/cr-units.js';
import { updates } from '../gradients/cr-updates.js';
import { LabElement } from '../kit/lab-element.js';
import { landscape } from '../landscape/cr-landscape.js';
import { CrMicroscope } from '../microscope/cr-microscope.js';
import { landscapeOf } from '../landscape/state.js';
import { microscopeOf } from '../microscope/state.js';
import { network } from '../network/cr-network.js';
import { output } from '../output/cr-output.js';
import { formatEpoch, formatLoss } from '../text/format.js';
import { drive } from './cr-drive.js';
import { Held } from './held.js';
import { newLab } from './page.js';
import { texts } from '../text/learn/texts.js';

/** @import { Lab } from '../model/lab.js' */

/** @type {Record<string, (properties: { lab: Lab }) => unknown>} */
const PARTS = {
  network,
  output,
  chart,
  norms,
  histograms,
  units,
  updates,
  landscape,
  drive,
  microscope: ({ lab }) => html`<cr-microscope experiment="" .lab=${lab}></cr-microscope>`,
};
/** Parts that are instruments, which must be opened in Python. */
const INSTRUMENTS = ['histograms', 'units', 'updates', 'landscape'];
/** The instrument of figures in which a car drives. */
const VEHICLE = { name: 'vehicle', State: Vehicle };
/** A car that has driven more laps than this counts as staying on the road. */
const FAR = 4;
/** The distance below the window at which a figure starts. */
const AHEAD = '300px';

/**
 * `<cr-figure experiment="…" parts="network output">`: an experiment of a chapter with its own controls. It starts
 * Python shortly before it is first visible, and consists of the lab's own elements. Its run pauses while it is out of
 * view.
 *
 * Attributes
 * ----------
 * experiment : the part after `#` of the lab's URL.
 * parts : the parts that the figure shows, in order; see `PARTS`.
 * pace : steps per second; without this attribute, as many as possible.
 * op : the op at which the microscope opens.
 * links : what the links of the diagram show, such as `gradient`.
 * about : what the figure's still picture shows.
 */
export class CrFigure extends LabElement {
  static properties = {
    ...LabElement.properties,
    experiment: { type: String },
    parts: { type: String },
    pace: { type: Number },
    op: { type: Number },
    links: { type: String },
  };

  constructor() {
    super();
    this.experiment = '';
    this.parts = '';
    /** @type {number | undefined} */
    this.pace = undefined;
    this.op = 0;
    /** @type {import('../model/lab.js').LinkKind | undefined} */
    this.links = undefined;
    this.held = new Held();
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('keydown', this.onKey);
    this.watchView('near', (isNear) => isNear && this.begin(), AHEAD);
    this.watchView('visible', (isVisible) => this.held.see(isVisible, this.activities));
  }

  /**
   * @param {string} what
   * @param {(isInside: boolean) => void} see called when the figure enters the window or leaves it
   * @param {string} [rootMargin] around the window
   */
  watchView(what, see, rootMargin = '0px') {
    const observer = new IntersectionObserver((entries) => see(entries.at(-1)?.isIntersecting ?? false), { rootMargin });
    observer.observe(this);
    this.until(what, () => observer.disconnect());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.onKey);
    this.lab?.connection.stop();
  }

  get names() {
    return this.parts.split(' ').filter((name) => name in PARTS);
  }

  get hasCar() {
    return this.names.includes('drive');
  }

  /** @returns {import('./held.js').Activity[]} */
  get activities() {
    const { lab } = this;
    if (!lab) return [];
    const run = { isOn: () => lab.isPlaying, toggle: () => lab.togglePlay() };
    if (!this.hasCar) return [run];
    const car = vehicleOf(lab);
    return [run, { isOn: () => car.isDriving, toggle: () => car.toggle() }];
  }

  begin() {
    if (this.lab) return;
    const lab = newLab(this.experiment, this.hasCar ? [VEHICLE] : []);
    if (this.names.includes('microscope')) microscopeOf(lab).goTo(this.op);
    if (this.links) lab.showLinks(this.links);
    lab.pace = this.pace ?? null;
    for (const name of this.names) if (INSTRUMENTS.includes(name)) lab.instruments.toggle(name);
    this.lab = lab;
    lab.start();
  }

  /** A figure that is not live shows its still picture, in print or if Python has failed. @param {Lab} lab */
  mark(lab) {
    this.toggleAttribute('live', lab.isLive && lab.frame !== undefined);
    this.toggleAttribute('failed', lab.bootFailure !== undefined);
  }

  /** Handle the keys of the figure that has the focus. @param {KeyboardEvent} event */
  key(event) {
    const scope = this.querySelector('cr-microscope');
    if (scope instanceof CrMicroscope) scope.key(event);
  }

  /** @param {Lab} lab */
  view(lab) {
    if (lab.bootFailure) return this.foot(lab, false);
    return html`<div class="lesson-figure">
      <div class="lesson-parts" data-count=${this.names.length}>${this.names.map((name) => html`<div class="lesson-part of-${name}">${PARTS[name]?.({ lab })}</div>`)}</div>
      ${this.foot(lab, !this.names.includes('microscope'))}
    </div>`;
  }

  /** @param {Lab} lab @param {boolean} hasControls */
  foot(lab, hasControls) {
    const { bootFailure, isLive, progress, opened } = lab;
    if (bootFailure) {
      return html`<p class="lesson-foot" role="alert">${bootFailure.sentence}
        ${bootFailure.can_retry ? html`<button type="button" @click=${() => lab.retry()}>${texts.retry}</button>` : nothing}</p>`;
    }
    if (!isLive) {
      const percent = progress?.total ? Math.floor((100 * progress.loaded) / progress.total) : 0;
      return html`<p class="lesson-foot quiet">${percent ? texts.loading(percent) : texts.waiting}</p>`;
    }
    return html`<div class="lesson-foot">
      ${hasControls ? this.controls(lab) : nothing}
      <a class="to-lab" href="../#${opened?.hash ?? this.experiment}${this.names.includes('microscope') ? `&step=0&op=${this.op}` : ''}">${texts.openInLab}</a>
      ${this.message(lab)}
    </div>`;
  }

  /**
   * The current message. If it says that the run has stopped at its last epoch, only screen readers get it, because
   * the stop is visible anyway and a line of text would move the page.
   *
   * @param {Lab} lab
   */
  message(lab) {
    const { message } = lab.notices;
    return html`<span class=${message && message === lab.sentence ? 'unseen' : 'quiet'} role="status">${message ?? nothing}</span>`;
  }

  /** @param {Lab} lab */
  controls(lab) {
    const isOn = lab.isPlaying;
    return html`<button class="primary" type="button" @click=${() => lab.togglePlay()}>${isOn ? texts.pause : texts.play}</button>
      <button type="button" @click=${() => lab.step('batch')}>${texts.step}</button>
      <button type="button" @click=${() => lab.reset()}>${texts.reset}</button>
      <button type="button" @click=${() => lab.newSeed()}>${texts.newSeed}</button>
      <output class="run-numbers" aria-live="off"></output>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { frame } = lab;
    if (frame) this.write('.run-numbers', texts.progress(formatEpoch(frame.epoch, !lab.isPlaying), formatLoss(frame.training_loss)));
    if (this.names.includes('landscape')) this.turnToPath(lab);
    this.dispatchEvent(new CustomEvent('ran', { bubbles: true, detail: this.hasCar && !this.hasDriven(lab) ? 0 : (frame?.epoch ?? 0) }));
  }

  /** Whether the car has left the road, or has driven far without leaving it. @param {Lab} lab */
  hasDriven(lab) {
    const { car } = vehicleOf(lab);
    return car !== undefined && (car.is_off || car.laps > FAR);
  }

  /** When the run stops, the map shows the plane in which it has moved. @param {Lab} lab */
  turnToPath(lab) {
    const landscape = landscapeOf(lab);
    const directions = landscape.hasPath ? 'path' : 'random';
    if (!lab.isPlaying && landscape.wanted.directions !== directions) landscape.ask({ directions });
  }
}

customElements.define('cr-figure', CrFigure);
