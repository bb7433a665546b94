/**
 * Branches: runs that were kept for comparison when another run resumed from their past or replaced
 * them.
 *
 * @import { Branches, Received } from '../../generated/protocol'
 */
import { finite } from './records.js';

/**
 * @typedef {object} Branch
 * @property {number} number its identifier
 * @property {number} leftAt the epoch at which another run took over
 * @property {number} epoch its last epoch
 * @property {string} hash the URL of its experiment
 * @property {boolean} isOther whether another experiment was opened instead; the two are then not compared
 * @property {number[]} epochs of its records
 * @property {(number | null)[]} trainingLosses
 * @property {(number | null)[]} testLosses
 * @property {(number | null)[]} trainingAccuracies
 * @property {(number | null)[]} testAccuracies
 */

/** @typedef {'training_loss' | 'test_loss' | 'training_accuracy' | 'test_accuracy'} Column */

/**
 * The branches of a report.
 *
 * @param {Received<Branches>} report
 * @returns {Branch[]}
 */
export function branchesOf({ branches, arrays }) {
  return branches.map(({ number, left_at: leftAt, epoch, hash, is_other: isOther }, index) => {
    const column = (/** @type {Column} */ name) => Array.from(arrays[`${name} ${index}`] ?? [], finite);
    return {
      number,
      leftAt,
      epoch,
      hash,
      isOther,
      epochs: Array.from(arrays[`epochs ${index}`] ?? []),
      trainingLosses: column('training_loss'),
      testLosses: column('test_loss'),
      trainingAccuracies: column('training_accuracy'),
      testAccuracies: column('test_accuracy'),
    };
  });
}
