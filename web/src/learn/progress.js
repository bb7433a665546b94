/** Which exercises the reader has solved, and the reader's code, in the browser's storage. */
import { Tracked } from '../signals/tracked.js';

const KEY = 'chainrule-learn';

/** @typedef {{ done: string[], code?: string }} Saved */

/** @returns {Saved} */
function read() {
  try {
    const saved = /** @type {unknown} */ (JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    if (typeof saved === 'object' && saved !== null && 'done' in saved && Array.isArray(saved.done)) {
      const code = 'code' in saved && typeof saved.code === 'string' ? { code: saved.code } : {};
      return { done: saved.done.filter((name) => typeof name === 'string'), ...code };
    }
  } catch {
    // Storage is blocked or holds something else, so the reader starts from the beginning.
  }
  return { done: [] };
}

class Progress extends Tracked {
  constructor() {
    super();
    this.saved = read();
  }

  /** @param {string} exercise as chapter/name */
  isDone(exercise) {
    return this.saved.done.includes(exercise);
  }

  /** @param {string} exercise */
  finish(exercise) {
    if (!this.isDone(exercise)) this.save({ ...this.saved, done: [...this.saved.done, exercise] });
  }

  /** @param {string} code */
  saveCode(code) {
    this.save({ ...this.saved, code });
  }

  /** @param {Saved} saved */
  save(saved) {
    this.saved = saved;
    try {
      localStorage.setItem(KEY, JSON.stringify(saved));
    } catch {
      // Without storage, the progress is lost when the page is left.
    }
  }
}

export const progress = new Progress();

/** The chapter of this page. */
export const chapterHere = () => /([\w-]+)(?:\.html)?$/.exec(location.pathname)?.[1] ?? '';
