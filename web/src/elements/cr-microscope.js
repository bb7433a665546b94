import { html, nothing, svg } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { costOfChecking, effectOf, pathsSummary, stepShown, text } from '../text/en.js';
import { formatShort, formatSigned } from '../text/format.js';
import { matricesPicture } from '../draw/matrix.js';
import { saveFile } from '../state/files.js';
import { CrMatrix, matrixView } from './cr-matrix.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */
/** @import { Microscope } from '../state/microscope.js' */
/** @import { Nudge, WalkedOp } from '../generated/protocol' */

const WALK_MS = 1100;
const WINDOW = 64;

/**
 * `<cr-microscope>`: the step that comes next, op by op, forwards and back, with every number; it
 * reads the program that trains, and changes nothing.
 */
export class CrMicroscope extends LabElement {
  constructor() {
    super();
    /** @type {{ renderToString(latex: string, options: object): string } | undefined} */
    this.katex = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.walking = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
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
        <span class="quiet">${walked ? stepShown(walked.step + 1) : text.pauseToLook}</span>
        <span class="aside chart-tools">
          <button type="button" class="text-button" ?disabled=${microscope.isChecking} @click=${() => microscope.check(null)}>${text.checkAll}</button>
          ${walked ? this.takeAway(lab) : nothing}
          <button type="button" class="text-button quiet" @click=${() => microscope.toggle()}>${text.close}</button>
        </span>
      </div>
      ${lab.opened?.note ? html`<p class="op-sentence">${lab.opened.note}</p>` : nothing}
      ${walked && current ? html`${this.rail(microscope)} ${this.op(lab, current)} ${this.allChecked(microscope)}` : nothing}
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
      else lab.save(value === 'csv' ? 'step' : 'step_latex');
    };
    return html`<select class="quiet-menu" aria-label=${text.takeStepAway} @change=${act}>
      <option value="">${text.takeAway}</option>
      <option value="link" ?disabled=${lab.microscope.link === undefined}>${text.copyStepLink}</option>
      <option value="csv">${text.allNumbers}</option>
      <option value="latex">${text.asLatex}</option>
      <option value="png">${text.picture}</option>
    </select>`;
  }

  /** @param {Lab} lab */
  async savePicture(lab) {
    const { current, op } = lab.microscope;
    const matrices = [...this.querySelectorAll('cr-matrix')].flatMap((element) =>
      element instanceof CrMatrix && element.matrix && element.canvas
        ? [{ label: `${element.matrix.is_result ? '→ ' : ''}${element.matrix.name}`, canvas: element.canvas.element }]
        : [],
    );
    const picture = await matricesPicture(current?.title ?? '', matrices);
    if (picture) saveFile(`chainrule-op-${op + 1}.png`, picture, 'image/png');
  }

  async loadKatex() {
    if (this.katex) return;
    const { default: katex } = await import('katex');
    this.katex = katex;
    this.requestUpdate();
  }

  /** @param {string} latex */
  formula(latex) {
    if (!this.katex) return html`<code>${latex}</code>`;
    const mathml = this.katex.renderToString(latex, { output: 'mathml', throwOnError: false });
    // As an accent a bar lies on the letter wherever no mathematical font is installed.
    return html`${unsafeHTML(mathml.replaceAll('<mover accent="true">', '<mover>'))}`;
  }

  /** @param {Microscope} microscope */
  rail(microscope) {
    const { walked, op, current } = microscope;
    const ops = walked?.ops ?? [];
    const step = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {() => void} */ act) =>
      html`<button type="button" class="quiet-button" aria-label=${label} title=${label} @click=${act}>${sign}</button>`;
    return html`<div class="rail">
      <div class="rail-buttons" role="group" aria-label=${text.walkThrough}>
        ${step(text.firstOp, '|◀', () => microscope.go(0))} ${step(text.previousOp, '◀', () => microscope.go(op - 1))}
        ${step(text.nextOp, '▶', () => microscope.go(op + 1))} ${step(text.finishSection, '▶|', () => microscope.finishSection())}
        ${step(this.walking === undefined ? text.walkAlone : text.stopWalk, this.walking === undefined ? '▶▶' : '■', () => this.walkAlone(microscope))}
      </div>
      <div class="rail-line">
        <div class="rail-marks" aria-hidden="true">
          ${ops.map(
            ({ section }, index) =>
              html`<span class="rail-mark of-${section} ${index === op ? 'is-here' : ''}" @click=${() => microscope.go(index)}></span>`,
          )}
        </div>
        <input
          class="range"
          type="range"
          min="0"
          max=${ops.length - 1}
          .value=${String(op)}
          aria-label=${text.opOfStep}
          aria-valuetext=${current?.title ?? ''}
          @input=${(/** @type {Event} */ event) => microscope.go(/** @type {HTMLInputElement} */ (event.target).valueAsNumber)}
        />
        <div class="rail-sections quiet" aria-hidden="true">${sections(ops)}</div>
      </div>
    </div>`;
  }

  /** @param {Lab} lab @param {WalkedOp} op */
  op(lab, op) {
    const { microscope } = lab;
    const { explained } = microscope;
    const isLarge = op.matrices.some(({ rows, columns }) => rows > WINDOW || columns > WINDOW);
    return html`<div class="op">
      <h3>${op.title} <span class="quiet">${op.backward ? text.goingBack : ''}</span></h3>
      <p class="op-sentence" aria-live="polite">${op.sentence}</p>
      ${op.section === 'update' && microscope.walked
        ? html`<p class="op-sentence">${effectOf(microscope.walked)}</p>`
        : nothing}
      <div class="op-formulas">${op.formulas.map((latex) => html`<span>${this.formula(latex)}</span>`)}${op.backward ? html`<span class="quiet bar-hint">${text.barMeans}</span>` : nothing}</div>
      ${isLarge ? windowControls(microscope, op) : nothing}
      <div class="matrices">
        ${op.matrices.map((matrix) => matrixView({ lab, matrix, formula: this.formula(matrix.symbol) }))}
      </div>
      ${explained
        ? html`<div class="explained" tabindex="0" role="group" aria-label=${text.inNumbers}>${this.formula(explained.latex)}</div>
            <p class="unseen" aria-live="polite">${explained.sentence}</p>
            ${this.checkOf(microscope)} ${this.pathsOf(microscope)}`
        : html`<p class="quiet">${text.chooseEntry}</p>`}
    </div>`;
  }

  /** @param {Microscope} microscope */
  checkOf(microscope) {
    const { parameter, checked } = microscope;
    if (parameter === undefined) return nothing;
    if (checked?.index !== parameter) {
      return html`<button type="button" ?disabled=${microscope.isChecking} @click=${() => microscope.check(parameter)}>${text.isItRight}</button>`;
    }
    const { best, gradient, nudges } = checked;
    return html`<div class="checked">
      <dl>
        <dt>${text.lossAbove} (+${formatShort(best.eps)})</dt>
        <dd>${best.above.toPrecision(8)}</dd>
        <dt>${text.lossBelow} (−${formatShort(best.eps)})</dt>
        <dd>${best.below.toPrecision(8)}</dd>
        <dt>${text.quotient}</dt>
        <dd>${formatSigned(best.quotient)}</dd>
        <dt>${text.engineGradient}</dt>
        <dd>${formatSigned(gradient)}</dd>
        <dt>${text.relativeError}</dt>
        <dd>${best.error.toExponential(1)}</dd>
      </dl>
      ${errorPlot(nudges)}
    </div>`;
  }

  /** @param {Microscope} microscope */
  pathsOf(microscope) {
    const { parameter, paths: found } = microscope;
    if (parameter === undefined) return nothing;
    if (!found) {
      return html`<button type="button" @click=${() => microscope.askPaths(0)}>${text.alongPaths}</button>`;
    }
    const go = (/** @type {number} */ example) => microscope.askPaths(example);
    return html`<div class="paths" role="group" aria-label=${text.paths}>
      <p>
        ${pathsSummary(found)}
        <button type="button" class="text-button" ?disabled=${found.example === 0} @click=${() => go(found.example - 1)}>${text.previous}</button>
        <button type="button" class="text-button" ?disabled=${found.example + 1 >= found.examples} @click=${() => go(found.example + 1)}>${text.next}</button>
      </p>
      <ol>
        ${found.paths.map(
          (path, index) => html`<li>
            ${path.map(
              ({ label, value, op }, at) =>
                html`${at ? ' · ' : ''}<button type="button" class="factor" title=${microscope.walked?.ops[op]?.title ?? ''} @click=${() => microscope.go(op)}>
                    ${this.formula(label)} <span class="number">${formatShort(Number(value.toPrecision(3)))}</span>
                  </button>`,
            )}
            = <span class="number">${formatSigned(found.products[index])}</span>
          </li>`,
        )}
      </ol>
    </div>`;
  }

  /** @param {Microscope} microscope */
  allChecked({ allChecked }) {
    if (!allChecked) return nothing;
    const { worst, parameters } = allChecked;
    return html`<p class="all-checked" role="status">
      ${costOfChecking(allChecked)} ${text.worst} ${allChecked.index + 1} / ${parameters}:
      ${formatSigned(allChecked.gradient)}, ${text.quotient} ${formatSigned(worst.quotient)}.
    </p>`;
  }

  /** @param {Microscope} microscope */
  walkAlone(microscope) {
    if (this.walking !== undefined) return this.stop();
    this.walking = setInterval(() => {
      if (microscope.op + 1 >= (microscope.walked?.ops.length ?? 0)) this.stop();
      else microscope.go(microscope.op + 1);
    }, WALK_MS);
    this.requestUpdate();
  }

  stop() {
    clearInterval(this.walking);
    this.walking = undefined;
    this.requestUpdate();
  }
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
  return found.map(([name, count]) => html`<span class="of-${name} wide-${count}" data-count=${count}>${name}</span>`);
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

const PLOT = { width: 220, height: 96, left: 34, bottom: 18 };

/**
 * The relative error against the nudge, both as powers of ten: truncation at the right, rounding at
 * the left.
 *
 * @param {Nudge[]} nudges
 */
function errorPlot(nudges) {
  const { width, height, left, bottom } = PLOT;
  const x = (/** @type {number} */ eps) => left + ((Math.log10(eps) + 8) / 7) * (width - left - 8);
  const y = (/** @type {number} */ error) =>
    ((0 - Math.log10(Math.max(error, 1e-12))) / 12) * (height - bottom - 6) + 6;
  const points = nudges.map(({ eps, error }) => `${x(eps)},${y(Math.min(1, error))}`).join(' ');
  return html`<svg class="error-plot" viewBox="0 0 ${width} ${height}" role="img" aria-label=${text.errorPlot}>
    ${[0, -4, -8, -12].map(
      (power) =>
        svg`<line x1=${left} x2=${width - 8} y1=${y(10 ** power)} y2=${y(10 ** power)} class="grid" /><text x=${left - 4} y=${y(10 ** power) + 3} text-anchor="end">1e${power}</text>`,
    )}
    ${[-8, -4, -1].map((power) => svg`<text x=${x(10 ** power)} y=${height - 4} text-anchor="middle">ε=1e${power}</text>`)}
    <polyline points=${points} class="curve" />
  </svg>`;
}

customElements.define('cr-microscope', CrMicroscope);

/** @param {{ lab: Lab }} properties */
export const microscope = ({ lab }) => html`<cr-microscope .lab=${lab}></cr-microscope>`;
