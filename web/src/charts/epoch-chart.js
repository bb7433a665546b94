import { html, nothing } from 'lit';
import { LineChart } from './line-chart.js';
import { saveFile } from '../store/files.js';
import { text } from '../text/index.js';
import { formatEpoch, formatLoss } from '../text/format.js';
import { definitionList } from '../kit/definition-list.js';
import { saveMenu } from '../kit/figure-menus.js';
import { LabElement } from '../kit/lab-element.js';
import { placeTip } from '../kit/tip.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Rule } from './axis.js' */
/** @import { Curve } from './curves.js' */
/** @import { Pointed, Scale } from './line-chart.js' */

/** Milliseconds between two drawings of a chart while training. */
const REDRAW_MS = 80;
/** The number of marks that fit in a tip. */
const MARKS_TOLD = 3;

/**
 * The base class of charts over epochs. A tip shows the values at the pointer, which the arrow keys
 * also move. A range marked with the pointer is enlarged, as with + and −. The chart can be saved.
 */
export class EpochChart extends LabElement {
  static properties = {
    ...LabElement.properties,
    isLog: { state: true },
  };

  constructor() {
    super();
    /** Undefined until the user chooses. */
    /** @type {boolean | undefined} */
    this.isLog = undefined;
    /** Whether it shows the run's history, which is outdated as soon as a change is requested. */
    this.isOfRun = false;
    /** @type {LineChart | undefined} */
    this.chart = undefined;
    this.paintMs = REDRAW_MS;
    this.observer = new ResizeObserver(() => this.chart?.resize());
  }

  // --- defined by each chart ----------------------------------------------------------------------

  /** @param {Lab} _lab */
  heading(_lab) {
    return '';
  }

  /** The title of its curves. @param {Lab} _lab */
  about(_lab) {
    return '';
  }

  /** A text for screen readers. @param {Lab} _lab */
  summary(_lab) {
    return '';
  }

  /** The name of a saved file. @param {Lab} _lab */
  name(_lab) {
    return '';
  }

  /** @param {Lab} _lab @returns {Scale} */
  scaleOf(_lab) {
    return this.isLog ? 'log' : 'linear';
  }

  /** @param {Lab} _lab @returns {{ epochs: number[], curves: Curve[] }} */
  data(_lab) {
    return { epochs: [], curves: [] };
  }

  /** A reference level. @param {Lab} _lab @returns {Rule | undefined} */
  rule(_lab) {
    return undefined;
  }

  /** Text after `about` that changes with the run. @param {Lab} _lab */
  remark(_lab) {
    return '';
  }

  /** The chart's own menus. @param {Lab} _lab @returns {unknown} */
  menus(_lab) {
    return nothing;
  }

  /** The content below the chart. @param {Lab} _lab @returns {unknown} */
  foot(_lab) {
    return nothing;
  }

  /** @param {Lab} lab */
  mark(lab) {
    this.classList.toggle('is-stale', this.isOfRun && lab.isStale);
    const { step } = lab.selection;
    this.chart?.mark(step);
  }

  /** @param {number | null | undefined} value @param {Lab} _lab */
  format(value, _lab) {
    return formatLoss(value);
  }

  // --- shared by all -------------------------------------------------------------------------------

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.chart?.destroy();
    this.chart = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    const title = this.heading(lab);
    return html`<figure aria-label=${title} class="chart figure-body">
      <div class="figure-head">
        <h2>${title}</h2>
        <span class="quiet">${this.about(lab)}<span class="remark"></span></span>
        <span class="aside chart-tools">
          ${this.chart?.zoom
            ? html`<button type="button" class="text-button quiet" @click=${() => this.chart?.setZoom(undefined)}>${text.wholeRun}</button>`
            : nothing}
          ${this.menus(lab)}
          ${saveMenu(title, { picture: () => void this.savePicture(lab), table: () => this.saveCsv(lab) })}
        </span>
      </div>
      <div class="chart-area">
        <div
          class="chart-stage"
          tabindex="0"
          role="img"
          aria-label=${this.summary(lab)}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
          @dblclick=${() => this.chart?.setZoom(undefined)}
          @blur=${() => this.chart?.leave()}
        ></div>
        <span class="above quiet"></span>
        <output class="tip" aria-label=${text.underPointer} hidden></output>
      </div>
      ${this.foot(lab)}
    </figure>`;
  }

  /** @param {boolean} isLog */
  logSwitch(isLog) {
    return html`<label class="quiet switch"
      ><input
        type="checkbox"
        .checked=${isLog}
        @change=${(/** @type {Event} */ event) => {
          this.isLog = /** @type {HTMLInputElement} */ (event.target).checked;
        }}
      />${text.logScale}</label
    >`;
  }

  /** @param {Lab} lab */
  async savePicture(lab) {
    const picture = await this.chart?.picture(`${this.heading(lab)} – ${this.about(lab)}`);
    if (picture) saveFile(text.chartFile(this.name(lab), 'png'), picture, 'image/png');
  }

  /**
   * Save the shown curves with all digits.
   *
   * @param {Lab} lab
   */
  saveCsv(lab) {
    const { curves = [], epochs = [], zoom } = this.chart ?? {};
    const [from, to] = zoom ?? [-Infinity, Infinity];
    const rows = epochs.flatMap((epoch, i) =>
      epoch < from || epoch > to ? [] : [[epoch, ...curves.map(({ values }) => values[i] ?? '')].join(',')],
    );
    const head = ['epoch', ...curves.map(({ label }) => label)].join(',');
    saveFile(text.chartFile(this.name(lab), 'csv'), [head, ...rows, ''].join('\r\n'), 'text/csv');
  }

  updated() {
    const stage = this.querySelector('.chart-stage');
    if (!this.lab || !(stage instanceof HTMLElement)) return;
    if (!this.chart) {
      const onPoint = (/** @type {Pointed | undefined} */ pointed) => this.tell(pointed);
      this.chart = new LineChart(stage, { onPoint, onZoom: () => this.requestUpdate() });
      this.observer.observe(stage);
    }
    this.repaint();
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { frame } = lab;
    this.write('.remark', this.remark(lab));
    const { epochs, curves } = this.data(lab);
    if (!this.chart || !epochs.length) return;
    const here = frame?.is_past ? frame.epoch : undefined;
    this.chart.draw(epochs, curves, frame?.marks ?? [], this.scaleOf(lab), here, this.rule(lab));
    // uPlot determines the range, and the values above it, in a separate microtask.
    queueMicrotask(() => this.write('.above', this.chart?.above ? text.valuesAbove(this.chart.above) : ''));
  }

  /** @param {Pointed | undefined} pointed */
  tell(pointed) {
    const tip = this.querySelector('.tip');
    const { chart, lab } = this;
    if (!(tip instanceof HTMLElement) || !chart || !lab) return;
    tip.hidden = pointed === undefined;
    lab.selection.step = pointed && chart.epochs[pointed.index];
    if (!pointed) return;
    /** @type {[string, string][]} */
    const lines = chart.curves
      .filter(({ label }) => label)
      .map(({ label, values }) => [label, this.format(values[pointed.index], lab)]);
    lines.unshift([text.epoch.toLowerCase(), formatEpoch(chart.epochs[pointed.index], true)]);
    for (const mark of pointed.marks.slice(-MARKS_TOLD)) lines.push([mark.text, '']);
    const untold = pointed.marks.length - MARKS_TOLD;
    if (untold > 0) lines.push([text.moreMarks(untold), '']);
    tip.replaceChildren(definitionList(lines));
    placeTip(tip, pointed.left, this.clientWidth);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zoom = { '+': 0.5, '=': 0.5, '-': 2, '0': Infinity }[event.key];
    if (zoom) {
      event.preventDefault();
      return this.chart?.zoomBy(zoom);
    }
    const pace = event.shiftKey ? 10 : 1;
    const stations = { ArrowLeft: -pace, ArrowRight: pace, Home: -Infinity, End: Infinity }[event.key];
    if (stations === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.chart?.move(stations);
  }
}
