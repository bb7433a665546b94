import { html, LitElement, nothing } from 'lit';
import { watch } from '../signals/tracked.js';
import { chapterHere, progress } from './progress.js';
import { texts } from '../text/learn/texts.js';

/** `<cr-progress chapter="…">`: how many exercises of a chapter, by default this one, are solved. */
export class CrProgress extends LitElement {
  static properties = /** @type {import('lit').PropertyDeclarations} */ ({ chapter: { type: String } });

  constructor() {
    super();
    /** @type {string | undefined} */
    this.chapter = undefined;
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const { value } = watch(() => this.view(), () => this.requestUpdate());
    return value;
  }

  view() {
    const chapter = this.chapter ?? chapterHere();
    const done = progress.saved.done.filter((name) => name.startsWith(`${chapter}/`)).length;
    // In the list of chapters, the number of exercises of a chapter is unknown.
    if (this.chapter !== undefined) return done ? html`· ${done} ✓` : nothing;
    const all = document.querySelectorAll('cr-exercise, cr-code').length;
    return all ? html`· ${texts.done(done, all)}` : nothing;
  }
}

customElements.define('cr-progress', CrProgress);
