/** The microscope. */

import { formatWhole } from '../format.js';

/** @param {number | null} value one that is not finite is null */
const checkedNumber = (value) => (value === null ? 'not finite' : String(Number(value.toPrecision(3))).replaceAll('-', '−'));

/** @param {{ gradient: number | null, quotient: number | null, digits: number }} finding */
const agreement = ({ gradient, quotient, digits }) =>
  `${checkedNumber(gradient)} and ${checkedNumber(quotient)} agree to ${digits} digits.`;

export const microscope = {
  katexMissing: 'The typesetting of formulas could not be loaded; they are shown as they are written.',
  microscope: 'Microscope',
  microscopeHint: 'Look at the next step op by op',
  pauseToLook: 'Pause to look at the next step',
  checkAll: 'Check all gradients',
  stopCheck: 'Stop checking',
  checkStopped: 'The check was stopped.',
  takeStepAway: 'Take the step away',
  takeAway: 'Take away',
  copyStepLink: 'Copy link to this step',
  allNumbers: 'All numbers (CSV)',
  asLatex: 'Text with LaTeX',
  picture: 'Picture of this op (PNG)',
  drawing: 'Drawing of this op (SVG)',
  walkThrough: 'Walk through the step',
  firstOp: 'First op',
  previousOp: 'Previous op',
  nextOp: 'Next op',
  finishSection: 'Finish this section',
  walkAlone: 'Walk by itself',
  walkPace: 'Pace of the walk',
  /** @type {Record<string, number>} in ms an op */
  walkPaces: { slowly: 2500, steadily: 1100, fast: 400 },
  watch: 'What to watch',
  wholeBatch: 'The whole batch',
  toFirstBad: 'Go there',
  leavePath: 'Whole network',
  follow: 'Follow',
  madeOf: 'What it is made of',
  stopWalk: 'Stop walking',
  opOfStep: 'Op of the step',
  goingBack: 'on the way back',
  barMeans: 'A bar marks a gradient of the loss: ȳ is ∂L/∂y.',
  inNumbers: 'The entry in numbers',
  chooseEntry: 'Choose an entry of a result (→) to see the numbers it is made of.',
  isItRight: 'Is it right?',
  alongPaths: 'Along every path',
  paths: 'The gradient along every path to the loss',
  lossAbove: 'loss with the weight nudged up',
  lossBelow: 'and down',
  quotient: 'difference quotient, for a nudge of 0',
  engineGradient: 'backpropagation, in float64',
  trainedGradient: 'the gradient that trains, in',
  relativeError: 'relative error',
  apart: 'difference',
  allowed: 'allowed',
  passes: 'passes',
  operations: 'operations',
  milliseconds: 'ms',
  byNudging: 'by nudging, forward',
  byBackward: 'by one backward pass',
  oneEach: '1 + 1',
  nudge: 'nudge ε',
  rounding: 'rounding',
  truncation: 'truncation',
  ofParameters: 'parameters',
  timesTheOperations: 'times the operations',
  thisNetwork: 'this network',
  growthPlot: 'How many times the operations of one backward pass nudging takes, as the network grows to a million parameters',
  noStepLink: 'No link: edited, or diverged',
  /** @type {Record<string, string>} */
  sections: {
    forward: 'forward', loss: 'loss', backward: 'backward', penalty: 'penalty', clip: 'clip', update: 'update',
  },
  exhibit: 'Network',
  exhibits: {
    convolution: 'Convolution',
    attention: 'Embedding and attention',
    lstm: 'LSTM',
    gru: 'GRU',
    norms: 'Norms and dropout',
  },
  exhibitNotes: {
    convolution: 'Is the bar in the picture upright or lying? A window of 3 × 3 slides over 6 × 6 pixels, twice.',
    attention: 'Was the last of four tokens there before? An embedding and a causal transformer block with two heads.',
    lstm: 'Which share of three bits is 1? A memory of two cells reads them one by one.',
    gru: 'Which share of three bits is 1? Two gated units read them one by one.',
    norms: 'A product of two inputs, learned by layers with batch norm, dropout and RMS norm between them.',
  },
  errorPlot: 'Relative error of a single difference quotient against the size of the nudge: truncation at the right, rounding at the left',
  windowOf: 'Shown in part:',
  earlierRows: 'Earlier rows',
  laterRows: 'Later rows',
  earlierColumns: 'Earlier columns',
  laterColumns: 'Later columns',
  /** @param {import('../../generated/protocol').Walked} walked */
  effectOf({ loss_before: before, loss_after: after, predicted_change: predicted }) {
    if (before === null || after === null || predicted === null) return 'The loss of this batch does not stay finite.';
    const change = (/** @type {number} */ value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(4)}`;
    return (
      `The loss of this batch goes from ${before.toPrecision(9)} to ${after.toPrecision(9)}; gradient times step, ` +
      `which knows no curvature, predicts a change of ${change(predicted)}.`
    );
  },
  /** @param {import('../../generated/protocol').FoundPaths} found */
  pathsSummary({ example, examples, paths, count, of_example: part, gradient }) {
    const shown = paths.length < count ? `the ${paths.length} largest of ${count} paths` : `${count} path${count === 1 ? '' : 's'}`;
    return (
      `Example ${example + 1} of ${examples}: ${shown}; together ${part.toPrecision(4)}. Over the batch the examples ` +
      `sum to the engine’s gradient, ${gradient.toPrecision(4)}.`
    );
  },
  /** @param {number} step counted from 1 */
  stepShown: (step) => `step ${step}, on the batch that comes next; nothing is changed`,
  /** @param {number} step counted from 1 */
  stepDiverged: (step) => `step ${step}, in which training diverged; nothing is changed`,
  /** @param {string} title @param {string} name @param {number} row @param {number} column */
  firstBad: (title, name, row, column) =>
    `The first number that is not finite arose here: ${title}, ${name} at ${row}, ${column}.`,
  /** @param {number} at counted from 1 @param {number} length */
  followingPath: (at, length) => `Following a path, stop ${at} of ${length}`,
  /** @param {number} index counted from 1 */
  followPath: (index) => `Follow path ${index}`,
  /** @param {number} example counted from 1 */
  exampleAlone: (example) => `Example ${example} alone`,
  /** @param {number} example counted from 1 @param {number} row of the batch, counted from 1; 0 for none */
  rowOfBatch: (example, row) => (row ? `example ${example} is row ${row}` : `example ${example} is not in this batch`),
  /** @param {string} name @param {number} rows @param {number} columns */
  matrixSummary: (name, rows, columns) =>
    `${name}, ${rows} by ${columns}; arrow keys read it, Enter explains an entry`,
  /** @param {import('../../generated/protocol').Checking} checking */
  checkedSoFar: ({ done, of, stopped }) =>
    `${stopped ? 'Stopped: ' : ''}${formatWhole(done)} of ${formatWhole(of)} gradients checked`,
  /** @param {import('../../generated/protocol').CheckedParameters} checked */
  costOfChecking({ parameters, passes, times, growth }) {
    const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
    return (
      `${whole(parameters)} gradients by nudging take ${whole(passes)} forward passes, ${whole(times)} times the operations of the ` +
      `one backward pass that gives them all. With a million parameters it would be about ${whole(growth.at(-1)?.[1] ?? 0)} times: ` +
      'that is why backpropagation exists.'
    );
  },
  /**
   * The result of checking a gradient, with its numbers.
   *
   * @param {import('../../generated/protocol').CheckedGradient} finding
   */
  checkAnswer({ answer, gradient, quotient, digits, difference, allowed, left, right, precision, ...found }) {
    const number = checkedNumber;
    switch (answer) {
      case 'yes':
        return `Yes: ${agreement({ gradient, quotient, digits })}`;
      case 'zero':
        if (gradient === 0 && quotient === 0) return 'Yes: both are 0. The loss does not depend on this weight here.';
        return `Yes: both are 0 to within rounding (${number(gradient)} and ${number(quotient)}; ${number(allowed)} allowed).`;
      case 'kink':
        return (
          `Kink: the slope is ${number(left)} below this value and ${number(right)} above it. Backpropagation agrees on both ` +
          `sides; at the kink itself it gives ${number(gradient)}.`
        );
      case 'overflow':
        return `Not finite: ${precision} overflows in this step. In float64 the gradient is ${number(gradient)}.`;
      case 'no': {
        const { trained, trained_difference: apart, trained_allowed: most } = found;
        if (apart === null || (most !== null && apart > most)) {
          return `No: the gradient that trains is ${number(trained)} in ${precision}, but ${number(gradient)} in float64; rounding explains ${number(most)}.`;
        }
        return `No: ${number(gradient)} and ${number(quotient)} differ by ${number(difference)}; ${number(allowed)} allowed.`;
      }
    }
  },
  /**
   * The result of checking all gradients in one sentence, and the meaning of its numbers.
   *
   * @param {import('../../generated/protocol').CheckedParameters} checked
   */
  allAnswer({ answer, counts, parameters, frozen, name, worst }) {
    const { zero = 0, kink = 0, no = 0, overflow = 0 } = counts;
    const are = (/** @type {number} */ count) => `${formatWhole(count)} ${count === 1 ? 'is' : 'are'}`;
    const head = {
      no: `${formatWhole(no)} of ${formatWhole(parameters)} disagree ✗`,
      overflow: `${formatWhole(overflow)} of ${formatWhole(parameters)} overflow in ${worst.precision} ✗`,
    };
    const all = parameters === 1 ? 'The only one agrees ✓' : `All ${formatWhole(parameters)} agree ✓`;
    const parts = [
      zero && `${are(zero)} 0: the loss does not depend on ${zero === 1 ? 'that weight' : 'those weights'} here, or by less than rounding.`,
      kink && `${are(kink)} at a kink, and right on both sides of it.`,
      frozen && `${are(frozen)} frozen and not checked.`,
    ];
    const numbers = worst.answer === 'yes' ? agreement(worst) : microscope.checkAnswer(worst);
    const closest = `The largest difference relative to its tolerance is at ${name}: ${numbers}`;
    return {
      head: answer === 'no' || answer === 'overflow' ? head[answer] : all,
      details: [...parts.filter(Boolean), closest].join(' '),
    };
  },
  /** @param {number} at counted from 1 @param {number} length */
  opOf: (at, length) => `${at} of ${length}`,
};
