import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { matricesPicture } from '../draw/matrix.js';
import { matricesSvg } from '../draw/matrix-svg.js';
import { startEngine } from '../runtime/client.js';
import { fixedAddress } from '../state/address.js';
import { saveFile } from '../state/files.js';
import { Lab } from '../state/lab.js';
import { costOfChecking, effectOf, exampleAlone, firstBad, followingPath, stepDiverged, stepShown, text } from '../text/en.js';
import { formatPercent, formatSigned } from '../text/format.js';
import { CrMatrix, matrixView } from './cr-matrix.js';
import { LabElement } from './lab-element.js';
import { entryView } from './microscope-entry.js';

/** @import { Microscope } from '../state/microscope.js' */
/** @import { WalkedOp } from '../generated/protocol' */

const WINDOW = 64;

/**
 * `<cr-microscope experiment="…">`: the step that comes next, op by op, forwards and back, with every
 * number; it reads the program that trains, and changes nothing. In the lab it looks at the lab's
 * network; with an experiment of its own, as a lesson has it, it trains that, step by step.
 *
 * Attributes
 * ----------
 * experiment : what stands after `#` in the lab's address.
 */
export class CrMicroscope extends LabElement {
  static properties = { ...LabElement.properties, experiment: { type: String } };

  constructor() {
    super();
    /** @type {string | undefined} */
    this.experiment = undefined;
    /** @type {{ renderToString(latex: string, options: object): string } | undefined} */
    this.katex = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.walking = undefined;
    this.walkMs = text.walkPaces.steadily;
    /** Rendering a formula costs more than anything else of a move. */
    /** @type {Map<string, unknown>} */
    this.formulas = new Map();
    this.formula = (/** @type {string} */ latex) => this.rendered(latex);
  }

  connectedCallback() {
    if (!this.lab && this.experiment !== undefined) {
      this.lab = new Lab(startEngine, undefined, fixedAddress(this.experiment));
      this.lab.microscope.isOpen = true;
      this.lab.start();
    }
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
    if (this.experiment !== undefined) this.lab?.engine?.stop();
  }

  /** @param {Lab} lab */
  changes(lab) {
    return [lab.changed, lab.microscope.changed];
  }

  /** @param {Lab} lab */
  view(lab) {
    const { microscope } = lab;
    if (!microscope.isOpen) {
      this.stop();
      return nothing;
    }
    void this.loadKatex();
    const { walked, current } = microscope;
    return html`<figure aria-label=${text.microscope} class="microscope figure-body">
      <div class="figure-head">
        <h2>${text.microscope}</h2>
        <span class="quiet">${heading(lab)}</span>
        <span class="aside chart-tools">
          ${this.experiment === undefined ? nothing : ownButtons(lab)}
          <button type="button" class="text-button" ?disabled=${microscope.isChecking || !walked} @click=${() => microscope.check(null)}>${text.checkAll}</button>
          ${walked ? html`${watchMenu(microscope)} ${this.takeAway(lab)}` : nothing}
          ${this.experiment === undefined
            ? html`<button type="button" class="text-button quiet" @click=${() => microscope.toggle()}>${text.close}</button>`
            : nothing}
        </span>
      </div>
      ${lab.opened?.note ? html`<p class="op-sentence">${lab.opened.note}</p>` : nothing} ${problem(lab)}
      ${walked && current ? html`${this.rail(microscope)} ${this.op(lab, current)} ${allChecked(microscope)}` : nothing}
    </figure>`;
  }

  /** @param {Lab} lab */
  takeAway(lab) {
    const act = (/** @type {Event} */ event) => {
      const target = /** @type {HTMLSelectElement} */ (event.target);
      const { value } = target;
      target.value = '';
      if (value === 'link') void copyLink(lab);
      else if (value === 'png') void this.savePicture(lab);
      else if (value === 'svg') this.saveDrawing(lab);
      else lab.save(value === 'csv' ? 'step' : 'step_latex');
    };
    return html`<select class="quiet-menu" aria-label=${text.takeStepAway} @change=${act}>
      <option value="">${text.takeAway}</option>
      <option value="link" ?disabled=${lab.microscope.link === undefined}>${text.copyStepLink}</option>
      <option value="csv">${text.allNumbers}</option>
      <option value="latex">${text.asLatex}</option>
      <option value="png">${text.picture}</option>
      <option value="svg">${text.drawing}</option>
    </select>`;
  }

  get matrices() {
    return [...this.querySelectorAll('cr-matrix')].flatMap((element) =>
      element instanceof CrMatrix && element.matrix && element.canvas ? [element] : [],
    );
  }

  /** @param {Lab} lab */
  async savePicture(lab) {
    const { current, op } = lab.microscope;
    const matrices = this.matrices.flatMap(({ label, canvas }) => (canvas ? [{ label, canvas: canvas.element }] : []));
    const picture = await matricesPicture(current?.title ?? '', matrices);
    if (picture) saveFile(`chainrule-op-${op + 1}.png`, picture, 'image/png');
  }

  /** @param {Lab} lab */
  saveDrawing(lab) {
    const { current, op } = lab.microscope;
    const matrices = this.matrices.map(({ label, values = [], shown: { columns }, isGradient }) => ({
      label,
      values,
      columns,
      isGradient,
    }));
    saveFile(`chainrule-op-${op + 1}.svg`, matricesSvg(current?.title ?? '', matrices), 'image/svg+xml');
  }

  async loadKatex() {
    if (this.katex) return;
    const { default: katex } = await import('katex');
    this.katex = katex;
    this.formulas.clear();
    this.requestUpdate();
  }

  /** @param {string} latex */
  rendered(latex) {
    if (!this.katex) return html`<code>${latex}</code>`;
    const known = this.formulas.get(latex);
    if (known) return known;
    const mathml = this.katex.renderToString(latex, { output: 'mathml', throwOnError: false });
    // As an accent a bar lies on the letter wherever no mathematical font is installed.
    const shown = html`${unsafeHTML(mathml.replaceAll('<mover accent="true">', '<mover>'))}`;
    if (this.formulas.size > 500) this.formulas.clear();
    this.formulas.set(latex, shown);
    return shown;
  }

  /** @param {Microscope} microscope */
  rail(microscope) {
    const { walked, op, current, way, at } = microscope;
    const ops = walked?.ops ?? [];
    const onWay = new Set(way?.stops.map((stop) => stop.op));
    const step = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {() => void} */ act) =>
      html`<button type="button" class="quiet-button" aria-label=${label} title=${label} @click=${act}>${sign}</button>`;
    const isWalking = this.walking !== undefined;
    return html`<div class="rail">
        <div class="rail-buttons" role="group" aria-label=${text.walkThrough}>
          ${step(text.firstOp, '|◀', () => microscope.goAlong(0))} ${step(text.previousOp, '◀', () => microscope.goAlong(at - 1))}
          ${step(text.nextOp, '▶', () => microscope.goAlong(at + 1))} ${step(text.finishSection, '▶|', () => microscope.finishSection())}
          ${step(isWalking ? text.stopWalk : text.walkAlone, isWalking ? '■' : '▶▶', () => this.walkAlone(microscope))}
          ${this.paceMenu(microscope)}
        </div>
        <div class="rail-line">
          <div class="rail-marks" aria-hidden="true">
            ${ops.map(
              ({ section }, index) =>
                html`<span
                  class="rail-mark of-${section} ${index === op ? 'is-here' : ''} ${way && !onWay.has(index) ? 'is-off' : ''}"
                  @click=${() => microscope.go(index)}
                ></span>`,
            )}
          </div>
          <input
            class="range"
            type="range"
            min="0"
            max=${microscope.length - 1}
            .value=${live(String(at))}
            aria-label=${text.opOfStep}
            aria-valuetext=${current?.title ?? ''}
            @input=${(/** @type {Event} */ event) => microscope.goAlong(/** @type {HTMLInputElement} */ (event.target).valueAsNumber)}
          />
          <div class="rail-sections quiet" aria-hidden="true">${sections(ops)}</div>
        </div>
      </div>
      ${way
        ? html`<p class="way">
            ${followingPath(at + 1, way.stops.length)}
            <button type="button" class="text-button" @click=${() => microscope.leavePath()}>${text.leavePath}</button>
          </p>`
        : nothing}`;
  }

  /** @param {Microscope} microscope */
  paceMenu(microscope) {
    const choose = (/** @type {Event} */ event) => {
      this.walkMs = Number(/** @type {HTMLSelectElement} */ (event.target).value);
      if (this.walking === undefined) return;
      this.stop();
      this.walkAlone(microscope);
    };
    return html`<select class="quiet-menu" aria-label=${text.walkPace} .value=${live(String(this.walkMs))} @change=${choose}>
      ${Object.entries(text.walkPaces).map(
        ([label, ms]) => html`<option value=${ms} ?selected=${ms === this.walkMs}>${label}</option>`,
      )}
    </select>`;
  }

  /** @param {Lab} lab @param {WalkedOp} op */
  op(lab, op) {
    const { microscope } = lab;
    const isLarge = op.matrices.some(({ rows, columns }) => rows > WINDOW || columns > WINDOW);
    return html`<div class="op">
      <h3>${op.title} <span class="quiet">${op.backward ? text.goingBack : ''}</span></h3>
      <p class="op-sentence">${op.sentence}</p>
      ${op.section === 'update' && microscope.walked
        ? html`<p class="op-sentence">${effectOf(microscope.walked)}</p>`
        : nothing}
      <div class="op-formulas">${op.formulas.map((latex) => html`<span>${this.formula(latex)}</span>`)}${op.backward ? html`<span class="quiet bar-hint">${text.barMeans}</span>` : nothing}</div>
      ${isLarge ? windowControls(microscope, op) : nothing}
      <div class="matrices">
        ${op.matrices.map((matrix) => matrixView({ lab, matrix, formula: this.formula(matrix.symbol) }))}
      </div>
      ${entryView(microscope, this.formula)}
    </div>`;
  }

  /** @param {Microscope} microscope */
  walkAlone(microscope) {
    if (this.walking !== undefined) return this.stop();
    this.walking = setInterval(() => {
      if (microscope.at + 1 >= microscope.length) this.stop();
      else microscope.goAlong(microscope.at + 1);
    }, this.walkMs);
    this.requestUpdate();
  }

  stop() {
    clearInterval(this.walking);
    this.walking = undefined;
    this.requestUpdate();
  }
}

/** @param {Lab} lab */
function heading({ microscope: { walked }, isDiverged, isLive, progress }) {
  if (walked) return isDiverged ? stepDiverged(walked.step + 1) : stepShown(walked.step + 1);
  if (isLive) return text.pauseToLook;
  return progress ? `${text.loading} ${formatPercent(progress.loaded / progress.total, 0)}` : text.loading;
}

/**
 * What has to be said before anything else.
 *
 * @param {Lab} lab
 */
function problem({ microscope, bootFailure }) {
  const { walked } = microscope;
  const bad = walked?.first_bad;
  if (bootFailure && !walked) return html`<p class="op-sentence is-wrong" role="alert">${bootFailure.sentence}</p>`;
  if (!bad) return nothing;
  const words = firstBad(walked.ops[bad.op]?.title ?? '', bad.name, bad.row + 1, bad.column + 1);
  return html`<p class="op-sentence is-wrong" role="status">
    ${words}
    <button type="button" class="text-button" @click=${() => microscope.go(bad.op, bad)}>${text.toFirstBad}</button>
  </p>`;
}

/**
 * A lesson's network is trained from here.
 *
 * @param {Lab} lab
 */
function ownButtons(lab) {
  return html`<button type="button" ?disabled=${!lab.isLive} @click=${() => lab.step('batch')}>${text.step}</button>
    <button type="button" ?disabled=${!lab.isLive} @click=${() => lab.reset()}>${text.reset}</button>`;
}

/** @param {Microscope} microscope */
function watchMenu(microscope) {
  const { walked, example } = microscope;
  const count = walked?.examples ?? 1;
  if (count < 2) return nothing;
  return html`<select
    class="quiet-menu"
    aria-label=${text.watch}
    .value=${live(String(example ?? ''))}
    @change=${(/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.target);
      microscope.watch(value === '' ? null : Number(value));
    }}
  >
    <option value="">${text.wholeBatch}</option>
    ${Array.from({ length: count }, (_, index) => html`<option value=${index}>${exampleAlone(index + 1)}</option>`)}
  </select>`;
}

/** @param {Microscope} microscope */
function allChecked({ allChecked: found }) {
  if (!found) return nothing;
  const { worst, parameters } = found;
  return html`<p class="all-checked" role="status">
    ${costOfChecking(found)} ${text.worst} ${found.index + 1} / ${parameters}: ${formatSigned(found.gradient)},
    ${text.quotient} ${formatSigned(worst.quotient)}.
  </p>`;
}

/** @param {Lab} lab */
async function copyLink(lab) {
  const { link } = lab.microscope;
  if (!link) return;
  await navigator.clipboard.writeText(link);
  lab.tell(text.linkCopied);
}

/**
 * The sections' names, each as wide as its ops.
 *
 * @param {WalkedOp[]} ops
 */
function sections(ops) {
  /** @type {[string, number][]} */
  const found = [];
  for (const { section } of ops) {
    const last = found.at(-1);
    if (last?.[0] === section) last[1] += 1;
    else found.push([section, 1]);
  }
  return found.map(([name]) => html`<span class="of-${name}">${name}</span>`);
}

/**
 * Which part of a large matrix is shown.
 *
 * @param {Microscope} microscope
 * @param {WalkedOp} op
 */
function windowControls(microscope, op) {
  const rows = Math.max(...op.matrices.map(({ rows }) => rows));
  const columns = Math.max(...op.matrices.map(({ columns }) => columns));
  const [row, column] = microscope.start;
  const shift = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {[number, number]} */ to) =>
    html`<button
      type="button"
      class="quiet-button"
      aria-label=${label}
      ?disabled=${to[0] < 0 || to[1] < 0 || to[0] >= rows || to[1] >= columns}
      @click=${() => microscope.move(to)}
    >
      ${sign}
    </button>`;
  return html`<p class="quiet">
    ${text.windowOf} ${shift(text.earlierRows, '↑', [row - WINDOW, column])} ${shift(text.laterRows, '↓', [row + WINDOW, column])}
    ${shift(text.earlierColumns, '←', [row, column - WINDOW])} ${shift(text.laterColumns, '→', [row, column + WINDOW])}
    ${row + 1}–${Math.min(rows, row + WINDOW)} / ${rows}, ${column + 1}–${Math.min(columns, column + WINDOW)} / ${columns}
  </p>`;
}

customElements.define('cr-microscope', CrMicroscope);

/** @param {{ lab: Lab }} properties */
export const microscope = ({ lab }) => html`<cr-microscope .lab=${lab}></cr-microscope>`;
