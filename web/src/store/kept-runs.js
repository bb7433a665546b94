/**
 * Runs kept for comparison, stored in this browser: at most `MOST_KEPT`, each with its curve and its
 * results.
 *
 * @import { RunResults } from '../generated/protocol'
 */
import { inStorage } from './storage.js';

/**
 * The curve of a run and its results, as Python describes them.
 *
 * @typedef {object} RunCurve
 * @property {RunResults} results
 * @property {number[]} epochs of its records
 * @property {(number | null)[]} trainingLosses
 * @property {(number | null)[]} testLosses
 * @property {(number | null)[]} trainingAccuracies
 * @property {(number | null)[]} testAccuracies
 */

/** @typedef {RunCurve & { number: number }} KeptRun a run with the number that identifies it */

export const MOST_KEPT = 20;

/**
 * The runs with another one added at the end. The oldest is dropped if there are too many.
 *
 * @param {KeptRun[]} runs oldest first
 * @param {RunCurve} curve
 * @returns {KeptRun[]}
 */
export function withRun(runs, curve) {
  const number = (runs.at(-1)?.number ?? 0) + 1;
  return [...runs.slice(Math.max(0, runs.length + 1 - MOST_KEPT)), { ...curve, number }];
}

/** @returns {Promise<KeptRun[]>} oldest first */
export async function storedRuns() {
  /** @type {KeptRun[]} */
  const runs = await inStorage((database) => database.getAll('kept'));
  return runs.sort((one, other) => one.number - other.number);
}

/**
 * Store one more run, in addition to those that are stored, which another tab may have changed.
 *
 * @param {RunCurve} curve
 * @returns {Promise<KeptRun[]>} all that are stored now
 */
export async function storeRun(curve) {
  const before = await storedRuns();
  const after = withRun(before, curve);
  await inStorage(async (database) => {
    const newest = after.at(-1);
    for (const { number } of before) if (!after.some((run) => run.number === number)) await database.delete('kept', number);
    if (newest) await database.put('kept', newest, newest.number);
  });
  return after;
}

/** @param {number} number */
export function deleteRun(number) {
  return inStorage((database) => database.delete('kept', number));
}
