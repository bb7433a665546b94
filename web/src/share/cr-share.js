import { html, nothing } from 'lit';
import { LabElement } from '../kit/lab-element.js';
import { copyLink } from '../lab/tools/link-dialog.js';
import { MOST_QUESTION, MOST_TITLE, setupIn } from '../store/query.js';
import { pageQuery } from '../store/address.js';
import { saveFile } from '../store/files.js';
import { text } from '../text/index.js';
import { FRAME, addressOf, frameOf } from './address-of.js';
import { controlList } from './control-lists.js';
import { figuresShown } from './figures.js';
import { filmType, record } from './film.js';
import { MOST_TABLE, MOST_WEIGHTS } from './limits.js';
import { filmSection, pictures } from './pictures.js';
import { sharingOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Setup } from '../store/query.js' */

/**
 * `<cr-share>`: a dialog that creates a link to what the page shows, or a frame for other pages, with choices and a
 * preview.
 */
export class CrShare extends LabElement {
  constructor() {
    super();
    this.hasOpen = true;
    this.hasTrained = false;
    this.hasTable = true;
    this.lang = '';
    /** @type {Setup} */
    this.setup = setupIn('');
    /** What was copied last. */
    this.copied = '';
    /** @type {import('./figures.js').Figure[]} */
    this.figures = [];
    /** The recording in progress. */
    /** @type {ReturnType<typeof record> | undefined} */
    this.film = undefined;
    this.isFramed = false;
  }

  /** Show the dialog for the current state of the page. */
  async open() {
    const { lab } = this;
    if (!lab) return;
    this.setup = { ...setupIn(pageQuery.read()), isEmbedded: false };
    this.copied = '';
    this.isFramed = false;
    this.figures = figuresShown();
    sharingOf(lab).pack();
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
  }

  /** End what runs only while the dialog is open. */
  close() {
    this.film?.stop();
    this.choose(() => (this.isFramed = false));
  }

  /** @param {Lab} lab */
  view(lab) {
    const whole = this.addressFor(lab, false);
    const bare = this.addressFor(lab, true);
    const frame = frameOf(bare, this.titleOfFrame());
    return html`<dialog class="share" aria-labelledby="share-title" @close=${() => this.close()}>
      <div class="dialog-head">
        <h2 id="share-title">${text.share.title}</h2>
        <form method="dialog"><button class="text-button">${text.close}</button></form>
      </div>
      <section aria-labelledby="share-link">
        <h3 id="share-link">${text.share.link}</h3>
        ${this.option(text.share.hasOpen, this.hasOpen, (isOn) => (this.hasOpen = isOn))} ${this.weights(lab)} ${this.table(lab)}
        ${this.languageMenu()} ${this.forClass()} ${this.preview(text.share.address, whole, text.share.copy)}
        <p class="share-row">
          <span class="quiet">${text.share.length(whole.length)}</span>
          <a href=${whole} target="_blank" rel="noopener">${text.share.try}</a>
        </p>
      </section>
      <section aria-labelledby="share-frame">
        <h3 id="share-frame">${text.share.frame}</h3>
        <p class="quiet">${text.share.frameAbout}</p>
        ${this.preview(text.share.frame, frame, text.share.copyFrame)} ${this.framed(bare)}
      </section>
      ${pictures(this.figures)} ${filmSection(this.film !== undefined, filmType() !== undefined, () => void this.record(lab))}
      <p class="unseen" role="status">${this.copied ? text.share.copied : ''}</p>
    </dialog>`;
  }

  /**
   * @param {Lab} lab
   * @param {boolean} isEmbedded
   */
  addressFor(lab, isEmbedded) {
    const { trained, table } = sharingOf(lab);
    const enclosed = {
      ...(this.hasTrained && trained && !trained.isTooLong ? { trained: trained.text } : {}),
      ...(this.hasTable && table && !table.isTooLong ? { csv: table.text } : {}),
    };
    return addressOf(lab, { hasOpen: this.hasOpen, lang: this.lang, setup: { ...this.setup, isEmbedded }, enclosed });
  }

  /** @param {Lab} lab */
  weights(lab) {
    const { trained } = sharingOf(lab);
    if (trained?.isTooLong) return html`<p class="quiet">${text.share.trainedTooLong(MOST_WEIGHTS)}</p>`;
    const label = trained ? text.share.trained(trained.text.length) : text.share.trainedPacking;
    return this.option(label, this.hasTrained, (isOn) => (this.hasTrained = isOn), !trained);
  }

  /** @param {Lab} lab */
  table(lab) {
    const { table } = sharingOf(lab);
    if (!table) return nothing;
    if (table.isTooLong) return html`<p class="share-warning">${text.share.tableTooLong(MOST_TABLE)}</p>`;
    return html`${this.option(text.share.table(table.text.length), this.hasTable, (isOn) => (this.hasTable = isOn))}
      ${this.hasTable ? nothing : html`<p class="share-warning">${text.share.tableLeftOut}</p>`}`;
  }

  /**
   * @param {string} label
   * @param {boolean} isOn
   * @param {(isOn: boolean) => void} set
   * @param {boolean} [isIdle]
   */
  option(label, isOn, set, isIdle = false) {
    return html`<label class="switch"
      ><input
        type="checkbox"
        .checked=${isOn}
        ?disabled=${isIdle}
        @change=${(/** @type {Event} */ event) => this.choose(() => set(/** @type {HTMLInputElement} */ (event.target).checked))}
      />${label}</label
    >`;
  }

  languageMenu() {
    return html`<label class="share-row"
      ><span>${text.share.language}</span>
      <select
        @change=${(/** @type {Event} */ event) => this.choose(() => (this.lang = /** @type {HTMLSelectElement} */ (event.target).value))}
      >
        ${Object.entries(text.share.languages).map(
          ([lang, label]) => html`<option value=${lang} .selected=${lang === this.lang}>${label}</option>`,
        )}
      </select></label
    >`;
  }

  forClass() {
    const { title, question, hide, lock } = this.setup;
    const set = (/** @type {Partial<Setup>} */ changes) => this.choose(() => (this.setup = { ...this.setup, ...changes }));
    const valueOf = (/** @type {Event} */ { target }) => /** @type {HTMLInputElement | HTMLTextAreaElement} */ (target).value;
    return html`<details ?open=${Boolean(title || question || hide.length || lock.length)}>
      <summary>${text.share.forClass}</summary>
      <label class="share-field"
        ><span>${text.share.taskTitle}</span>
        <input type="text" maxlength=${MOST_TITLE} .value=${title} @input=${(/** @type {Event} */ event) => set({ title: valueOf(event) })}
      /></label>
      <label class="share-field"
        ><span>${text.share.question}</span>
        <textarea rows="2" maxlength=${MOST_QUESTION} .value=${question} @input=${(/** @type {Event} */ event) => set({ question: valueOf(event) })}></textarea>
      </label>
      ${controlList(text.share.hide, hide, (names) => set({ hide: names }))}
      ${controlList(text.share.lock, lock, (names) => set({ lock: names }))}
    </details>`;
  }

  /**
   * @param {string} label
   * @param {string} content
   * @param {string} copy
   */
  preview(label, content, copy) {
    return html`<div class="share-preview">
      <textarea readonly rows="3" spellcheck="false" aria-label=${label} .value=${content}></textarea>
      <button type="button" class="main-button" @click=${() => void this.copy(content)}>
        ${this.copied === content ? text.share.copied : copy}
      </button>
    </div>`;
  }

  /**
   * The frame itself. It is shown only on request, because it starts its own Python.
   *
   * @param {string} address
   */
  framed(address) {
    const [width = 0, height = 0] = FRAME;
    const show = (/** @type {Event} */ { target }) => this.choose(() => (this.isFramed = /** @type {HTMLDetailsElement} */ (target).open));
    return html`<details .open=${this.isFramed} @toggle=${show}>
      <summary>${text.share.frameShow}</summary>
      ${this.isFramed
        ? html`<div class="share-frame">
            <iframe src=${address} width=${width} height=${height} title=${this.titleOfFrame()}></iframe>
          </div>`
        : nothing}
    </details>`;
  }

  updated() {
    const [width = 0, height = 0] = FRAME;
    const box = /** @type {HTMLElement | null} */ (this.querySelector('.share-frame'));
    box?.style.setProperty('--width', String(width));
    box?.style.setProperty('--height', String(height));
  }

  titleOfFrame() {
    return this.setup.title || 'Chainrule';
  }

  /**
   * Record the run until the next press, and save the animation.
   *
   * @param {Lab} lab
   */
  async record(lab) {
    const type = filmType();
    const map = document.querySelector('.output-stage canvas');
    if (this.film) return this.film.stop();
    if (!type || !(map instanceof HTMLCanvasElement)) return;
    this.film = record(lab, map, type);
    this.requestUpdate();
    if (!lab.isPlaying) lab.togglePlay();
    const film = await this.film.done;
    this.film = undefined;
    this.requestUpdate();
    saveFile(`chainrule-run.${film.type.split('/')[1] ?? 'webm'}`, film, film.type);
  }

  /** @param {() => void} change */
  choose(change) {
    change();
    this.requestUpdate();
  }

  /** @param {string} content */
  async copy(content) {
    this.copied = (await copyLink(content)) ? content : '';
    this.requestUpdate();
  }
}

customElements.define('cr-share', CrShare);

/**
 * Open the dialog; it is created when it is first needed.
 *
 * @param {HTMLElement} place
 * @param {Lab} lab
 */
export async function openShare(place, lab) {
  const found = place.querySelector('cr-share');
  const dialog = found instanceof CrShare ? found : new CrShare();
  dialog.lab = lab;
  if (!found) place.append(dialog);
  await dialog.open();
}
