import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { BandChart } from '../charts/band-chart.js';
import { Canvas } from '../kit/drawing/canvas.js';
import { text } from '../text/index.js';
import { formatEpoch, formatLoss } from '../text/format.js';
import { definitionList } from '../kit/definition-list.js';
import { logSwitch } from '../kit/figure-menus.js';
import { LabElement } from '../kit/lab-element.js';
import { fleetOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { FleetState } from './state.js' */
/** @import { Curves } from '../charts/band-chart.js' */

/**
 * `<cr-fleet-chart>`: the losses of all networks of a fleet, with their median and middle half; the network selected on
 * the wall is highlighted. A tip shows the values at the pointer or at the cursor that the arrow keys move.
 */
export class CrFleetChart extends LabElement {
  static properties = { ...LabElement.properties, isLog: { state: true }, set: { state: true } };

  constructor() {
    super();
    this.isLog = true;
    /** The data set whose losses are shown; undefined until the user chooses. */
    /** @type {'training' | 'test' | undefined} */
    this.set = undefined;
    /** @type {BandChart | undefined} */
    this.chart = undefined;
    /** Key presses that arrived before the data. */
    /** @type {KeyboardEvent[]} */
    this.early = [];
    this.observer = new ResizeObserver(() => {
      this.fit();
      this.repaint();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.chart = undefined;
  }

  /** @param {FleetState} state @returns {'training' | 'test'} */
  shownSet({ planned }) {
    return planned?.has_test ? (this.set ?? 'test') : 'training';
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = fleetOf(lab);
    return html`<div class="figure-head">
        <h3>${text.lossesOfAll}</h3>
        <span class="quiet">${text.bandMeans}</span>
        <span class="aside chart-tools">
          <select
            class="quiet-menu"
            aria-label=${text.whatChartShows}
            .value=${live(this.shownSet(state))}
            @change=${(/** @type {Event} */ event) => {
              this.set = /** @type {'training' | 'test'} */ (/** @type {HTMLSelectElement} */ (event.target).value);
            }}
          >
            <option value="training" ?selected=${this.shownSet(state) === 'training'}>${text.trainingLoss}</option>
            <option value="test" ?disabled=${!state.planned?.has_test} ?selected=${this.shownSet(state) === 'test'}>${text.testLoss}</option>
          </select>
          ${logSwitch(this.isLog, (isOn) => {
            this.isLog = isOn;
          })}
        </span>
      </div>
      <div class="chart-area">
        <div
          class="chart-stage band-stage"
          tabindex="0"
          role="img"
          aria-label=${text.lossesOfAllSummary}
          @pointermove=${(/** @type {PointerEvent} */ event) => this.point(this.chart?.recordAt(event.offsetX))}
          @pointerleave=${() => this.point(undefined)}
          @blur=${() => {
            this.early = [];
            this.point(undefined);
          }}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
        >
          <canvas aria-hidden="true"></canvas>
        </div>
        <output class="tip" aria-label=${text.underPointer} hidden></output>
      </div>`;
  }

  updated() {
    const canvas = this.querySelector('canvas');
    const stage = this.querySelector('.band-stage');
    if (!this.lab || !canvas || !stage) return;
    if (!this.chart) {
      this.chart = new BandChart(new Canvas(canvas));
      this.observer.observe(stage);
      this.fit();
    }
    this.repaint();
  }

  fit() {
    const stage = this.querySelector('.band-stage');
    if (stage instanceof HTMLElement) this.chart?.canvas.resize(stage.clientWidth, stage.clientHeight);
  }

  /** @param {Lab} lab */
  paint(lab) {
    const curves = this.curves(fleetOf(lab));
    if (!curves || !this.chart) return;
    const fleet = fleetOf(lab);
    const { shown, planned } = fleet;
    const chosen = shown === undefined ? undefined : { member: shown, name: planned?.members[shown] ?? '' };
    this.chart.step = lab.selection.step;
    this.chart.paint(curves, this.isLog, chosen);
    this.showTip(fleet, curves);
    const early = this.early.splice(0);
    if (early.length) queueMicrotask(() => early.forEach((event) => this.key(event)));
  }

  /**
   * @param {FleetState} state
   * @returns {Curves | undefined}
   */
  curves(state) {
    const { progress, planned } = state;
    const set = this.shownSet(state);
    if (!planned || !progress) return undefined;
    const { arrays } = progress;
    const losses = arrays[/** @type {const} */ (`${set}_losses`)];
    const bands = arrays[/** @type {const} */ (`${set}_bands`)];
    if (!losses || !bands) return undefined;
    return { epochs: arrays.epochs, losses, bands, members: planned.members.length };
  }

  /** @param {number | undefined} record */
  point(record) {
    if (!this.chart || !this.lab || this.chart.pointed === record) return;
    this.chart.pointed = record;
    this.lab.selection.step = record === undefined ? undefined : this.chart.curves?.epochs[record];
    this.repaint();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const pace = event.shiftKey ? 10 : 1;
    const by = { ArrowLeft: -pace, ArrowRight: pace, Home: -Infinity, End: Infinity }[event.key];
    const { chart } = this;
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!chart?.curves) return this.early.push(event);
    const last = chart.curves.epochs.length - 1;
    this.point(Math.max(0, Math.min(last, (chart.pointed ?? last) + by)));
  }

  /**
   * @param {FleetState} state
   * @param {Curves} curves
   */
  showTip(state, { epochs, losses, bands, members }) {
    const tip = this.querySelector('.tip');
    const record = this.chart?.pointed;
    if (!(tip instanceof HTMLElement) || !this.chart) return;
    tip.hidden = record === undefined || record >= epochs.length;
    if (tip.hidden || record === undefined) return;
    const lossText = (/** @type {number | undefined} */ value) =>
      value !== undefined && Number.isFinite(value) ? formatLoss(value) : text.hasDiverged;
    /** @type {[string, string][]} */
    const lines = [
      [text.epoch.toLowerCase(), formatEpoch(epochs[record])],
      [text.median, lossText(bands[3 * record + 1])],
      [text.middleHalf, `${lossText(bands[3 * record])} – ${lossText(bands[3 * record + 2])}`],
    ];
    const { shown, planned } = state;
    if (shown !== undefined) lines.push([planned?.members[shown] ?? '', lossText(losses[record * members + shown])]);
    tip.replaceChildren(definitionList(lines));
    const at = this.chart.across(epochs[record] ?? 0);
    const room = this.clientWidth - tip.offsetWidth;
    const left = at + 14 <= room ? at + 14 : at - tip.offsetWidth - 14;
    tip.style.transform = `translate(${Math.max(0, left)}px, 8px)`;
  }
}

customElements.define('cr-fleet-chart', CrFleetChart);

/** @param {{ lab: Lab }} properties */
export const fleetChart = ({ lab }) => html`<cr-fleet-chart .lab=${lab}></cr-fleet-chart>`;
