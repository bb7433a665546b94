/** Many networks and the race. */

import { formatPercent, formatWhole } from '../../format.js';

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
    setting: 'Any setting × seed',
  },
  howMany: 'How many',
  firstSeed: 'First seed',
  ratesFrom: 'Rates from',
  ratesTo: 'to',
  rates: 'Rates',
  scalesFrom: 'Scales from',
  scales: 'Scales',
  seeds: 'Seeds',
  comparedSetting: 'Setting',
  seedsEach: 'Seeds each',
  comparedValues: 'Values, separated by semicolons',
  sentenceHint: 'Mean ± standard deviation over the seeds',
  widths: 'Widths',
  batchSizes: 'Batch sizes',
  optimizers: 'Optimizers',
  epochsToTrain: 'Epochs',
  trainAgain: 'Train again',
  goOn: 'Continue',
  finishing: 'Finishing the epoch …',
  sameBatches: 'All see the same examples in the same order.',
  sameBatchesUnless: 'All see the same examples in the same order, unless the setting changes the data or the batches.',
  fromSameWeights: 'All start from the same weights and see the same batches.',
  madeOfOther: 'Made from an experiment other than the one in the lab.',
  sortBy: 'Sort by',
  sorts: { plan: 'as planned', loss: 'loss', accuracy: 'accuracy', rate: 'learning rate', seed: 'seed' },
  lossesOfAll: 'Losses of all networks',
  bandMeans: 'by epoch; the band is the middle half',
  lossesOfAllSummary: 'The loss of every network by epoch, with the median and the middle half; use the arrow keys to read the values',
  lossesOfRaceSummary: 'The loss of every optimizer by epoch; use the arrow keys to read the values',
  succeed: 'Succeed',
  accuracyFrom: 'Test accuracy at least',
  lossUpTo: 'Loss at most',
  median: 'Median loss',
  middleHalf: 'Middle half',
  best: 'Best',
  worstNetwork: 'Worst',
  none: 'none',
  openInLab: 'Open in the lab',
  wallHint: 'Click a network or press Enter to open it in the lab; Undo restores the previous run.',
  /**
   * What the cells of the wall show.
   *
   * @param {'plane' | 'curve' | 'none'} kind of the pictures
   * @param {boolean} hasTest whether losses are of the test set
   * @param {boolean} hasSeed whether the seed is before the loss
   */
  wallMeaning(kind, hasTest, hasSeed) {
    const picture = kind === 'none' ? 'its loss by epoch, on a logarithmic scale that all cells share' : 'its predictions';
    const number = `${hasSeed ? 'its seed and ' : ''}its ${hasTest ? 'test' : 'training'} loss`;
    return `Each cell is a network: the picture shows ${picture}, and the ${hasSeed ? 'numbers below are' : 'number below is'} ${number}. A ✓ and a bar mark success; a cross marks a network that diverged.`;
  },
  /** @param {boolean} hasTest */
  summaryMeaning: (hasTest) =>
    `These are ${hasTest ? 'test' : 'training'} losses at the current epoch. Half of the networks have a loss in the middle half, a quarter below it and a quarter above it. Networks that diverged count as the worst.`,
  /** @param {boolean} hasTest @param {number} count */
  raceRanking: (hasTest, count) =>
    `Ranked by the ${hasTest ? 'test' : 'training'} loss at the current epoch, smallest first; equal losses share a place, and optimizers that diverged are last. Each of the ${formatWhole(count)} optimizers was trained once, with the same seed; another seed or learning rate may change the order.`,
  memberOpened: 'The network is open in the lab at its current epoch; Undo restores the previous run.',
  lanes: 'Lanes',
  optimizer: 'Optimizer',
  rate: 'Learning rate',
  addLane: 'Add a lane',
  startRace: 'Start the race',
  open: 'Open',
  allOptimizers: 'All optimizers',
  ownRates: 'Their own default rates',
  rateAtHand: 'The current rate for all',
  place: 'Place',
  hasDiverged: 'diverged',
  /** @param {number} count */
  trainMany: (count) => `Train ${formatWhole(count)}`,
  /**
   * The progress of a fleet.
   *
   * @param {import('../../../generated/protocol').FleetProgress} progress
   * @param {number} groups
   */
  fleetState({ epoch, steps, steps_per_second: speed, state }, groups) {
    const parts = [`epoch ${formatWhole(epoch)}`, `${formatWhole(steps)} steps in total`];
    if (state === 'training') parts.push(`${formatWhole(Math.round(speed))} per second`);
    if (groups > 1) parts.push(`${groups} programs, one after another`);
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
   * The results, announced when the fleet has finished.
   *
   * @param {number} epoch
   * @param {string} rate
   * @param {string} median
   */
  fleetDone: (epoch, rate, median) => `At epoch ${epoch}: ${rate} succeed, median loss ${median}.`,
};
