import { html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { matricesPicture } from './matrix.js';
import { matricesSvg } from './matrix-svg.js';
import { startEngine } from '../engine/client.js';
import { fixedAddress } from '../store/address.js';
import { saveFile } from '../store/files.js';
import { Lab } from '../model/lab.js';
import { Microscope, microscopeOf } from './state.js';
import { text } from '../text/index.js';
import { CrMatrix } from './cr-matrix.js';
import { LabElement } from '../kit/lab-element.js';
import { layerMark } from '../kit/drawing/layer-mark.js';
import { copyLink } from '../lab/tools/link-dialog.js';
import { answer, closeButton, exampleHere, exhibitMenu, heading, note, ownButtons, problem, watchMenu } from './views/head.js';
import { allCheckedView, checkAllButton } from './views/check.js';
import { entryView, large, pieces, questionsView, termsView } from './views/entry.js';
import { equationsView, legend } from './views/equations.js';
import { rail, wayView } from './views/rail.js';
import { stepNetwork } from './views/step-network.js';
import { keyOf } from '../model/actions.js';
import { hasOwnMeaning } from '../kit/key-meaning.js';
import { walking } from './actions.js';
import { readable } from './markup.js';

/** The initial pace of playback, which is the middle one in the menu. */
const WALK_MS = 1100;

/** @import { Exhibit, WalkedOp } from '../generated/protocol' */

/** The last step of an exhibit that a link may open; all steps before it have to be recomputed. */
const MOST_STEPS = 10_000;

/**
 * `<cr-microscope experiment="…">`: the next step, op by op, forward and backward, with every number. It reads the
 * training program and changes nothing. In the lab, it shows the lab's network; with an experiment of its own, as in a
 * lesson, it trains a network of its own step by step.
 *
 * Attributes
 * ----------
 * experiment : the part after `#` of the lab's URL.
 * exhibit : instead of an experiment, a demonstration network with layers that the lab does not offer:
 *   `convolution`, `attention`, `lstm`, `gru` or `norms`; the page's URL may select another
 *   (`#exhibit=lstm&step=3&op=5`).
 */
export class CrMicroscope extends LabElement {
  static properties = { ...LabElement.properties, experiment: { type: String }, exhibit: { type: String } };

  constructor() {
    super();
    /** @type {string | undefined} */
    this.experiment = undefined;
    /** @type {Exhibit | undefined} */
    this.exhibit = undefined;
    /** @type {ResizeObserver | undefined} */
    this.growing = undefined;
    this.heldWidth = 0;
    /** @type {{ renderToString(latex: string, options: object): string } | undefined} */
    this.katex = undefined;
    this.hasAskedForKatex = false;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.walking = undefined;
    this.walkMs = WALK_MS;
    /** A cache of rendered formulas, because rendering is the slowest part of moving to another op. */
    /** @type {Map<string, unknown>} */
    this.formulas = new Map();
    this.formula = (/** @type {string} */ latex) => this.rendered(latex);
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
  }

  connectedCallback() {
    if (!this.lab && this.isOwn) {
      this.lab = new Lab(startEngine, undefined, fixedAddress(this.experiment ?? ''), [{ name: 'microscope', State: Microscope }]);
      const microscope = microscopeOf(this.lab);
      microscope.isOpen = true;
      if (this.exhibit) openExhibit(microscope, this.exhibit);
      this.lab.start();
      addEventListener('keydown', this.onKey);
    }
    super.connectedCallback();
  }

  /** Whether the microscope has a network of its own. */
  get isOwn() {
    return this.experiment !== undefined || this.exhibit !== undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
    this.growing?.disconnect();
    removeEventListener('keydown', this.onKey);
    if (this.isOwn) this.lab?.connection.stop();
  }

  /**
   * In a lesson, the arrow keys walk through the step, as in the lab.
   *
   * @param {KeyboardEvent} event
   */
  key(event) {
    const { lab } = this;
    if (!lab || event.defaultPrevented || hasOwnMeaning(event, walking.next.isReady(lab))) return;
    const action = Object.values(walking).find(({ keys }) => keys.includes(keyOf(event)));
    if (!action?.isReady(lab)) return;
    event.preventDefault();
    action.run(lab);
  }

  /** @param {Lab} lab */
  view(lab) {
    const microscope = microscopeOf(lab);
    if (!microscope.isOpen) {
      this.stop();
      return nothing;
    }
    void this.loadKatex();
    const { walked, current } = microscope;
    return html`<figure aria-label=${text.microscope} class="microscope figure-body">
      <div class="microscope-head">
        <h2>${text.microscope}</h2>
        ${microscope.exhibit ? exhibitMenu(microscope) : nothing} ${this.isOwn ? ownButtons(lab) : nothing}
        ${walked ? html`${watchMenu(microscope)} ${rail(microscope, this.walkingOf(microscope))}` : nothing}
        <span class="microscope-tools">
          ${checkAllButton(microscope)} ${walked ? this.takeAway(lab) : nothing}
          ${this.isOwn ? nothing : closeButton(lab)}
        </span>
      </div>
      ${note(lab)} ${answer(lab)} ${problem(lab, this.isOwn)}
      ${walked && current ? html`${this.op(lab, current)} ${allCheckedView(microscope.allChecked)}` : html`<p class="quiet">${heading(lab)}</p>`}
      <p class="unseen" aria-live="polite">${microscope.announced}</p>
    </figure>`;
  }

  /** @param {Lab} lab */
  takeAway(lab) {
    const act = (/** @type {Event} */ event) => {
      const target = /** @type {HTMLSelectElement} */ (event.target);
      const { value } = target;
      target.value = '';
      if (value === 'link') void copyStepLink(lab);
      else if (value === 'png') void this.savePicture(lab);
      else if (value === 'svg') this.saveDrawing(lab);
      else microscopeOf(lab).save(value === 'csv' ? 'csv' : 'txt');
    };
    return html`<select class="quiet-menu" aria-label=${text.takeStepAway} @change=${act}>
      <option value="">${text.takeAway}</option>
      <option value="link" ?disabled=${microscopeOf(lab).link === undefined}>${microscopeOf(lab).link === undefined ? text.noStepLink : text.copyStepLink}</option>
      <option value="csv">${text.allNumbers}</option>
      <option value="latex">${text.asLatex}</option>
      <option value="png">${text.picture}</option>
      <option value="svg">${text.drawing}</option>
    </select>`;
  }

  get matrices() {
    const all = [...this.querySelectorAll('cr-matrix')].flatMap((element) =>
      element instanceof CrMatrix && element.matrix && element.canvas ? [element] : [],
    );
    // A matrix can occur in several equations but is listed once.
    return all.filter(({ matrix }, index) => all.findIndex((other) => other.matrix === matrix) === index);
  }

  /** @param {Lab} lab */
  async savePicture(lab) {
    const { current, op } = microscopeOf(lab);
    const matrices = this.matrices.flatMap(({ labelWithPower, canvas }) => (canvas ? [{ label: labelWithPower, canvas: canvas.element }] : []));
    const picture = await matricesPicture(current?.title ?? '', matrices);
    if (picture) saveFile(`chainrule-op-${op + 1}.png`, picture, 'image/png');
  }

  /** @param {Lab} lab */
  saveDrawing(lab) {
    const { current, op } = microscopeOf(lab);
    const matrices = this.matrices.map(({ label, values = [], shown: { columns }, isGradient }) => ({
      label,
      values,
      columns,
      isGradient,
    }));
    saveFile(`chainrule-op-${op + 1}.svg`, matricesSvg(current?.title ?? '', matrices), 'image/svg+xml');
  }

  async loadKatex() {
    if (this.hasAskedForKatex) return;
    this.hasAskedForKatex = true;
    try {
      const { default: katex } = await import('katex');
      this.katex = katex;
      this.formulas.clear();
    } catch {
      // Formulas are not translated.
      if (this.lab) this.lab.notices.show(text.katexMissing);
    }
    this.requestUpdate();
  }

  /** @param {string} latex */
  rendered(latex) {
    if (!this.katex) return html`<code>${latex}</code>`;
    const known = this.formulas.get(latex);
    if (known) return known;
    const mathml = this.katex.renderToString(latex, { output: 'mathml', throwOnError: false });
    const shown = html`${unsafeHTML(readable(mathml))}`;
    if (this.formulas.size > 500) this.formulas.clear();
    this.formulas.set(latex, shown);
    return shown;
  }

  /** @param {Microscope} microscope */
  walkingOf(microscope) {
    return {
      isOn: this.walking !== undefined,
      pace: this.walkMs,
      toggle: () => this.walkAlone(microscope),
      choose: (/** @type {number} */ pace) => {
        this.walkMs = pace;
        if (this.walking === undefined) return;
        this.stop();
        this.walkAlone(microscope);
      },
    };
  }

  /** @param {Lab} lab @param {WalkedOp} op */
  op(lab, op) {
    const microscope = microscopeOf(lab);
    return html`<div class="op">
      ${this.isOwn ? stepNetwork(lab) : nothing}
      <div class="op-words">
        <div class="op-title">
          <h3>${markOf(lab, op)}${op.title} <span class="quiet">${op.backward ? text.goingBack : ''}</span></h3>
          ${exampleHere(microscope)}
        </div>
        <p class="op-sentence">${op.sentence}</p>
        ${op.section === 'update' && microscope.walked
          ? html`<p class="op-sentence">${text.effectOf(microscope.walked)}</p>`
          : nothing}
        ${wayView(microscope)}
        <div class="op-formulas">${op.formulas.map((latex) => html`<span>${pieces(latex).map((piece) => html`<span>${this.formula(large(piece))}</span>`)}</span>`)}</div>
        ${entryView(microscope, this.formula)} ${questionsView(microscope, this.formula)}
      </div>
      <div class="op-numbers">
        ${equationsView(microscope, op, this.formula)}
        <p class="numbers-foot quiet">
          ${legend(op)} <span>${heading(lab)}<span class="selected-row"></span></span>
          <span class="cell-words number"></span>
        </p>
      </div>
      <div class="op-terms">${termsView(microscope, this.formula)}</div>
    </div>`;
  }

  /**
   * Write which row of the batch contains the selected example.
   *
   * @param {Lab} lab
   */
  paint(lab) {
    const { exhibit, walked } = microscopeOf(lab);
    const { example } = lab.selection;
    const isShown = walked?.rows.length === 1 && walked.rows[0] === example;
    if (exhibit || !walked || isShown || example === undefined) return this.write('.selected-row', '');
    this.write('.selected-row', `; ${text.rowOfBatch(example + 1, walked.batch.indexOf(example) + 1)}`);
  }

  updated() {
    this.repaint();
    const op = this.querySelector('.op');
    if (!op || this.growing) return;
    this.growing = new ResizeObserver(() => this.hold());
    this.growing.observe(this);
  }

  /**
   * In a lesson, keep the height of the tallest op until the width changes, so that content below does not move and the
   * page does not scroll. The height is limited to that of the screen.
   */
  hold() {
    if (!this.isOwn) return;
    const op = this.querySelector('.op');
    if (!(op instanceof HTMLElement)) return;
    if (op.offsetWidth !== this.heldWidth) {
      this.heldWidth = op.offsetWidth;
      op.style.minHeight = '';
    }
    const height = Math.min(op.offsetHeight, innerHeight);
    if (height > (parseFloat(op.style.minHeight) || 0)) op.style.minHeight = `${height}px`;
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

/**
 * Open the exhibit in the page's URL or, if there is none, the given one.
 *
 * @param {Microscope} microscope
 * @param {Exhibit} first
 */
function openExhibit(microscope, first) {
  const named = new URLSearchParams(location.hash.slice(1));
  const wanted = named.get('exhibit') ?? '';
  const [step, op] = [Number(named.get('step')), Number(named.get('op'))];
  const isKnown = wanted in text.exhibits;
  microscope.exhibitAt(isKnown ? /** @type {Exhibit} */ (wanted) : first, isKnown && step >= 0 && step <= MOST_STEPS ? Math.floor(step) : 0);
  if (isKnown && op > 0) microscope.op = Math.floor(op);
}

/**
 * The mark for the layer of an op. The layers of a demonstration network are in no other figure and have no mark.
 *
 * @param {Lab} lab
 * @param {WalkedOp} op
 */
function markOf(lab, { layer }) {
  const { network } = lab;
  if (!network || layer === null || microscopeOf(lab).exhibit) return nothing;
  return layerMark(network.layers[layer]?.number, network.learning);
}

/** @param {Lab} lab */
async function copyStepLink(lab) {
  const { link } = microscopeOf(lab);
  if (link && (await copyLink(link))) lab.notices.show(text.linkCopied);
}

customElements.define('cr-microscope', CrMicroscope);

/** @param {{ lab: Lab }} properties */
export const microscope = ({ lab }) => html`<cr-microscope .lab=${lab}></cr-microscope>`;
