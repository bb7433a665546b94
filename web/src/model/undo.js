/**
 * What can be taken back: changes of settings and of weights, and that another run was opened; newest
 * last.
 *
 * @import { Change, Edit, Return, SetWeights } from '../generated/protocol'
 */
import { text } from '../text/index.js';
import { Tracked } from '../signals/tracked.js';

/** @typedef {Omit<Change, 'revision'> | Edit | Return | SetWeights} Step */

/**
 * @typedef {object} Entry
 * @property {string} key what was changed; the same within a moment counts as one change
 * @property {Step} before what to ask for to go back
 * @property {Step} after what to ask for to go forward again
 * @property {number} time
 */

/** Typing a number digit by digit, or dragging a slider, is one change. */
const MERGE_MS = 1000;
const MOST = 200;

export class UndoList extends Tracked {
  constructor() {
    super();
    /** @type {Entry[]} */
    this.past = [];
    /** @type {Entry[]} */
    this.future = [];
  }

  /** @param {Omit<Entry, 'time'>} entry */
  add(entry) {
    const time = performance.now();
    const last = this.past.at(-1);
    this.future = [];
    if (last?.key === entry.key && time - last.time < MERGE_MS) {
      this.past = [...this.past.slice(0, -1), { ...last, after: entry.after, time }];
    } else {
      this.past = [...this.past.slice(1 - MOST), { ...entry, time }];
    }
  }

  /** @returns {Step | undefined} what to ask for to take the newest change back */
  undo() {
    const entry = this.past.at(-1);
    if (!entry) return undefined;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, entry];
    return entry.before;
  }

  /** @returns {Step | undefined} what to ask for to make the last change taken back again */
  redo() {
    const entry = this.future.at(-1);
    if (!entry) return undefined;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, { ...entry, time: -Infinity }];
    return entry.after;
  }

  /**
   * Runs that are kept no more can't be returned to.
   *
   * @param {number[]} kept
   */
  forgetReturns(kept) {
    const isPossible = (/** @type {Entry} */ { before }) => before.type !== 'return' || kept.includes(before.branch);
    this.past = this.past.filter(isPossible);
    this.future = this.future.filter(isPossible);
  }

  clear() {
    this.past = [];
    this.future = [];
  }
}

/**
 * The change between two experiments, both ways; undefined if they are the same.
 *
 * @param {Record<string, unknown>} before
 * @param {Record<string, unknown>} after
 * @returns {Omit<Entry, 'time'> | undefined}
 */
export function difference(before, after) {
  const names = Object.keys(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (!names.length) return undefined;
  const part = (/** @type {Record<string, unknown>} */ whole) =>
    Object.fromEntries(names.map((name) => [name, whole[name]]));
  return {
    // A point erased right after one was drawn is another change, whatever else both change.
    key: [...names, count(after['drawn']) < count(before['drawn']) ? 'fewer' : ''].join(),
    before: { type: 'change', changes: part(before) },
    after: { type: 'change', changes: part(after) },
  };
}

/**
 * What is said of a change that was taken back, or made again.
 *
 * @param {'undo' | 'redo' | undefined} origin
 * @param {string} words on the change itself
 */
export function undone(origin, words) {
  const prefix = origin === 'undo' ? text.undone : origin === 'redo' ? text.redone : '';
  return [prefix, words].filter(Boolean).join(': ');
}

/** @param {unknown} list */
function count(list) {
  return Array.isArray(list) ? list.length : 0;
}
