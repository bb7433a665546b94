import { html, nothing } from 'lit';
import { chooseFile } from '../state/files.js';
import { text } from '../text/en.js';
import { LabElement } from './lab-element.js';

/** @import { Lab } from '../state/lab.js' */

/** Fields of longer texts are slow. */
const MOST_SHOWN = 100_000;
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', space: ' ', bar: '|' };

/**
 * `<cr-csv>`: a dialog to bring one's own table: pasted, chosen or dropped. What was guessed of it
 * stands in the settings, once it is read; what is wrong with it stands here.
 */
export class CrCsv extends LabElement {
  constructor() {
    super();
    this.onDrop = (/** @type {DragEvent} */ event) => void this.drop(event);
    this.onDrag = (/** @type {DragEvent} */ event) => event.preventDefault();
    this.onPaste = (/** @type {ClipboardEvent} */ event) => this.paste(event);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('drop', this.onDrop);
    addEventListener('dragover', this.onDrag);
    addEventListener('paste', this.onPaste);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('drop', this.onDrop);
    removeEventListener('dragover', this.onDrag);
    removeEventListener('paste', this.onPaste);
  }

  /** @param {Lab} lab */
  view(lab) {
    const fault = lab.faults.get('table');
    const isReading = lab.underWay?.type === 'read_table';
    return html`<dialog class="csv" aria-labelledby="csv-title" @close=${() => lab.faults.delete('table')}>
      <form @submit=${(/** @type {Event} */ event) => this.submit(lab, event)}>
        <div class="dialog-head">
          <h2 id="csv-title">${text.ownTable}</h2>
          <button type="button" class="text-button" @click=${() => this.dialog?.close()}>${text.close}</button>
        </div>
        <p class="quiet">${text.ownTableHint}</p>
        <textarea
          aria-label=${text.csvText}
          rows="10"
          spellcheck="false"
          aria-invalid=${fault ? 'true' : nothing}
          aria-describedby=${fault ? 'csv-fault' : nothing}
          @input=${() => (this.long = undefined)}
          placeholder="height,width,kind&#10;1.5,2.25,oak&#10;…"
        ></textarea>
        ${fault ? html`<p class="field-error" id="csv-fault" role="alert">${fault}</p>` : nothing}
        <div class="csv-row">
          <button type="button" @click=${() => void this.choose()}>${text.chooseFile}</button>
          <label class="quiet">${text.delimiter}
            <select name="delimiter" class="quiet-menu">
              <option value="">${text.guess}</option>
              ${Object.entries(DELIMITERS).map(([name, sign]) => html`<option value=${sign}>${name}</option>`)}
            </select></label
          >
          <label class="quiet">${text.header}
            <select name="header" class="quiet-menu">
              <option value="">${text.guess}</option>
              <option value="yes">${text.yes}</option>
              <option value="no">${text.no}</option>
            </select></label
          >
          <button class="main-button" ?disabled=${isReading}>${isReading ? text.reading : text.useTable}</button>
        </div>
      </form>
    </dialog>`;
  }

  updated() {
    const { lab, dialog } = this;
    // Python has read it.
    if (this.isSent && lab && !lab.isBusy) {
      this.isSent = false;
      if (!lab.faults.has('table')) dialog?.close();
    }
  }

  isSent = false;

  /**
   * A text too long to be shown, of which the field shows the beginning.
   *
   * @type {string | undefined}
   */
  long = undefined;

  get dialog() {
    return this.querySelector('dialog');
  }

  get area() {
    return this.querySelector('textarea');
  }

  open() {
    if (!this.dialog?.open) this.dialog?.showModal();
    this.area?.focus();
  }

  /** @param {Lab} lab @param {Event} event */
  submit(lab, event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const value = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (form.elements.namedItem(name)).value;
    this.isSent = true;
    lab.readTable({
      text: this.long ?? this.area?.value ?? '',
      delimiter: value('delimiter') || null,
      header: value('header') ? value('header') === 'yes' : null,
    });
  }

  async choose() {
    const file = await chooseFile('.csv,.tsv,.txt,text/csv,text/plain');
    if (file) this.fill(await file.text());
  }

  /** @param {string} content */
  fill(content) {
    const isLong = content.length > MOST_SHOWN;
    this.long = isLong ? content : undefined;
    if (this.area) this.area.value = isLong ? `${content.slice(0, MOST_SHOWN / 20)}\n…` : content;
  }

  /**
   * A file dropped anywhere: an experiment is opened, a table is read.
   *
   * @param {DragEvent} event
   */
  async drop(event) {
    const file = event.dataTransfer?.files[0];
    if (!file || !this.lab?.isLive) return;
    event.preventDefault();
    const content = await file.text();
    if (file.name.endsWith('.json')) return this.lab.openSaved(content);
    this.bring(content);
  }

  /**
   * Rows of cells pasted where nothing else takes them.
   *
   * @param {ClipboardEvent} event
   */
  paste(event) {
    const content = event.clipboardData?.getData('text/plain') ?? '';
    const isLong = event.target === this.area && content.length > MOST_SHOWN;
    const isTyped = event.target instanceof Element && event.target.closest('input, textarea, select');
    if ((isTyped && !isLong) || !this.lab?.isLive || !content.trim().includes('\n')) return;
    event.preventDefault();
    this.bring(content);
  }

  /** @param {string} content */
  bring(content) {
    this.open();
    this.fill(content);
    this.querySelector('form')?.requestSubmit();
  }
}

customElements.define('cr-csv', CrCsv);

/** @param {{ lab: Lab }} properties */
export const csv = ({ lab }) => html`<cr-csv .lab=${lab}></cr-csv>`;
