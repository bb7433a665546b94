import { html, LitElement, nothing } from 'lit';
import { watch } from '../signals/tracked.js';
import { formatShort } from '../text/format.js';
import { waitingText } from './cr-exercise.js';
import { exerciseLab } from './page.js';
import { chapterHere, progress } from './progress.js';
import { exercisesOf } from './state.js';
import { texts } from '../text/learn/texts.js';

/** @import { BackwardChecked, Received } from '../generated/protocol' */

const INDENT = '    ';

/**
 * `<cr-code name="…">`: the reader completes the Python code of a backward pass. The code runs in the worker, and its
 * gradients are compared with the engine's, entry by entry. The element's children are the question, the code to
 * start from (`<pre>`), and `<details>`.
 */
export class CrCode extends LitElement {
  static properties = /** @type {import('lit').PropertyDeclarations} */ ({ name: { type: String } });

  constructor() {
    super();
    this.name = '';
    this.first = '';
    this.isAsked = false;
    /** After Escape, Tab leaves the editor. */
    this.tabLeaves = false;
  }

  createRenderRoot() {
    const place = document.createElement('div');
    const start = this.querySelector('pre');
    this.first = `${start?.textContent?.trim() ?? ''}\n`;
    start?.replaceWith(place);
    return place;
  }

  render() {
    const { value } = watch(() => this.view(), () => this.requestUpdate());
    return value;
  }

  view() {
    const checked = this.isAsked ? exercisesOf(exerciseLab()).checked : undefined;
    if (checked?.is_right) queueMicrotask(() => progress.finish(`${chapterHere()}/${this.name}`));
    return html`<textarea
        class="editor" spellcheck="false" autocapitalize="off" rows="14" aria-label=${texts.editor} aria-describedby="editor-hint"
        .value=${progress.saved.code ?? this.first}
        @change=${() => progress.saveCode(this.code)} @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
      ></textarea>
      <p class="quiet" id="editor-hint">${texts.editorHint}</p>
      <div class="exercise-form">
        <button type="button" class="primary" @click=${() => this.run()}>${texts.run}</button>
        <button type="button" @click=${() => this.startAgain()}>${texts.startAgain}</button>
        <output class=${checked?.is_right ? 'is-right' : 'is-wrong'}>${checked ? this.verdict(checked) : this.isAsked ? waitingText() : nothing}</output>
      </div>
      ${checked?.names.length ? this.gradients(checked) : nothing}`;
  }

  get editor() {
    return /** @type {HTMLTextAreaElement | null} */ (this.querySelector('textarea'));
  }

  get code() {
    return this.editor?.value ?? '';
  }

  /** @param {Received<BackwardChecked>} checked */
  verdict({ problem, line, is_right: isRight }) {
    if (problem) return texts.failedAt(line, problem);
    return isRight ? texts.allRight : texts.someWrong;
  }

  /** @param {Received<BackwardChecked>} checked */
  gradients({ names, rows, columns, arrays: { given, expected, wrong } }) {
    let start = 0;
    return html`<div class="code-gradients">${names.map((name, index) => {
      const [height = 0, width = 0] = [rows[index], columns[index]];
      const from = start;
      start += height * width;
      const cells = (/** @type {number} */ row) =>
        Array.from({ length: width }, (_, column) => {
          const at = from + row * width + column;
          const [mine, right] = [formatShort(given[at] ?? NaN), formatShort(expected[at] ?? NaN)];
          return wrong[at] ? html`<td class="is-wrong" title=${texts.entry(mine, right)}>${mine} ✗<span class="unseen">${texts.entry(mine, right)}</span></td>` : html`<td>${mine}</td>`;
        });
      return html`<table><caption>${name}</caption><tbody>${Array.from({ length: height }, (_, row) => html`<tr>${cells(row)}</tr>`)}</tbody></table>`;
    })}</div>`;
  }

  run() {
    this.isAsked = true;
    progress.saveCode(this.code);
    const exercises = exercisesOf(exerciseLab());
    exercises.checked = undefined;
    exercises.ask({ type: 'run_backward', code: this.code });
    this.requestUpdate();
  }

  startAgain() {
    if (this.editor) this.editor.value = this.first;
    progress.saveCode(this.first);
    this.isAsked = false;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation();
    const { editor } = this;
    if (!editor) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    } else if (event.key === 'Tab' && !event.shiftKey && !this.tabLeaves) {
      event.preventDefault();
      editor.setRangeText(INDENT, editor.selectionStart, editor.selectionEnd, 'end');
    }
    this.tabLeaves = event.key === 'Escape';
  }
}

customElements.define('cr-code', CrCode);
