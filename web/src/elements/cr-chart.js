import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { LineChart } from '../draw/line-chart.js';
import { css, mix, palette } from '../draw/palette.js';
import { saveFile } from '../state/files.js';
import { branchName, chartAside, moreMarks, saveChart, text, valuesAbove, withoutPenalty } from '../text/en.js';
import { formatEpoch, formatLoss, formatPercent } from '../text/format.js';
import { definitionList } from './definition-list.js';
import { LabElement } from './lab-element.js';

/** @import { Branch } from '../state/branches.js' */
/** @import { Lab } from '../state/lab.js' */
/** @import { Curve, Pointed } from '../draw/line-chart.js' */

/** @typedef {'losses' | 'accuracies' | 'norms'} Kind */

/** The charts are redrawn no more often than this while training; eyes need no more. */
const REDRAW_MS = 80;
/** As many marks as a tip has room for. */
const MARKS_TOLD = 3;
const DASHES = [[], [10, 2], [4, 1.5], [12, 2, 2, 2]];

/**
 * `<cr-chart>`: losses or accuracies, or the gradient norm of each layer, against epochs. The values
 * under the pointer, or where the arrow keys have moved it, stand beside it. A stretch marked with
 * the pointer is enlarged, by + and − too; what is shown can be saved.
 *
 * Properties
 * ----------
 * kind : `losses`, which can show accuracies instead, or `norms`.
 */
export class CrChart extends LabElement {
  static properties = {
    ...LabElement.properties,
    kind: { attribute: false },
    isLog: { state: true },
    shown: { state: true },
  };

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = 'losses';
    /** Undefined until the person says so: norms are on a log scale, losses not. */
    /** @type {boolean | undefined} */
    this.isLog = undefined;
    /** @type {Kind | undefined} */
    this.shown = undefined;
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

  /** @param {Lab} lab @returns {Kind} */
  kindOf(lab) {
    const hasClasses = (lab.opened?.scale.classes ?? 0) > 0;
    return this.shown === 'accuracies' && !hasClasses ? this.kind : (this.shown ?? this.kind);
  }

  /** @param {Lab} lab @returns {import('../draw/line-chart.js').Scale} */
  scaleOf(lab) {
    const kind = this.kindOf(lab);
    if (kind === 'accuracies') return 'share';
    return (this.isLog ?? kind === 'norms') ? 'log' : 'linear';
  }

  /** @param {Lab} lab */
  view(lab) {
    const kind = this.kindOf(lab);
    const title = text.charts[kind];
    const scale = this.scaleOf(lab);
    return html`<figure aria-label=${title} class="chart figure-body">
      <div class="figure-head">
        <h2>${title}</h2>
        <span class="quiet">${chartAside(kind, lab.opened?.loss_name ?? '', scale === 'log')}<span class="penalty"></span></span>
        <span class="aside chart-tools">
          ${this.chart?.zoom
            ? html`<button type="button" class="text-button quiet" @click=${() => this.chart?.setZoom(undefined)}>${text.wholeRun}</button>`
            : nothing}
          ${kind !== 'norms' && (lab.opened?.scale.classes ?? 0) > 0 ? this.kindMenu(kind) : nothing}
          ${kind === 'accuracies' ? nothing : this.logSwitch(scale === 'log')} ${this.saveMenu(lab)}
        </span>
      </div>
      <div class="chart-area">
        <div
          class="chart-stage"
          tabindex="0"
          role="img"
          aria-label=${text.chartSummaries[kind]}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
          @dblclick=${() => this.chart?.setZoom(undefined)}
          @blur=${() => this.chart?.leave()}
        ></div>
        <span class="above quiet"></span>
        <output class="tip" aria-label=${text.underPointer} hidden></output>
      </div>
    </figure>`;
  }

  /** @param {Kind} kind */
  kindMenu(kind) {
    return html`<select
      class="quiet-menu"
      aria-label=${text.whatChartShows}
      @change=${(/** @type {Event} */ event) => {
        this.shown = /** @type {Kind} */ (/** @type {HTMLSelectElement} */ (event.target).value);
      }}
    >
      <option value="losses" .selected=${live(kind === 'losses')}>${text.loss}</option>
      <option value="accuracies" .selected=${live(kind === 'accuracies')}>${text.accuracyName}</option>
    </select>`;
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
  saveMenu(lab) {
    return html`<select
      class="quiet-menu"
      aria-label=${saveChart(text.charts[this.kindOf(lab)])}
      .value=${live('')}
      @change=${(/** @type {Event} */ event) => {
        const target = /** @type {HTMLSelectElement} */ (event.target);
        if (target.value === 'csv') this.saveCsv(lab);
        else void this.savePicture(lab);
        target.value = '';
      }}
    >
      <option value="">${text.save}</option>
      <option value="png">PNG</option>
      <option value="csv">CSV</option>
    </select>`;
  }

  /** @param {Lab} lab */
  async savePicture(lab) {
    const kind = this.kindOf(lab);
    const aside = chartAside(kind, lab.opened?.loss_name ?? '', this.scaleOf(lab) === 'log');
    const picture = await this.chart?.picture(`${text.charts[kind]} – ${aside}`);
    if (picture) saveFile(`chainrule-${kind}.png`, picture, 'image/png');
  }

  /**
   * Save the curves that are shown, with all digits.
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
    saveFile(`chainrule-${this.kindOf(lab)}.csv`, [head, ...rows, ''].join('\r\n'), 'text/csv');
  }

  updated() {
    const stage = this.querySelector('.chart-stage');
    if (!this.lab || !(stage instanceof HTMLElement)) return;
    if (!this.chart) {
      const onPoint = (/** @type {Pointed | undefined} */ pointed) => this.tell(pointed);
      this.chart = new LineChart(stage, { onPoint, onZoom: () => this.requestUpdate() });
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
    const kind = this.kindOf(lab);
    const isAside = kind === 'losses' && typeof frame?.penalty === 'number' && frame.penalty > 0;
    if (aside) aside.textContent = isAside ? withoutPenalty(formatLoss(frame.penalty)) : '';
    if (!this.chart || !stations.epochs.length) return;
    const curves = { losses: lossCurves, accuracies: accuracyCurves, norms: normCurves }[kind](lab);
    const here = frame?.is_past ? frame.epoch : undefined;
    this.chart.draw(stations.epochs, curves, frame?.marks ?? [], this.scaleOf(lab), here);
    const above = this.querySelector('.above');
    const words = this.chart.above ? valuesAbove(this.chart.above) : '';
    if (above && above.textContent !== words) above.textContent = words;
  }

  /** @param {Pointed | undefined} pointed */
  tell(pointed) {
    const tip = this.querySelector('.tip');
    if (!(tip instanceof HTMLElement) || !this.chart || !this.lab) return;
    tip.hidden = pointed === undefined;
    if (!pointed) return;
    const isShare = this.kindOf(this.lab) === 'accuracies';
    /** @type {[string, string][]} */
    const lines = this.chart.curves.filter(({ label }) => label).map(({ label, values }) => {
      const value = values[pointed.index];
      return [label, isShare ? formatPercent(value) : formatLoss(value)];
    });
    lines.unshift([text.epoch.toLowerCase(), formatEpoch(this.chart.epochs[pointed.index])]);
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

/** @param {Lab} lab @returns {Curve[]} */
function lossCurves({ stations, branches }) {
  const { ink, second } = palette();
  return [
    { label: text.trainingSeries, colour: css(ink), dash: [], width: 1.5, values: stations.trainingLosses },
    { label: text.testSeries, colour: css(second), dash: [5, 3], width: 1.25, values: stations.testLosses },
    ...branchCurves(branches, 'trainingLosses', 'testLosses'),
  ];
}

/** @param {Lab} lab @returns {Curve[]} */
function accuracyCurves(lab) {
  const { trainingAccuracies, testAccuracies } = lab.stations;
  const [training, test] = lossCurves(lab);
  if (!training || !test) return [];
  return [
    { ...training, values: trainingAccuracies },
    { ...test, values: testAccuracies },
    ...branchCurves(lab.branches, 'trainingAccuracies', 'testAccuracies'),
  ];
}

/**
 * What the runs that were left had, faint behind the run's own; of each pair the first is named.
 *
 * @param {Branch[]} branches
 * @param {'trainingLosses' | 'trainingAccuracies'} training
 * @param {'testLosses' | 'testAccuracies'} test
 * @returns {Curve[]}
 */
function branchCurves(branches, training, test) {
  const colour = css(palette().third);
  return branches.flatMap(({ leftAt, epochs, [training]: first, [test]: second }) => {
    const label = branchName(formatEpoch(leftAt, true));
    return [
      { label, colour, dash: [], width: 1, values: first, epochs },
      { label: '', colour, dash: [2, 3], width: 1, values: second, epochs },
    ];
  });
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
