import { html, nothing } from 'lit';
import { LineChart } from '../draw/line-chart.js';
import { css, mix, palette } from '../draw/palette.js';
import { lossAside, moreMarks, text, withoutPenalty } from '../text/en.js';
import { formatEpoch, formatLoss } from '../text/format.js';
import { definitionList } from './definition-list.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */
/** @import { Curve, Pointed } from '../draw/line-chart.js' */

/** @typedef {'losses' | 'norms'} Kind */

/** The charts are redrawn no more often than this while training; eyes need no more. */
const REDRAW_MS = 80;
/** As many marks as a tip has room for. */
const MARKS_TOLD = 3;
const DASHES = [[], [10, 2], [4, 1.5], [12, 2, 2, 2]];

/**
 * `<cr-chart>`: losses, or the gradient norm of each layer, against epochs. The values under the
 * pointer, or where the arrow keys have moved it, stand beside it.
 *
 * Properties
 * ----------
 * kind : `losses` or `norms`.
 */
export class CrChart extends LabElement {
  static properties = { ...LabElement.properties, kind: { attribute: false }, isLog: { state: true } };

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = 'losses';
    /** Norms are always on a log scale, losses if the person says so. */
    this.isLog = false;
    /** @type {LineChart | undefined} */
    this.chart = undefined;
    this.drawn = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined;
    this.observer = new ResizeObserver(() => this.chart?.resize());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.chart?.destroy();
    this.chart = undefined;
    clearTimeout(this.later);
  }

  /** @param {Lab} lab */
  view(lab) {
    const isNorms = this.kind === 'norms';
    const title = isNorms ? text.gradientNorms : text.lossCurves;
    return html`<figure aria-label=${title} class="chart figure-body">
      <div class="figure-head">
        <h2>${title}</h2>
        <span class="quiet">${isNorms ? text.normsAside : lossAside(lab.opened?.loss_name ?? '', this.isLog)}<span class="penalty"></span></span>
        ${isNorms ? nothing : this.logSwitch()}
      </div>
      <div class="chart-area">
        <div
          class="chart-stage"
          tabindex="0"
          role="img"
          aria-label=${isNorms ? text.normsSummary : text.lossSummary}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
          @blur=${() => this.chart?.leave()}
        ></div>
        <output class="tip" aria-label=${text.underPointer} hidden></output>
      </div>
    </figure>`;
  }

  logSwitch() {
    return html`<label class="aside quiet switch"
      ><input
        type="checkbox"
        .checked=${this.isLog}
        @change=${(/** @type {Event} */ event) => {
          this.isLog = /** @type {HTMLInputElement} */ (event.target).checked;
        }}
      />${text.logScale}</label
    >`;
  }

  updated() {
    const stage = this.querySelector('.chart-stage');
    if (!this.lab || !(stage instanceof HTMLElement)) return;
    if (!this.chart) {
      const onPoint = (/** @type {Pointed | undefined} */ pointed) => this.tell(pointed);
      this.chart = new LineChart(stage, { onPoint });
      this.observer.observe(stage);
    }
    this.paint(this.lab);
  }

  /** @param {Lab} lab */
  paint(lab) {
    const wait = this.drawn + REDRAW_MS - performance.now();
    clearTimeout(this.later);
    if (lab.isPlaying && wait > 0) this.later = setTimeout(() => this.draw(lab), wait);
    else this.draw(lab);
  }

  /** @param {Lab} lab */
  draw(lab) {
    this.drawn = performance.now();
    const { stations, frame } = lab;
    const aside = this.querySelector('.penalty');
    const isAside = this.kind === 'losses' && typeof frame?.penalty === 'number' && frame.penalty > 0;
    if (aside) aside.textContent = isAside ? withoutPenalty(formatLoss(frame.penalty)) : '';
    if (!this.chart || !stations.epochs.length) return;
    const isNorms = this.kind === 'norms';
    const curves = isNorms ? normCurves(lab) : lossCurves(lab);
    this.chart.draw(stations.epochs, curves, frame?.marks ?? [], isNorms || this.isLog);
  }

  /** @param {Pointed | undefined} pointed */
  tell(pointed) {
    const tip = this.querySelector('.tip');
    if (!(tip instanceof HTMLElement) || !this.chart || !this.lab) return;
    tip.hidden = pointed === undefined;
    if (!pointed) return;
    /** @type {[string, string][]} */
    const lines = this.chart.curves.map(({ label, values }) => [label, formatLoss(values[pointed.index])]);
    lines.unshift([text.epoch.toLowerCase(), formatEpoch(this.lab.stations.epochs[pointed.index])]);
    for (const mark of pointed.marks.slice(-MARKS_TOLD)) lines.push([mark.text, '']);
    const untold = pointed.marks.length - MARKS_TOLD;
    if (untold > 0) lines.push([moreMarks(untold), '']);
    tip.replaceChildren(definitionList(lines));
    const room = this.clientWidth - tip.offsetWidth;
    const left = pointed.left + 14 <= room ? pointed.left + 14 : pointed.left - tip.offsetWidth - 14;
    tip.style.transform = `translate(${Math.max(0, left)}px, 8px)`;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const pace = event.shiftKey ? 10 : 1;
    const stations = { ArrowLeft: -pace, ArrowRight: pace, Home: -Infinity, End: Infinity }[event.key];
    if (stations === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.chart?.move(stations);
  }
}

/** @param {Lab} lab @returns {Curve[]} */
function lossCurves({ stations }) {
  const { ink, second } = palette();
  return [
    { label: text.trainingSeries, colour: css(ink), dash: [], width: 1.5, values: stations.trainingLosses },
    { label: text.testSeries, colour: css(second), dash: [5, 3], width: 1.25, values: stations.testLosses },
  ];
}

/**
 * Layers from purple to green, told apart by their dashes too.
 *
 * @param {Lab} lab
 * @returns {Curve[]}
 */
function normCurves({ stations, opened }) {
  const { gradientMinus, gradientPlus, third } = palette();
  const count = opened?.network.layers.length ?? 0;
  return stations.gradientNorms.slice(0, count).map((values, index) => {
    const share = count > 1 ? index / (count - 1) : 1;
    const end = share < 0.5 ? gradientMinus : gradientPlus;
    const colour = mix(end, third, 1.6 * Math.min(share, 1 - share));
    const label = index === count - 1 ? text.output.toLowerCase() : `${text.layer} ${index + 1}`;
    return { label, colour: css(colour), dash: DASHES[index % DASHES.length] ?? [], width: 1, values };
  });
}

customElements.define('cr-chart', CrChart);

/** @param {{ lab: Lab, kind: Kind }} properties */
export const chart = ({ lab, kind }) =>
  html`<cr-chart class=${lab.isStale ? 'is-stale' : ''} .lab=${lab} .kind=${kind}></cr-chart>`;
