import { html, nothing } from 'lit';
import { Canvas } from '../draw/canvas.js';
import { OutputPainter } from '../draw/output-map.js';
import { text, unitName } from '../text/en.js';
import { formatPercent, formatShort } from '../text/format.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */
/** @import { Picture } from '../draw/output-map.js' */

/** As the points of each class are drawn. */
const SHAPES = ['■', '●', '▲', '◆', '★', '▬'];

/**
 * `<cr-output>`: what the network predicts over the plane, with the data on top. While a unit of the
 * diagram is selected, what that unit computes takes the map's place.
 */
export class CrOutput extends LabElement {
  constructor() {
    super();
    this.showsTest = false;
    this.isDiscrete = false;
    /** @type {OutputPainter | undefined} */
    this.painter = undefined;
    this.observer = new ResizeObserver(() => {
      if (this.lab) this.fit(this.lab);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /** @param {Lab} lab */
  view(lab) {
    const { opened } = lab;
    const [low, high] = opened?.domain ?? [-6, 6];
    return html`<figure aria-label=${text.output} class="figure-body">
      <div class="figure-head">
        <h2>${text.output}</h2>
        <span class="quiet output-title"></span>
      </div>
      <div class="output-stage"><canvas role="img" aria-label=${text.outputSummary}></canvas></div>
      <div class="axis" aria-hidden="true">
        <span>${formatShort(low)}</span><span><var>x₁</var> →, ${opened?.scale.is_curve ? html`<var>y</var> ↑, −1.25 … 1.25` : html`<var>x₂</var> ↑`}</span><span>${formatShort(high)}</span>
      </div>
      <div class="output-foot">
        ${(opened?.scale.classes ?? 0) > 2 ? classKeys(opened?.scale.classes ?? 0) : nothing}
        ${(opened?.scale.classes ?? 0) > 2 || opened?.scale.is_curve ? nothing : valueScale()}
        <span class="output-label"></span>
      </div>
      <div class="output-foot options">
        ${optionSwitch(text.showTestPoints, this.showsTest, (isOn) => {
          this.showsTest = isOn;
          this.paint(lab);
        })}
        ${opened?.scale.classes
          ? [
              optionSwitch(text.discretise, this.isDiscrete, (isOn) => {
                this.isDiscrete = isOn;
                this.paint(lab);
              }),
              optionSwitch(text.markWrong, lab.view.answers, (answers) => lab.show({ answers })),
            ]
          : nothing}
        <span class="output-accuracy-line"
          >${text.accuracy} <output class="output-accuracy" aria-label=${text.accuracyLabel} aria-live="off">–</output></span
        >
      </div>
      <table class="confusion" aria-label=${text.confusion} hidden></table>
    </figure>`;
  }

  updated() {
    const stage = this.querySelector('.output-stage');
    const element = this.querySelector('canvas');
    if (!this.lab || !stage || !element) return;
    if (!this.painter) {
      this.painter = new OutputPainter(new Canvas(element));
      this.observer.observe(stage);
    }
    this.fit(this.lab);
  }

  /** @param {Lab} lab */
  fit(lab) {
    const stage = this.querySelector('.output-stage');
    if (!this.painter || !stage) return;
    const { clientWidth, clientHeight } = stage;
    const { canvas } = this.painter;
    if (canvas.width !== clientWidth || canvas.height !== clientHeight) canvas.resize(clientWidth, clientHeight);
    this.paint(lab);
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { opened, frame } = lab;
    if (!this.painter || !opened) return;
    const { picture, title, label } = shown(lab);
    this.painter.paint(opened, picture, this, frame);
    this.paintConfusion(lab);
    this.say('.output-title', title);
    this.say('.output-label', label);
    this.say('.output-low', formatShort(picture?.low ?? opened.scale.low));
    this.say('.output-high', formatShort(picture?.high ?? opened.scale.high));
    this.say('.output-accuracy', formatPercent(frame?.accuracy));
    // A regression has no classes to be right about.
    const isKnown = typeof frame?.accuracy === 'number';
    this.querySelector('.output-accuracy-line')?.classList.toggle('is-absent', !isKnown);
  }

  /**
   * @param {string} selector
   * @param {string} words
   */
  say(selector, words) {
    const element = this.querySelector(selector);
    if (element && element.textContent !== words) element.textContent = words;
  }

  /**
   * How many test points of each class are taken for which, while answers are shown.
   *
   * @param {Lab} lab
   */
  paintConfusion({ opened, frame, view }) {
    const table = this.querySelector('.confusion');
    const counts = frame?.arrays['confusion'];
    if (!(table instanceof HTMLTableElement)) return;
    table.hidden = !view.answers || !counts || !opened?.scale.classes;
    if (table.hidden || !counts) return;
    const size = opened?.scale.classes ?? 2;
    if (table.rows.length !== size + 1) table.replaceChildren(...confusionRows(size));
    table.querySelectorAll('td').forEach((cell, index) => {
      const words = String(counts[index] ?? 0);
      if (cell.textContent !== words) cell.textContent = words;
    });
  }
}

/** @param {number} size */
function confusionRows(size) {
  const head = document.createElement('tr');
  const names = Array.from({ length: size }, (_, kind) => kind);
  head.append(headCell(text.takenFor), ...names.map((kind) => headCell(String(kind))));
  return [head, ...names.map((kind) => confusionRow(kind, size))];
}

/**
 * @param {number} kind
 * @param {number} size
 */
function confusionRow(kind, size) {
  const row = document.createElement('tr');
  row.append(headCell(`${text.trueClass} ${kind}`));
  for (let other = 0; other < size; other++) {
    const cell = document.createElement('td');
    cell.classList.toggle('is-right', other === kind);
    row.append(cell);
  }
  return row;
}

/** @param {string} words */
function headCell(words) {
  const cell = document.createElement('th');
  cell.textContent = words;
  return cell;
}

/**
 * @param {string} label
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} set
 */
function optionSwitch(label, isOn, set) {
  return html`<label class="switch"
    ><input
      type="checkbox"
      .checked=${isOn}
      @change=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)}
    />${label}</label
  >`;
}

function valueScale() {
  return html`<span class="scale">
    <span class="number output-low"></span><span class="scale-bar"></span><span class="number output-high"></span>
  </span>`;
}

/**
 * A class's colour and shape, for each of more than two.
 *
 * @param {number} count
 */
function classKeys(count) {
  return html`<span class="class-keys"
    >${SHAPES.slice(0, count).map((shape, kind) => html`<span class="class-key class-${kind}">${shape} ${kind}</span>`)}</span
  >`;
}

/**
 * The image to show: the selected unit's, or the output's.
 *
 * @param {Lab} lab
 * @returns {{ picture: Picture | undefined, title: string, label: string }}
 */
function shown({ opened, frame, selection }) {
  if (!opened) return { picture: undefined, title: '', label: '' };
  const { scale, map_size: size, network } = opened;
  const side = size / 2;
  const isUnit = selection?.source === null && selection.layer < network.layers.length - 1;
  if (isUnit && selection.layer < 0) {
    const values = opened.arrays['feature_maps'];
    const high = opened.arrays['feature_scales']?.[selection.unit] ?? 1;
    const title = network.features[selection.unit] ?? '';
    const offset = selection.unit * side * side;
    return { picture: values && { values, offset, side, low: -high, high }, title, label: text.feature };
  }
  if (isUnit) {
    const before = network.layers.slice(0, selection.layer).reduce((sum, { units }) => sum + units, 0);
    const values = frame?.arrays['maps'];
    const high = frame?.arrays['scales']?.[selection.layer] ?? 1;
    const title = unitName(`${text.layer} ${selection.layer + 1}`, selection.unit + 1);
    const offset = (before + selection.unit) * side * side;
    return { picture: values && { values, offset, side, low: -high, high }, title, label: text.unitOutput };
  }
  const values = frame?.arrays['output'];
  const { low, high, label } = scale;
  const classes = scale.classes > 2 ? scale.classes : 0;
  return { picture: values && { values, offset: 0, side: size, low, high, classes }, title: '', label };
}

customElements.define('cr-output', CrOutput);

/** @param {{ lab: Lab }} properties */
export const output = ({ lab }) =>
  html`<cr-output class="output ${lab.isStale ? 'is-stale' : ''}" .lab=${lab}></cr-output>${nothing}`;
