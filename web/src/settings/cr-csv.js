import limits from '../generated/limits.json';
import { html, nothing } from 'lit';
import { chooseFile } from '../store/files.js';
import { text } from '../text/index.js';
import { LabElement } from '../kit/lab-element.js';
import { readingMenus } from './reading-menus.js';
import { previewOf } from './state.js';
import { tablePreview } from './table-preview.js';

/** @import { Lab } from '../model/lab.js' */

/** The length beyond which text makes an input field slow. */
const MOST_SHOWN = 100_000;
/** The size in bytes of the longest text that Python reads, in UTF-16. */
const MOST_BYTES = 2.05 * limits.characters;
/** A multiple of 3 bytes, so that encoded parts can be joined: 3 bytes are 4 base64 characters. */
const CODED_AT_ONCE = 3 * 0x40000;
/** The pause in typing, in milliseconds, after which the text is read. */
const PAUSE_MS = 300;

/**
 * `<cr-csv>`: a dialog to import a table by pasting, choosing or dropping it. It shows how Python reads
 * the table, with a menu for each format option, before the table is used.
 */
export class CrCsv extends LabElement {
  static properties = { ...LabElement.properties, isLocked: { attribute: false } };

  constructor() {
    super();
    /** Whether the page's URL locks or hides the choice of data. */
    this.isLocked = false;
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
    const table = previewOf(lab);
    const { report, isReading: isPreviewing } = table;
    const fault = lab.notices.faults.get('table') ?? report?.fault ?? undefined;
    const isReading = lab.isReadingTable;
    return html`<dialog class="csv" aria-labelledby="csv-title" @close=${() => this.closed(lab)}>
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
          @input=${() => this.typed()}
          placeholder=${text.csvExample}
        ></textarea>
        ${fault ? html`<p class="field-error" id="csv-fault" role="alert">${fault}</p>` : nothing}
        ${report && !report.fault ? tablePreview(report, (missing) => this.decide({ ...this.decisions, missing })) : nothing}
        ${isPreviewing && report && report.progress < 1 ? readingProgress(report.progress, () => table.clear()) : nothing}
        ${isReading && table.share !== undefined ? readingProgress(table.share, () => table.stop()) : nothing}
        ${readingMenus({
          decisions: this.decisions,
          found: report?.reading ?? null,
          hasBytes: this.source.bytes !== undefined,
          decide: (decisions) => this.decide(decisions),
        })}
        <div class="csv-row">
          <button type="button" @click=${() => void this.choose()}>${text.chooseFile}</button>
          <button class="main-button" ?disabled=${isReading}>${isReading ? text.reading : text.useTable}</button>
        </div>
      </form>
    </dialog>`;
  }

  updated() {
    const { lab } = this;
    const encoding = lab && previewOf(lab).report?.reading?.encoding;
    if (this.file && encoding && encoding !== this.shownEncoding) this.showFile(encoding);
  }

  /**
   * Close once the table has been read.
   *
   * @param {Lab} lab
   */
  mark(lab) {
    if (!this.isSent || lab.isBusy) return;
    this.isSent = false;
    if (!lab.notices.faults.has('table')) this.dialog?.close();
  }

  isSent = false;

  /** The table's text, or a file's bytes in base64. */
  /** @type {{ text?: string, bytes?: string }} */
  source = { text: '' };
  /** The first bytes of a file, and the encoding in which they are shown. */
  /** @type {Uint8Array | undefined} */
  file = undefined;
  shownEncoding = '';
  /** The format options set by the user. */
  /** @type {import('./reading-menus.js').Decisions} */
  decisions = {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

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

  /** @param {Lab} lab */
  closed(lab) {
    clearTimeout(this.timer);
    lab.notices.clearFaults('table');
    previewOf(lab).clear();
  }

  /** @param {Lab} lab @param {Event} event */
  submit(lab, event) {
    event.preventDefault();
    clearTimeout(this.timer);
    this.isSent = true;
    lab.readTable(this.wanted);
  }

  /** The table with its format options. */
  get wanted() {
    const { delimiter = null, header = null } = this.decisions;
    return { ...this.source, ...this.decisions, delimiter, header };
  }

  typed() {
    this.file = undefined;
    this.source = { text: this.area?.value ?? '' };
    this.previewSoon(PAUSE_MS);
  }

  /** @param {import('./reading-menus.js').Decisions} decisions */
  decide(decisions) {
    this.decisions = decisions;
    this.previewSoon(0);
  }

  /** @param {number} wait milliseconds */
  previewSoon(wait) {
    clearTimeout(this.timer);
    this.lab?.notices.clearFaults('table');
    const { text: typed, bytes } = this.source;
    if (!bytes && !typed?.trim()) return this.lab && previewOf(this.lab).clear();
    this.timer = setTimeout(() => this.lab && previewOf(this.lab).ask(this.wanted), wait);
  }

  async choose() {
    const file = await chooseFile('.csv,.tsv,.txt,text/csv,text/plain');
    if (file) await this.fillFile(file);
  }

  /**
   * Files are sent as bytes; Python detects their encoding or uses the selected one.
   *
   * @param {File} file
   */
  async fillFile(file) {
    if (file.size > MOST_BYTES) {
      return this.lab?.notices.setFault('table', text.fileTooLarge);
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.fill('', { bytes: await base64(bytes) });
    this.file = bytes.subarray(0, MOST_SHOWN);
    this.shownEncoding = '';
  }

  /**
   * Show the beginning of a file in the encoding that Python detected.
   *
   * @param {string} encoding
   */
  showFile(encoding) {
    this.shownEncoding = encoding;
    // Browsers call this encoding utf-16le instead of utf-16-le.
    const content = new TextDecoder(encoding.replace('utf-16-', 'utf-16')).decode(this.file);
    if (this.area) this.area.value = this.file?.length === MOST_SHOWN ? `${content}\n…` : content;
  }

  /**
   * @param {string} content
   * @param {{ text?: string, bytes?: string }} source
   */
  fill(content, source) {
    const isLong = content.length > MOST_SHOWN;
    this.file = undefined;
    this.source = source;
    this.decisions = {};
    if (this.area) this.area.value = isLong ? `${content.slice(0, MOST_SHOWN / 20)}\n…` : content;
    this.previewSoon(0);
  }

  /**
   * Handle a file dropped anywhere on the page: open an experiment, or read a table.
   *
   * @param {DragEvent} event
   */
  async drop(event) {
    const file = event.dataTransfer?.files[0];
    if (!file || !this.lab?.isLive) return;
    event.preventDefault();
    if (this.isLocked) return this.lab.notices.show(text.share.locked);
    if (file.name.endsWith('.json')) return this.lab.openSaved(await file.text());
    this.open();
    await this.fillFile(file);
  }

  /**
   * Handle pasted rows of cells outside of input fields.
   *
   * @param {ClipboardEvent} event
   */
  paste(event) {
    const content = event.clipboardData?.getData('text/plain') ?? '';
    const isLong = event.target === this.area && content.length > MOST_SHOWN;
    const isTyped = event.target instanceof Element && event.target.closest('input, textarea, select');
    if ((isTyped && !isLong) || !this.lab?.isLive || !content.trim().includes('\n')) return;
    event.preventDefault();
    if (this.isLocked) return this.lab.notices.show(text.share.locked);
    this.open();
    this.fill(content, { text: content });
  }
}

/**
 * The progress of reading a table, and a button that stops it.
 *
 * @param {number} share
 * @param {() => void} stop
 */
function readingProgress(share, stop) {
  return html`<div class="csv-row">
    <progress max="1" .value=${share} aria-label=${text.reading}></progress>
    <button type="button" @click=${stop}>${text.stopReading}</button>
  </div>`;
}

/**
 * A long file is encoded in parts, so that the page stays responsive.
 *
 * @param {Uint8Array} bytes
 */
async function base64(bytes) {
  const parts = [];
  for (let start = 0; start < bytes.length; start += CODED_AT_ONCE) {
    parts.push(btoa(binary(bytes.subarray(start, start + CODED_AT_ONCE))));
    if (start + CODED_AT_ONCE < bytes.length) await new Promise((resolve) => void setTimeout(resolve));
  }
  return parts.join('');
}

/** @param {Uint8Array} bytes */
function binary(bytes) {
  const parts = [];
  for (let start = 0; start < bytes.length; start += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return parts.join('');
}

customElements.define('cr-csv', CrCsv);

/** @param {{ lab: Lab, isLocked: boolean }} properties */
export const csv = ({ lab, isLocked }) => html`<cr-csv .lab=${lab} .isLocked=${isLocked}></cr-csv>`;
