import { html, LitElement, nothing } from 'lit';
import { watch } from '../signals/tracked.js';
import { exerciseLab } from './page.js';
import { chapterHere, progress } from './progress.js';
import { exercisesOf } from './state.js';
import { texts } from '../text/learn/texts.js';

/** @typedef {-1 | 0 | 1} Sign */

/**
 * `<cr-exercise name="…">`: a number to compute, or with `signs`, the signs of derivatives. Python judges the answer.
 * The element's children are the question, and `<details>` with a hint and the solution; an element with
 * `data-mistake` is shown after an answer that results from that mistake.
 *
 * Attributes
 * ----------
 * name : the exercise in `chainrule.learn.exercises`.
 * signs : the names of the derivatives, separated by spaces.
 */
export class CrExercise extends LitElement {
  static properties = /** @type {import('lit').PropertyDeclarations} */ ({
    name: { type: String },
    signs: { type: String },
    answer: { state: true },
  });

  constructor() {
    super();
    this.name = '';
    this.signs = '';
    this.answer = '';
    /** @type {Sign[]} */
    this.given = [];
    this.isAsked = false;
  }

  /** The question and the hints stay in the page; the form is inserted between them. */
  createRenderRoot() {
    const form = document.createElement('div');
    this.insertBefore(form, this.querySelector('details'));
    return form;
  }

  get fullName() {
    return `${chapterHere()}/${this.name}`;
  }

  get signNames() {
    return this.signs.split(' ').filter(Boolean);
  }

  render() {
    const { value } = watch(() => this.view(), () => this.requestUpdate());
    return value;
  }

  view() {
    const judged = this.isAsked ? exercisesOf(exerciseLab()).judged.get(this.name) : undefined;
    const isRight = judged?.marks.every(Boolean) ?? false;
    if (isRight) queueMicrotask(() => progress.finish(this.fullName));
    this.showMistake(judged?.mistake ?? null);
    const isDone = progress.isDone(this.fullName);
    return html`<form class="exercise-form" @submit=${(/** @type {Event} */ event) => this.submit(event)}>
        ${this.signs ? this.signNames.map((name, index) => this.signChoice(name, index, judged?.marks[index])) : this.number()}
        <button type="submit" class="primary">${texts.check}</button>
        <output class=${isRight ? 'is-right' : 'is-wrong'}>${judged ? this.verdict(isRight, judged.marks, judged.mistake) : this.isAsked ? waitingText() : nothing}</output>
        ${isDone ? html`<span class="done" aria-hidden="true">✓</span>` : nothing}
      </form>`;
  }

  number() {
    return html`<label>${texts.answer} <input
      name="answer" inputmode="text" autocomplete="off" size="12" .value=${this.answer}
      @input=${(/** @type {Event} */ event) => (this.answer = /** @type {HTMLInputElement} */ (event.target).value)} /></label>`;
  }

  /** @param {string} name @param {number} index @param {boolean | undefined} mark */
  signChoice(name, index, mark) {
    const choose = (/** @type {Sign} */ sign) => () => {
      this.given[index] = sign;
    };
    const group = `${this.name}-${index}`;
    return html`<fieldset class="sign ${mark === false ? 'is-wrong' : ''}" aria-label=${texts.signOf(name)}>
      <span aria-hidden="true">${name}</span>
      <label><input type="radio" name=${group} required @change=${choose(1)} /> + <span class="unseen">${texts.positive}</span></label>
      <label><input type="radio" name=${group} @change=${choose(-1)} /> − <span class="unseen">${texts.negative}</span></label>
      ${mark === undefined ? nothing : html`<span class="mark">${mark ? '✓' : '✗'}</span>`}
    </fieldset>`;
  }

  /** @param {boolean} isRight @param {boolean[]} marks @param {string | null} mistake */
  verdict(isRight, marks, mistake) {
    if (isRight) return texts.right;
    if (mistake === 'unreadable') return texts.unreadable;
    if (mistake === 'sign') return texts.sign;
    return marks.length > 1 ? texts.wrongOf(marks.filter((mark) => !mark).length, marks.length) : texts.wrong;
  }

  /** @param {string | null} mistake */
  showMistake(mistake) {
    for (const element of this.querySelectorAll('[data-mistake]')) {
      if (element instanceof HTMLElement) element.hidden = element.dataset['mistake'] !== mistake;
    }
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    this.isAsked = true;
    const exercises = exercisesOf(exerciseLab());
    exercises.judged = new Map([...exercises.judged].filter(([name]) => name !== this.name));
    if (this.signs) exercises.ask({ type: 'answer_signs', exercise: this.name, signs: this.given });
    else exercises.ask({ type: 'answer_number', exercise: this.name, text: this.answer });
    this.requestUpdate();
  }
}

/** Why the answer has not been judged yet. */
export const waitingText = () => (exerciseLab().isLive ? texts.checking : (exerciseLab().bootFailure?.sentence ?? texts.notReady));

customElements.define('cr-exercise', CrExercise);
