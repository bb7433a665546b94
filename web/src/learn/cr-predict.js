import { html, nothing } from 'lit';
import { LitElement } from 'lit';
import { texts } from '../text/learn/texts.js';

/**
 * `<cr-predict for="figure" epochs="20">`: a question before an experiment. The element's children are the
 * question (`<p>`), a list of answers (`<ul>`), and the explanation (`<div class="answer">`), which
 * appears when the figure has trained for some epochs, or on request. Without JavaScript, all of them
 * are shown as text.
 *
 * Attributes
 * ----------
 * for : the id of the figure.
 * epochs : the epoch after which the explanation appears.
 */
export class CrPredict extends LitElement {
  static properties = /** @type {import('lit').PropertyDeclarations} */ ({
    for: { type: String },
    epochs: { type: Number },
    chosen: { state: true },
    isOpen: { state: true },
    isOnPaper: { state: true },
  });

  constructor() {
    super();
    this.for = '';
    this.epochs = 1;
    /** @type {number | undefined} */
    this.chosen = undefined;
    this.isOpen = false;
    /** Whether the page is being printed; the explanation is then shown in any case. */
    this.isOnPaper = false;
    /** @type {{ question: string, answers: string[], explanation: Element | null }} */
    this.parts = { question: '', answers: [], explanation: null };
    this.onRan = (/** @type {Event} */ event) => this.ran(event);
    this.onPrint = (/** @type {Event} */ { type }) => {
      this.isOnPaper = type === 'beforeprint';
    };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.parts = {
      question: this.querySelector('p')?.innerHTML ?? '',
      answers: [...this.querySelectorAll('ul > li')].map((item) => item.textContent ?? ''),
      explanation: this.querySelector('.answer'),
    };
    this.replaceChildren();
    super.connectedCallback();
    document.addEventListener('ran', this.onRan);
    for (const type of ['beforeprint', 'afterprint']) addEventListener(type, this.onPrint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('ran', this.onRan);
    for (const type of ['beforeprint', 'afterprint']) removeEventListener(type, this.onPrint);
  }

  /** @param {Event} event a figure has trained */
  ran(event) {
    const { target, detail } = /** @type {CustomEvent<number>} */ (event);
    if (target instanceof Element && target.id === this.for && detail >= this.epochs && this.chosen !== undefined) this.isOpen = true;
  }

  render() {
    const { question, answers, explanation } = this.parts;
    return html`<fieldset class="predict">
      <legend>${texts.predict}</legend>
      <p .innerHTML=${question}></p>
      ${answers.map((answer, index) => this.choice(answer, index))}
      ${this.isOpen ? nothing : html`<button type="button" class="text-button" @click=${() => (this.isOpen = true)}>${texts.reveal}</button>`}
      <div role="status">${this.isOpen || this.isOnPaper ? explanation : nothing}</div>
    </fieldset>`;
  }

  /** @param {string} answer @param {number} index */
  choice(answer, index) {
    const name = `predict-${this.for}`;
    return html`<label class="choice"
      ><input type="radio" name=${name} .checked=${this.chosen === index} @change=${() => (this.chosen = index)} /> ${answer}
      ${this.isOpen && this.chosen === index ? html`<span class="quiet">${texts.chosen}</span>` : nothing}</label
    >`;
  }
}

customElements.define('cr-predict', CrPredict);
