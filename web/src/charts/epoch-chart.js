import { html, nothing } from 'lit';
import { writeLegend } from './legend.js';
import { LineChart } from './line-chart.js';
import { MarkButtons, markLines } from './marks.js';
import { saveFile } from '../store/files.js';
import { text } from '../text/index.js';
import { formatEpoch, formatLoss } from '../text/format.js';
import { definitionList } from '../kit/definition-list.js';
import { logSwitch, saveMenu } from '../kit/figure-menus.js';
import { LabElement } from '../kit/lab-element.js';
import { placeTip } from '../kit/tip.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Rule } from './axis.js' */
/** @import { Curve } from './curves.js' */
/** @import { Cluster } from './marks.js' */
/** @import { Name } from './names.js' */
/** @import { Pointed, Scale } from './line-chart.js' */

/** Milliseconds between two drawings of a chart while training. */
const REDRAW_MS = 80;
/** The number of marks that fit in the pointer's tip, and in a mark's tip. */
const MARKS_TOLD = 3;
const MOST_TOLD = 10;

/**
 * The base class of charts over epochs. A tip shows the values at the pointer or at the cursor that the arrow keys
 * move. Selecting a range with the pointer zooms in on it; + and − also zoom. The chart can be saved.
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
    /** Whether the chart shows the run's history, which is outdated as soon as a change is requested. */
    this.isOfRun = false;
    /** @type {LineChart | undefined} */
    this.chart = undefined;
    /** @type {MarkButtons | undefined} */
    this.markButtons = undefined;
    this.paintMs = REDRAW_MS;
    this.observer = new ResizeObserver(() => this.chart?.resize());
  }

  // --- defined by each chart ----------------------------------------------------------------------

  /** @param {Lab} _lab */
  heading(_lab) {
    return '';
  }

  /** The subtitle, which says what the curves show. @param {Lab} _lab */
  about(_lab) {
    return '';
  }

  /** The text for screen readers. @param {Lab} _lab */
  summary(_lab) {
    return '';
  }

  /** The chart's name in the names of saved files. @param {Lab} _lab */
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

  /** The reference levels. @param {Lab} _lab @returns {Rule[]} */
  rules(_lab) {
    return [];
  }

  /** Why some values are above the axis. @param {number} count */
  aboveMeans(count) {
    return text.aboveMeans(count);
  }

  /** Text after `about` that changes with the run. @param {Lab} _lab */
  remark(_lab) {
    return '';
  }

  /** The chart's own menus. @param {Lab} _lab @returns {unknown} */
  menus(_lab) {
    return nothing;
  }

  /** The names in the legend, if there is one. @param {Name[]} names */
  listed(names) {
    return names;
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
        <button
          type="button"
          class="above quiet"
          hidden
          @click=${() => this.explainAbove(true)}
          @focus=${() => this.explainAbove(true)}
          @pointerenter=${() => this.explainAbove(true)}
          @blur=${() => this.explainAbove(false)}
          @pointerleave=${() => this.explainAbove(false)}
        ></button>
        <div class="chart-marks" role="group" aria-label=${text.changedSettings}></div>
        <output class="tip" aria-label=${text.underPointer} hidden></output>
      </div>
      <ul class="curve-legend" aria-label=${text.curves} hidden></ul>
      ${this.foot(lab)}
    </figure>`;
  }

  /** @param {boolean} isLog */
  logSwitch(isLog) {
    return logSwitch(isLog, (isOn) => {
      this.isLog = isOn;
    });
  }

  /** @param {Lab} lab */
  async savePicture(lab) {
    const picture = await this.chart?.picture(`${this.heading(lab)} – ${this.about(lab)}`);
    if (picture) saveFile(text.chartFile(this.name(lab), 'png'), picture, 'image/png');
  }

  /**
   * Save the displayed curves with all digits; a smoothed curve is saved together with its raw values.
   *
   * @param {Lab} lab
   */
  saveCsv(lab) {
    const { curves = [], epochs = [], zoom } = this.chart ?? {};
    const columns = curves.flatMap(({ label, values, raw }) =>
      raw ? [{ label, values: raw }, { label: text.smoothed(label), values }] : [{ label, values }],
    );
    const [from, to] = zoom ?? [-Infinity, Infinity];
    const rows = epochs.flatMap((epoch, i) =>
      epoch < from || epoch > to ? [] : [[epoch, ...columns.map(({ values }) => values[i] ?? '')].join(',')],
    );
    const head = ['epoch', ...columns.map(({ label }) => label)].join(',');
    saveFile(text.chartFile(this.name(lab), 'csv'), [head, ...rows, ''].join('\r\n'), 'text/csv');
  }

  updated() {
    const stage = this.querySelector('.chart-stage');
    if (!this.lab || !(stage instanceof HTMLElement)) return;
    if (!this.chart) {
      const onPoint = (/** @type {Pointed | undefined} */ pointed) => this.showPointed(pointed);
      const group = this.querySelector('.chart-marks');
      if (group instanceof HTMLElement) this.markButtons = new MarkButtons(group, (shown) => this.showMarkTip(shown));
      const onMarks = (/** @type {Cluster[]} */ places) => this.markButtons?.write(places);
      this.chart = new LineChart(stage, { onPoint, onMarks, onZoom: () => this.requestUpdate() });
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
    this.chart.draw(epochs, curves, frame?.marks ?? [], this.scaleOf(lab), here, this.rules(lab));
    const legend = this.querySelector('.curve-legend');
    const { isCrowded } = this.chart.room;
    if (legend instanceof HTMLElement) writeLegend(legend, isCrowded ? this.listed(this.chart.names) : []);
    // uPlot determines the range, and the values above it, in a separate microtask.
    queueMicrotask(() => this.writeAbove());
  }

  /** Write the number of values above the axis into the strip above the plot. */
  writeAbove() {
    const button = this.querySelector('.above');
    if (!(button instanceof HTMLElement) || !this.chart) return;
    const { above } = this.chart;
    this.write('.above', above ? text.valuesAbove(above) : '');
    if (button.hidden !== !above) {
      button.hidden = !above;
      this.chart.taken = above ? button.offsetWidth : 0;
    }
  }

  /**
   * Show text in the tip, or hide the tip.
   *
   * @param {[string, string][] | undefined} lines
   * @param {number} left
   */
  showTip(lines, left) {
    const tip = this.querySelector('.tip');
    if (!(tip instanceof HTMLElement)) return;
    tip.hidden = lines === undefined;
    if (!lines) return;
    tip.replaceChildren(definitionList(lines));
    placeTip(tip, left, this.clientWidth);
  }

  /** Explain why some values are above the axis. @param {boolean} isShown */
  explainAbove(isShown) {
    this.showTip(isShown && this.chart ? [[this.aboveMeans(this.chart.above), '']] : undefined, 0);
  }

  /** @param {Cluster | undefined} shown the marks of a button */
  showMarkTip(shown) {
    if (!shown) return this.showTip(undefined, 0);
    const lines = markLines(shown.marks.slice(-MOST_TOLD));
    const hidden = shown.marks.length - lines.length;
    this.showTip([...lines, ...(hidden > 0 ? [text.moreMarks(hidden)] : [])].map((line) => [line, '']), shown.left);
  }

  /** @param {Pointed | undefined} pointed */
  showPointed(pointed) {
    const { chart, lab } = this;
    if (!chart || !lab) return;
    lab.selection.step = pointed && chart.epochs[pointed.index];
    if (!pointed) return this.showTip(undefined, 0);
    const { index, marks } = pointed;
    /** @type {[string, string][]} */
    const lines = chart.curves
      .filter(({ label }) => label)
      .map(({ label, values, raw }) => {
        const value = this.format(values[index], lab);
        return [label, raw ? text.withRaw(value, this.format(raw[index], lab)) : value];
      });
    lines.unshift([text.epoch.toLowerCase(), formatEpoch(chart.epochs[index], true)]);
    for (const line of markLines(marks.slice(-MARKS_TOLD))) lines.push([line, '']);
    const hidden = marks.length - MARKS_TOLD;
    if (hidden > 0) lines.push([text.moreMarks(hidden), '']);
    this.showTip(lines, pointed.left);
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
    const records = { ArrowLeft: -pace, ArrowRight: pace, Home: -Infinity, End: Infinity }[event.key];
    if (records === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.chart?.move(records);
  }
}
