/**
 * The undo history: changes of settings and weights, and opened runs, the newest last.
 *
 * @import { Change, Edit, Return, SetWeights } from '../../generated/protocol'
 */
import { text } from '../../text/index.js';
import { Tracked } from '../../signals/tracked.js';

/** @typedef {Omit<Change, 'revision'> | Edit | Return | SetWeights} Step */

/**
 * @typedef {object} Entry
 * @property {string} key what was changed; entries with the same key in quick succession count as one change
 * @property {Step} before the command that undoes the change
 * @property {Step} after the command that redoes it
 * @property {number} time
 */

/** The interval within which typing digits or dragging a slider counts as one change. */
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

  /** @returns {Step | undefined} the step that undoes the newest change */
  undo() {
    const entry = this.past.at(-1);
    if (!entry) return undefined;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, entry];
    return entry.before;
  }

  /** @returns {Step | undefined} the step that redoes the last undone change */
  redo() {
    const entry = this.future.at(-1);
    if (!entry) return undefined;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, { ...entry, time: -Infinity }];
    return entry.after;
  }

  /**
   * Remove steps that return to deleted branches.
   *
   * @param {number[]} kept
   */
  forgetReturns(kept) {
    const isPossible = (/** @type {Entry} */ { before }) => before.type !== 'return' || kept.includes(before.branch);
    this.past = this.past.filter(isPossible);
    this.future = this.future.filter(isPossible);
  }

  /**
   * Another experiment was opened. Only the step that returns to an earlier run, and the steps before it, still apply.
   */
  leave() {
    const last = this.past.findLastIndex(({ before }) => before.type === 'return');
    this.past = this.past.slice(0, last + 1);
    this.future = [];
  }

  /**
   * The run was exchanged with a branch. If the run had replaced that branch, this replacement counts as undone.
   *
   * @param {number} branch
   */
  exchange(branch) {
    const place = this.past.findLastIndex(({ before }) => before.type === 'return' && before.branch === branch);
    if (place < 0) return this.add(exchanged(branch));
    this.past = this.past.slice(0, place);
    this.future = [];
  }
}

/**
 * Another run replaced the one that is now a branch; undo and redo exchange the two.
 *
 * @param {number} branch
 * @returns {Omit<Entry, 'time'>}
 */
export function exchanged(branch) {
  const step = /** @type {const} */ ({ type: 'return', branch });
  return { key: `open ${branch}`, before: step, after: step };
}

/**
 * The change between two experiments, in both directions; undefined if they are the same.
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
    // Erasing a point right after drawing one is a separate change.
    key: [...names, count(after['drawn']) < count(before['drawn']) ? 'fewer' : ''].join(),
    before: { type: 'change', changes: part(before) },
    after: { type: 'change', changes: part(after) },
  };
}

/**
 * The message for a change that was undone or redone.
 *
 * @param {'undo' | 'redo' | undefined} origin
 * @param {string} words that describe the change
 */
export function undone(origin, words) {
  const prefix = origin === 'undo' ? text.undone : origin === 'redo' ? text.redone : '';
  return [prefix, words].filter(Boolean).join(': ');
}

/** @param {unknown} list */
function count(list) {
  return Array.isArray(list) ? list.length : 0;
}
