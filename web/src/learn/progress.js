/** Which exercises the reader has solved, and the reader's code, in the browser's storage. */
import { Tracked } from '../signals/tracked.js';

const KEY = 'chainrule-learn';

/** @typedef {{ done: string[], code?: string }} Kept */

/** @returns {Kept} */
function read() {
  try {
    const kept = /** @type {unknown} */ (JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    if (typeof kept === 'object' && kept !== null && 'done' in kept && Array.isArray(kept.done)) {
      const code = 'code' in kept && typeof kept.code === 'string' ? { code: kept.code } : {};
      return { done: kept.done.filter((name) => typeof name === 'string'), ...code };
    }
  } catch {
    // Storage is not allowed, or holds something else: the reader starts from the beginning.
  }
  return { done: [] };
}

class Progress extends Tracked {
  constructor() {
    super();
    this.kept = read();
  }

  /** @param {string} exercise as chapter/name */
  isDone(exercise) {
    return this.kept.done.includes(exercise);
  }

  /** @param {string} exercise */
  finish(exercise) {
    if (!this.isDone(exercise)) this.keep({ ...this.kept, done: [...this.kept.done, exercise] });
  }

  /** @param {string} code */
  keepCode(code) {
    this.keep({ ...this.kept, code });
  }

  /** @param {Kept} kept */
  keep(kept) {
    this.kept = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // It is remembered until the page is left.
    }
  }
}

export const progress = new Progress();

/** The chapter of this page. */
export const chapterHere = () => /([\w-]+)(?:\.html)?$/.exec(location.pathname)?.[1] ?? '';
