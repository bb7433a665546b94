/** Many networks and the race. */

import { formatPercent, formatWhole } from '../format.js';

export const fleets = {
  fleet: 'Many networks',
  race: 'Race of optimizers',
  whatVaries: 'What varies',
  variations: {
    seed: 'Seeds',
    optimizer: 'Learning rate × optimizer',
    init_scale: 'Learning rate × initial scale',
    width: 'Learning rate × width',
    batch_size: 'Learning rate × batch size',
    seeds: 'Learning rate × seed',
  },
  howMany: 'How many',
  firstSeed: 'First seed',
  ratesFrom: 'Rates from',
  ratesTo: 'to',
  rates: 'Rates',
  scalesFrom: 'Scales from',
  scales: 'Scales',
  seeds: 'Seeds',
  widths: 'Widths',
  batchSizes: 'Batch sizes',
  optimizers: 'Optimizers',
  epochsToTrain: 'Epochs',
  trainAgain: 'Train anew',
  goOn: 'Go on',
  finishing: 'Finishing the epoch …',
  sameBatches: 'All see the same examples in the same order.',
  fromSameWeights: 'All start from the same weights and see the same batches.',
  madeOfOther: 'Made from another experiment than the lab shows now.',
  sortBy: 'Sort by',
  sorts: { plan: 'as planned', loss: 'loss', accuracy: 'accuracy', rate: 'learning rate', seed: 'seed' },
  lossesOfAll: 'Losses of all networks',
  bandMeans: 'against epochs; the band is the middle half',
  lossesOfAllSummary: 'The loss of every network against epochs, with the median and the middle half; arrow keys read it',
  lossesOfRaceSummary: 'The loss of every optimizer against epochs; arrow keys read it',
  succeed: 'Succeed',
  accuracyFrom: 'Test accuracy from',
  lossUpTo: 'Loss up to',
  median: 'Median loss',
  middleHalf: 'Middle half',
  best: 'Best',
  worstNetwork: 'Worst',
  none: 'none',
  openInLab: 'Open in the lab',
  wallHint: 'A click or Enter opens a network in the lab; Undo leads back to the run that was there. ✓ marks success.',
  memberOpened: 'The network is opened where it is; Undo leads back to the run that was there.',
  lanes: 'Lanes',
  optimizer: 'Optimizer',
  rate: 'Learning rate',
  addLane: 'Add a lane',
  startRace: 'Start the race',
  open: 'Open',
  allOptimizers: 'All optimizers',
  ownRates: 'Their own default rates',
  rateAtHand: 'The rate at hand for all',
  place: 'Place',
  hasDiverged: 'diverged',
  /** @param {number} count */
  trainMany: (count) => `Train ${formatWhole(count)}`,
  /**
   * The progress of a fleet.
   *
   * @param {import('../../generated/protocol').FleetProgress} told
   * @param {number} groups
   */
  fleetState({ epoch, steps, steps_per_second: speed, state }, groups) {
    const parts = [`epoch ${formatWhole(epoch)}`, `${formatWhole(steps)} steps in all`];
    if (state === 'training') parts.push(`${formatWhole(Math.round(speed))} a second`);
    if (groups > 1) parts.push(`${groups} programs in turn`);
    return parts.join(', ');
  },
  /** @param {number} successes @param {number} count @param {number} share */
  successRate: (successes, count, share) => `${successes} of ${count} (${formatPercent(share, 0)})`,
  /**
   * A member, for screen readers.
   *
   * @param {string} name
   * @param {string} loss
   * @param {string} accuracy
   * @param {boolean} isDiverged
   * @param {boolean} hasSucceeded
   */
  memberName(name, loss, accuracy, isDiverged, hasSucceeded) {
    if (isDiverged) return `${name}, diverged`;
    return [name, `loss ${loss}`, accuracy && `accuracy ${accuracy}`, hasSucceeded && 'succeeds'].filter(Boolean).join(', ');
  },
  /** @param {number} epoch */
  divergedAt: (epoch) => `diverged by epoch ${epoch}`,
  /** @param {number} lane counted from 1 @param {string} what */
  ofLane: (lane, what) => `${what} of lane ${lane}`,
  /** @param {number} lane counted from 1 */
  removeLane: (lane) => `Remove lane ${lane}`,
  /** @param {string} name */
  openNetwork: (name) => `Open ${name} in the lab`,
  /**
   * The results, announced once it is done.
   *
   * @param {number} epoch
   * @param {string} rate
   * @param {string} median
   */
  fleetDone: (epoch, rate, median) => `At epoch ${epoch}: ${rate} succeed, median loss ${median}.`,
};
