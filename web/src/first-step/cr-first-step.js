import { html, nothing, svg } from 'lit';
import { live } from 'lit/directives/live.js';
import { LabElement } from '../kit/lab-element.js';
import { percent } from '../text/format.js';
import { text } from '../text/index.js';
import { drawing } from './drawing.js';
import { PARTS, PICTURES } from './pictures.js';
import { firstStepOf } from './state.js';
import { captionOf, formulaOf, given, shown } from './words.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Navigation } from '../places/navigation.js' */
/** @import { FirstStep } from './state.js' */

const words = text.firstStep;
/** A picture is shown for `LEAST_MS`, plus `LETTER_MS` for each letter of its caption. */
const LEAST_MS = 2600;
const LETTER_MS = 42;
/** The smallest width for which the drawing is laid out; in less space, it is scaled down. */
const NARROWEST = 300;

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** `<cr-first-step>`: the first screen. It introduces the page, and shows one step of a tiny network. */
export class CrFirstStep extends LabElement {
  static properties = { ...LabElement.properties, navigation: { attribute: false }, size: { state: true } };

  constructor() {
    super();
    /** @type {Navigation | undefined} */
    this.navigation = undefined;
    this.size = { width: 0, height: 0 };
    this.wasMode = '';
    /** @type {Element | null} the button with the focus, which an update may replace or disable */
    this.focused = null;
  }

  connectedCallback() {
    super.connectedCallback();
    const measured = new ResizeObserver(() => this.measure());
    measured.observe(this);
    this.until('measured', () => measured.disconnect());
  }

  willUpdate() {
    const { activeElement } = document;
    this.focused = this.contains(activeElement) && activeElement?.matches('.first-acts > *, .turns > *') ? activeElement : null;
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    super.updated(changed);
    this.measure();
    this.keepFocus();
    const mode = this.firstElementChild?.className.replace(' is-playing', '') ?? '';
    // In a narrow window, the network moves to the top when the reader starts to watch.
    if (this.wasMode && mode !== this.wasMode) scrollTo(0, 0);
    this.wasMode = mode;
  }

  /** If the focused button was removed or disabled, move the focus to the first button. */
  keepFocus() {
    const { focused } = this;
    if (!focused || (focused.isConnected && !focused.matches(':disabled'))) return;
    const [first] = this.querySelectorAll('button');
    first?.focus({ preventScroll: true });
  }

  /** Measure the drawing, in units of 1/16 of the page's font size. */
  measure() {
    const stage = this.querySelector('.first-stage');
    if (!stage?.clientWidth) return;
    const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const width = Math.max(NARROWEST, stage.clientWidth / unit);
    const height = (width * stage.clientHeight) / stage.clientWidth;
    if (width !== this.size.width || height !== this.size.height) this.size = { width, height };
  }

  /** @param {Lab} lab */
  view(lab) {
    const first = firstStepOf(lab);
    return html`<main class="first-screen ${first.isWatching || first.isChanging ? 'is-watching' : ''} ${first.isChanging ? 'is-changing' : ''} ${first.isPlaying ? 'is-playing' : ''}">
      <div class="first-intro">${first.isChanging ? this.sliders(first) : introduction()}</div>
      <div class="first-acts" role="group" aria-label=${words.region}>${this.acts(lab, first)}</div>
      <p class="first-python quiet">${python(lab)}</p>
      <figure class="first-stage" role="img" aria-label=${words.diagram}>${this.stage(first)}</figure>
      <section class="first-caption" aria-label=${words.region}>${this.caption(first)}</section>
    </main>`;
  }

  /** Show the next picture when this one has been shown long enough. */
  /** @param {Lab} lab */
  mark(lab) {
    const first = firstStepOf(lab);
    const { picture, isPlaying } = first;
    if (!isPlaying || !picture) return this.until('next', () => undefined);
    this.delay('next', () => first.advance(), LEAST_MS + LETTER_MS * captionOf(picture.name, first.step).length);
  }

  /** @param {FirstStep} first */
  stage({ step, picture, isChanging }) {
    const { width, height } = this.size;
    if (!width) return nothing;
    const shape = drawing(step, isChanging ? undefined : picture, this.size, isChanging);
    return svg`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${shape}</svg>`;
  }

  /** @param {Lab} lab @param {FirstStep} first */
  acts(lab, first) {
    const skip = () => first.leave();
    if (first.isChanging) {
      return html`<button type="button" class="main" @click=${() => first.start(!still.matches)}>${sign('▶')} ${words.watchAgain}</button>
        <button type="button" @click=${() => this.openInLab(lab, first)}>${words.thisInLab}</button>
        <button type="button" class="text-button" @click=${skip}>${words.toLab}</button>`;
    }
    if (first.isAtEnd) {
      return html`<button type="button" @click=${() => first.start(!still.matches)}>${words.again}</button>
        <button type="button" class="main" @click=${() => this.change(lab, first)}>${words.nowYou}</button>
        <button type="button" class="text-button" @click=${skip}>${words.toLab}</button>`;
    }
    return html`<button type="button" class="main" @click=${() => this.play(first)}>${playName(first)}</button>
      <button type="button" class="text-button" @click=${skip}>${words.skip}</button>`;
  }

  /** Start or pause the pictures; with reduced motion, show the next picture instead. */
  /** @param {FirstStep} first */
  play(first) {
    if (!still.matches) first.togglePlay();
    else first.turn(1);
  }

  /** Let the reader change the numbers or, if Python is not running, open the step in the lab. */
  /** @param {Lab} lab @param {FirstStep} first */
  change(lab, first) {
    if (!lab.isLive) return this.openInLab(lab, first);
    first.change();
    void this.updateComplete.then(() => this.querySelector('input')?.focus({ preventScroll: true }));
  }

  /** @param {Lab} lab @param {FirstStep} first */
  openInLab(lab, first) {
    first.leave();
    this.navigation?.goToNew();
    void lab.openHash(first.step.address, false);
  }

  /** @param {FirstStep} first */
  sliders(first) {
    const { weight, target } = first.values;
    return html`<h2 tabindex="-1">${words.you.title}</h2>
      <p>${words.you.text}</p>
      ${slider('first-weight', words.you.weight, weight, 2, (value) => first.set({ weight: value }))}
      ${slider('first-target', words.you.target, target, 1, (value) => first.set({ target: value }))}`;
  }

  /** @param {FirstStep} first */
  caption(first) {
    const { picture, step, isWatching, isChanging } = first;
    const isShown = isWatching && picture !== undefined;
    const caption = isChanging ? words.you.result(shown(step.answer), shown(step.loss), shown(step.new_loss)) : isShown ? captionOf(picture.name, step) : words.captions.intro;
    return html`<p class="caption-words" aria-live="polite">${marked(caption)}</p>
      <p class="caption-formula number">${isShown ? formulaOf(picture.name, step) : isChanging ? nothing : html`<span class="quiet key-hint">${words.keyHint}</span>`}</p>
      ${step.is_exact || !(isShown || isChanging) ? nothing : html`<p class="quiet">${words.rounded}</p>`}
      <div class="caption-foot">
        <ol class="first-rail" aria-label=${words.rail}>${PARTS.map((part) => railPart(first, part))}</ol>
        <div class="turns">
          <button type="button" class="text-button" ?disabled=${isChanging || first.at < 1} @click=${() => first.turn(-1)}>${sign('◂')} <span class="turn-name">${words.back}</span></button>
          <button type="button" class="text-button" ?disabled=${isChanging || first.isAtEnd} @click=${() => first.turn(1)}><span class="turn-name">${words.next}</span> ${sign('▸')}</button>
        </div>
      </div>`;
  }
}

/** @param {string} mark shown beside the name of a button; screen readers do not read it */
const sign = (mark) => html`<span aria-hidden="true">${mark}</span>`;

/** The three sentences that introduce the page. */
function introduction() {
  return html`<h2>${words.title}</h2>
    ${words.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`;
}

/** @param {FirstStep} first */
function playName({ at, isPlaying }) {
  if (at < 0) return html`${sign('▶')} ${words.watch}`;
  if (still.matches) return words.next;
  return isPlaying ? html`${sign('❚❚')} ${words.pause}` : html`${sign('▶')} ${words.goOn}`;
}

/** How much of Python has loaded. */
/** @param {Lab} lab */
function python({ isLive, bootFailure, connection, progress }) {
  if (isLive) return words.ready;
  if (bootFailure) return words.failed;
  if (connection.hasLoaded) return words.starting;
  return words.loading(progress?.total ? percent(Math.floor((100 * progress.loaded) / progress.total) / 100, 0) : '');
}

/**
 * The pictures of one part of the step: those already shown, the one shown now, and those to come.
 *
 * @param {FirstStep} first
 * @param {typeof PARTS[number]} part
 */
function railPart({ at, picture, isWatching }, part) {
  const isHere = isWatching && picture?.part === part;
  const marks = PICTURES.map((each, index) => (each.part === part ? html`<i class=${isWatching && index <= at ? 'is-done' : ''}></i>` : nothing));
  return html`<li aria-current=${isHere ? 'step' : nothing}>
    <span class="marks" aria-hidden="true">${marks}</span>${words.parts[part]}${isHere ? html`<span class="unseen"> ${words.place(at + 1, PICTURES.length)}</span>` : nothing}
  </li>`;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {number} value
 * @param {number} most the largest value; the smallest is its negative
 * @param {(value: number) => void} set
 */
function slider(id, label, value, most, set) {
  return html`<div class="first-slider">
    <label for=${id}>${marked(label)}</label>
    <output for=${id}>${given(value)}</output>
    <input
      id=${id}
      class="range"
      type="range"
      min=${-most}
      max=${most}
      step="0.1"
      .value=${live(String(value))}
      aria-valuetext=${given(value)}
      @input=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).valueAsNumber)}
    />
  </div>`;
}

/** @param {string} sentence with symbols between ` */
const marked = (sentence) => sentence.split('`').map((part, at) => (at % 2 ? html`<b class="number">${part}</b>` : part));

/**
 * The keys of the first screen.
 *
 * @param {Lab} lab
 * @param {KeyboardEvent} event
 * @returns {boolean} whether the key has an effect
 */
export function firstStepKey(lab, { key, ctrlKey, metaKey, altKey }) {
  const first = firstStepOf(lab);
  if (ctrlKey || metaKey || altKey) return false;
  if (key === 'Escape') first.leave();
  else if (key === 'ArrowRight') first.turn(1);
  else if (key === 'ArrowLeft') first.turn(-1);
  else if (key === ' ' && still.matches) first.turn(1);
  else if (key === ' ') first.togglePlay();
  else return false;
  return true;
}

customElements.define('cr-first-step', CrFirstStep);

/** @param {{ lab: Lab, navigation: Navigation }} properties */
export const firstScreen = ({ lab, navigation }) => html`<cr-first-step .lab=${lab} .navigation=${navigation}></cr-first-step>`;
