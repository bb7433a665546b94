import { html } from 'lit';
import { HistogramPainter } from './histograms.js';
import { saveFile } from '../store/files.js';
import { text } from '../text/index.js';
import { formatEdge, formatEpoch, formatWhole } from '../text/format.js';
import { definitionList } from '../kit/definition-list.js';
import { choiceMenu, saveMenu } from '../kit/figure-menus.js';
import { learningLayer } from '../model/places.js';
import { LabElement } from '../kit/lab-element.js';
import { layerMark } from '../kit/drawing/layer-mark.js';
import { gradientsOf } from './state.js';
import { placeTip } from '../kit/tip.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Cell, Column } from './histograms.js' */

/** @typedef {'weights' | 'gradients' | 'activations'} Kind */

/** The kinds, in the order of Python's arrays. */
const KINDS = /** @type {Kind[]} */ (['weights', 'gradients', 'activations']);
const REDRAW_MS = 120;

/**
 * `<cr-histograms>`: the distribution of a layer's weights, gradients or activations over the run. A tip shows the
 * interval and the count of the bin that is pointed at or reached with the arrow keys.
 */
export class CrHistograms extends LabElement {
  static properties = {
    ...LabElement.properties,
    kind: { state: true },
  };

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = 'gradients';
    /** The layer that was shown last. */
    this.layer = 0;
    /** @type {Cell | undefined} */
    this.chosen = undefined;
    /** @type {HistogramPainter | undefined} */
    this.painter = undefined;
    /** Key presses that arrived before the data. */
    /** @type {KeyboardEvent[]} */
    this.early = [];
    this.paintMs = REDRAW_MS;
    this.observer = new ResizeObserver(() => this.repaint());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.painter = undefined;
  }

  /**
   * The layer to show: the selected layer or, if none is selected, the last one that was selected.
   *
   * @param {Lab} lab
   */
  layerOf(lab) {
    this.layer = learningLayer(lab.network, lab.selection.layer) ?? this.layer;
    return Math.min(this.layer, Math.max(0, (lab.network?.learning ?? 1) - 1));
  }

  /** @param {Lab} lab */
  view(lab) {
    const count = lab.network?.learning ?? 1;
    const layer = this.layerOf(lab);
    const layers = /** @type {[string, string][]} */ (
      Array.from({ length: count }, (_, index) => [String(index), text.layerName(index, count)])
    );
    const kinds = /** @type {[Kind, string][]} */ (KINDS.map((kind) => [kind, text.histograms.kinds[kind]]));
    return html`<figure aria-label=${text.histograms.title} class="chart figure-body">
      <div class="figure-head">
        <h2>${text.histograms.title}</h2>
        <span class="quiet">${text.histograms.about[this.kind]}<span class="remark"></span></span>
        <span class="aside chart-tools">
          ${choiceMenu(text.histograms.chooseKind, this.kind, kinds, (kind) => {
            this.kind = kind;
          })}
          <span class="layer-choice">${layerMark(layer, count)}${choiceMenu(text.histograms.chooseLayer, String(layer), layers, (choice) => {
            lab.selection.pinnedLayer = lab.network?.layers.findIndex(({ number }) => String(number) === choice);
          })}</span>
          ${saveMenu(text.histograms.title, { picture: () => this.savePicture(), table: () => this.saveCsv() })}
        </span>
      </div>
      <div class="chart-area">
        <div class="chart-stage">
          <canvas
            class="histograms"
            tabindex="0"
            role="img"
            aria-label=${text.histogramSummary(text.histograms.kinds[this.kind], text.layerName(layer, count))}
            @pointermove=${(/** @type {PointerEvent} */ event) => this.point(event)}
            @pointerdown=${(/** @type {PointerEvent} */ event) => this.point(event)}
            @pointerleave=${(/** @type {PointerEvent} */ event) => {
              if (event.pointerType === 'mouse') this.choose(undefined);
            }}
            @blur=${() => {
              this.early = [];
              this.choose(undefined);
            }}
            @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
          ></canvas>
        </div>
        <output class="tip" aria-label=${text.underPointer} hidden></output>
      </div>
      <p class="instrument-note quiet scale">
        <span class="number">1</span><span class="shades"></span><span class="number most"></span> ${text.histograms.scale}
      </p>
    </figure>`;
  }

  updated() {
    const stage = this.querySelector('.chart-stage');
    const element = this.querySelector('canvas');
    if (!this.lab || !stage || !element) return;
    if (!this.painter) {
      this.painter = new HistogramPainter(element);
      this.observer.observe(stage);
    }
    this.repaint();
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { painter } = this;
    const stage = this.querySelector('.chart-stage');
    if (!painter || !stage?.clientWidth) return;
    const { canvas } = painter;
    if (canvas.width !== stage.clientWidth || canvas.height !== stage.clientHeight) {
      canvas.resize(stage.clientWidth, stage.clientHeight);
    }
    const columns = this.columnsOf(lab);
    if (this.chosen && this.chosen.column >= columns.length) this.chosen = undefined;
    const shown = shownColumn(columns, lab);
    const { step } = lab.selection;
    const marked = step === undefined ? shown : nearest(columns, step);
    const isMarked = columns.length > 0 && (lab.isPast || step !== undefined);
    painter.paint(columns, gradientsOf(lab).edges, this.hue, this.chosen, isMarked ? marked : undefined);
    this.describe(columns[shown]);
    this.showTip();
    const early = columns.length ? this.early.splice(0) : [];
    if (early.length) queueMicrotask(() => early.forEach((event) => this.key(event)));
  }

  /** @returns {'values' | 'gradients'} */
  get hue() {
    return this.kind === 'gradients' ? 'gradients' : 'values';
  }

  /**
   * The chosen layer's histograms of the chosen kind.
   *
   * @param {Lab} lab
   * @returns {Column[]}
   */
  columnsOf(lab) {
    const { moments, layers, edges } = gradientsOf(lab);
    const place = KINDS.indexOf(this.kind) * layers + Math.min(this.layerOf(lab), layers - 1);
    const bins = edges.length - 1;
    return moments.flatMap(({ epoch, rows: { histograms, outside } }) =>
      histograms?.length === KINDS.length * layers * bins && outside
        ? [
            {
              epoch,
              counts: histograms.subarray(place * bins, (place + 1) * bins),
              outside: outside.subarray(place * 4, place * 4 + 4),
            },
          ]
        : [],
    );
  }

  /**
   * Write the scale, and the number of values outside all bins at the displayed epoch.
   *
   * @param {Column | undefined} column
   */
  describe(column) {
    this.write('.most', formatWhole(this.painter?.most));
    this.write('.remark', text.outsideInWords(column?.outside ?? []));
    this.querySelector('.shades')?.classList.toggle('is-gradient', this.hue === 'gradients');
  }

  /** @param {Cell | undefined} chosen */
  choose(chosen) {
    this.chosen = chosen;
    if (this.lab) this.lab.selection.step = chosen && this.painter?.columns[chosen.column]?.epoch;
    this.repaint();
  }

  /** @param {PointerEvent} event */
  point(event) {
    this.choose(this.painter?.at(event.offsetX, event.offsetY));
  }

  /** Left and right move along the run, and up and down move along the bins. @param {KeyboardEvent} event */
  key(event) {
    const { painter } = this;
    if (!this.lab || event.ctrlKey || event.metaKey || event.altKey) return;
    const pace = event.shiftKey ? 10 : 1;
    const [across, up] =
      { ArrowLeft: [-pace, 0], ArrowRight: [pace, 0], ArrowUp: [0, pace], ArrowDown: [0, -pace], Home: [-1e9, 0], End: [1e9, 0] }[
        event.key
      ] ?? [];
    if (across === undefined || up === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!painter?.columns.length) return this.early.push(event);
    const last = painter.columns.length - 1;
    const shown = shownColumn(painter.columns, this.lab);
    const { column, bin } = this.chosen ?? { column: shown, bin: fullest(painter.columns[shown]?.counts ?? []) };
    // The first arrow key only shows the cursor.
    const isFirst = this.chosen === undefined && event.key.startsWith('Arrow');
    this.choose({
      column: isFirst ? column : Math.max(0, Math.min(last, column + across)),
      bin: isFirst ? bin : painter.moved(bin, up),
    });
  }

  /** Show the numbers of the selected bin next to it. */
  showTip() {
    const tip = this.querySelector('.tip');
    const { chosen, painter } = this;
    if (!(tip instanceof HTMLElement) || !painter) return;
    const column = chosen && painter.columns[chosen.column];
    tip.hidden = !column;
    if (!chosen || !column) return;
    const { edges } = painter;
    const [low, high] = [formatEdge(edges[chosen.bin]), formatEdge(edges[chosen.bin + 1])];
    tip.replaceChildren(
      definitionList([
        [text.epoch.toLowerCase(), formatEpoch(column.epoch, true)],
        [text.binInWords(low, high), `${formatWhole(column.counts[chosen.bin])} ${text.of} ${formatWhole(column.outside[3])}`],
        ...outsideInNumbers(column.outside),
      ]),
    );
    placeTip(tip, painter.left(chosen.column + 1), this.clientWidth);
  }

  savePicture() {
    this.repaint();
    this.painter?.canvas.element.toBlob((blob) => {
      if (blob) saveFile(text.chartFile(`histograms-${this.kind}`, 'png'), blob, 'image/png');
    });
  }

  /** Save all counts, with one row per epoch and bin. */
  saveCsv() {
    // The newest counts may be waiting for the next screen refresh.
    this.repaint();
    const { columns = [], edges = [] } = this.painter ?? {};
    const rows = columns.flatMap(({ epoch, counts, outside }) => [
      `${epoch},-Infinity,${edges[0]},${outside[0]}`,
      ...Array.from(counts, (count, bin) => `${epoch},${edges[bin]},${edges[bin + 1]},${count}`),
      `${epoch},${edges[edges.length - 1]},Infinity,${outside[1]}`,
      `${epoch},NaN,NaN,${outside[2]}`,
    ]);
    saveFile(text.chartFile(`histograms-${this.kind}`, 'csv'), ['epoch,from,to,count', ...rows, ''].join('\r\n'), 'text/csv');
  }
}

/**
 * The column of the displayed epoch, or the nearest one.
 *
 * @param {Column[]} columns
 * @param {Lab} lab
 */
function shownColumn(columns, { isPast, frame }) {
  const last = columns.length - 1;
  if (!isPast || !frame) return last;
  return nearest(columns, frame.epoch);
}

/**
 * @param {Column[]} columns
 * @param {number} epoch
 */
function nearest(columns, epoch) {
  const distances = columns.map((column) => Math.abs(column.epoch - epoch));
  return distances.indexOf(Math.min(...distances));
}

/** @param {ArrayLike<number>} counts */
function fullest(counts) {
  const all = Array.from(counts);
  return all.indexOf(Math.max(...all));
}

/** @param {ArrayLike<number>} outside @returns {[string, string][]} */
function outsideInNumbers(outside) {
  return text.histograms.outside.flatMap((words, index) =>
    outside[index] ? [/** @type {[string, string]} */ ([words, formatWhole(outside[index])])] : [],
  );
}

customElements.define('cr-histograms', CrHistograms);

/** @param {{ lab: Lab }} properties */
export const histograms = ({ lab }) => html`<cr-histograms .lab=${lab}></cr-histograms>`;
