/**
 * Branches: runs that were kept for comparison when another run resumed from their past or replaced
 * them.
 *
 * @import { BranchFacts } from '../generated/protocol'
 * @import { Arrays } from '../engine/reports.js'
 */
import { finite } from './stations.js';

/**
 * @typedef {object} Branch
 * @property {number} number by which it goes
 * @property {number} leftAt the epoch from which another went on
 * @property {number} epoch how far it came
 * @property {number[]} epochs of its stations
 * @property {(number | null)[]} trainingLosses
 * @property {(number | null)[]} testLosses
 * @property {(number | null)[]} trainingAccuracies
 * @property {(number | null)[]} testAccuracies
 */

/**
 * The branches of a report.
 *
 * @param {{ branches: BranchFacts[], arrays: Arrays }} report
 * @returns {Branch[]}
 */
export function branchesOf({ branches, arrays }) {
  return branches.map(({ number, left_at: leftAt, epoch }, index) => {
    const column = (/** @type {string} */ name) => Array.from(arrays[`${name} ${index}`] ?? [], finite);
    return {
      number,
      leftAt,
      epoch,
      epochs: Array.from(arrays[`epochs ${index}`] ?? []),
      trainingLosses: column('training_loss'),
      testLosses: column('test_loss'),
      trainingAccuracies: column('training_accuracy'),
      testAccuracies: column('test_accuracy'),
    };
  });
}
