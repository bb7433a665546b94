/** The microscope. */

import { formatApart, formatWhole } from '../../format.js';

/** @param {number | null} value null if it is not finite */
const checkedNumber = (value) => (value === null ? 'not finite' : String(Number(value.toPrecision(3))).replaceAll('-', '−'));

/** @param {{ gradient: number | null, quotient: number | null, digits: number }} finding */
const agreement = ({ gradient, quotient, digits }) =>
  `${checkedNumber(gradient)} and ${checkedNumber(quotient)} agree to ${digits} digits.`;

export const microscope = {
  katexMissing: 'The formula typesetter could not be loaded; formulas are shown as source text.',
  microscope: 'Microscope',
  microscopeHint: 'Look at the next step op by op',
  pauseToLook: 'Pause to look at the next step',
  checkAll: 'Check all gradients',
  stopCheck: 'Stop checking',
  checkStopped: 'The check was stopped.',
  takeStepAway: 'Export the step',
  takeAway: 'Export',
  copyStepLink: 'Copy link to this step',
  allNumbers: 'All numbers (CSV)',
  asLatex: 'Text with LaTeX',
  picture: 'Picture of this op (PNG)',
  drawing: 'Drawing of this op (SVG)',
  walkThrough: 'Walk through the step',
  previousOp: 'Previous op',
  nextOp: 'Next op',
  walkAlone: 'Play the step',
  walkPace: 'Pace',
  /** @type {Record<string, number>} in ms an op */
  walkPaces: { slowly: 2500, steadily: 1100, fast: 400 },
  watch: 'What to watch',
  /** @param {number} count */
  wholeBatch: (count) => `All ${count} in the batch`,
  /** @param {number} count */
  wholeBatchOnly: (count) => `All ${count} in the batch: batch norm needs several examples`,
  toFirstBad: 'Go there',
  leavePath: 'Whole network',
  follow: 'Follow',
  madeOf: 'Its terms',
  stopWalk: 'Pause the step',
  opOfStep: 'Op of the step',
  goingBack: 'backward',
  stepNetwork: 'The network, with the weights w₁, w₂ … and the numbers of this op',
  escapeKey: 'Esc',
  closeMicroscope: 'Close the microscope',
  valuesAre: 'Values',
  gradientsAre: 'Gradients',
  barMeans: 'ā is ∂L/∂a; δ is ∂L/∂z.',
  inNumbers: 'The entry in numbers',
  chooseEntry: 'Choose an entry of a result to see how it is computed.',
  isItRight: 'Is it right?',
  noPaths:
    'Paths to the loss can be listed only if every later layer is dense or a convolution. Through recurrent layers and attention, an entry reaches the loss by way of all steps of the sequence at once.',
  alongPaths: 'Along every path',
  paths: 'The gradient along every path to the loss',
  lossAbove: 'loss with the weight nudged up',
  lossBelow: 'and down',
  quotient: 'limit of the difference quotient as the nudge shrinks (extrapolated)',
  engineGradient: 'backpropagation, in float64',
  trainedGradient: 'the gradient used in training, in',
  relativeError: 'relative error',
  apart: 'difference',
  allowed: 'tolerance',
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
  growthPlot: 'Operations for nudging every weight relative to one backward pass, for networks of up to a million parameters',
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
    convolution: 'Is the bar in the picture vertical or horizontal? A 3 × 3 window slides over 6 × 6 pixels, twice.',
    attention: 'Has the last of four tokens occurred before? An embedding and a causal transformer block with two heads.',
    lstm: 'What fraction of three bits is 1? An LSTM with two cells reads them one at a time.',
    gru: 'What fraction of three bits is 1? Two gated units read them one at a time.',
    norms: 'The product of two inputs, learned by layers with batch norm, dropout and RMS norm between them.',
  },
  errorPlot: 'Relative error of a single difference quotient against the size of the nudge: truncation error on the right, rounding error on the left',
  windowOf: 'Shown in part:',
  earlierRows: 'Earlier rows',
  laterRows: 'Later rows',
  earlierColumns: 'Earlier columns',
  laterColumns: 'Later columns',
  /** @param {import('../../../generated/protocol').Walked} walked */
  effectOf({ loss_before: before, loss_after: after, predicted_change: predicted, rows }) {
    const loss = `The loss of this ${rows.length > 1 ? 'batch' : 'example'}`;
    if (before === null || after === null || predicted === null) return `${loss} becomes infinite or undefined.`;
    const change = (/** @type {number} */ value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(4)}`;
    const [from, to] = formatApart(before, after, 9);
    return (
      `${loss} goes from ${from} to ${to}; the first-order ` +
      `prediction, gradient times step, is a change of ${change(predicted)}.`
    );
  },
  /** @param {import('../../../generated/protocol').FoundPaths} found */
  pathsSummary({ example, examples, paths, count, of_example: part, gradient }) {
    const shown = paths.length < count ? `the ${paths.length} largest of ${count} paths` : `${count} path${count === 1 ? '' : 's'}`;
    return (
      `Example ${example + 1} of ${examples}: ${shown}. All its paths together give ${part.toPrecision(4)}; summed over the ` +
      `batch, they give the engine’s gradient, ${gradient.toPrecision(4)}.`
    );
  },
  /** @param {number} step counted from 1 */
  stepShown: (step) => `step ${step}, on the next batch; the run is not changed`,
  /** @param {number} step counted from 1 */
  stepDiverged: (step) => `step ${step}, in which training diverged; the run is not changed`,
  /** @param {string} title @param {string} name @param {number} row @param {number} column */
  firstBad: (title, name, row, column) =>
    `The first non-finite number arose here: ${title}, ${name} at ${row}, ${column}.`,
  /** @param {number} at counted from 1 @param {number} length */
  followingPath: (at, length) => `Following a path, position ${at} of ${length}`,
  /** @param {number} index counted from 1 */
  followPath: (index) => `Follow path ${index}`,
  /** @param {number} example counted from 1 @param {number} at its position in the batch, from 1 @param {number} count */
  exampleAlone: (example, at, count) => `Example ${example}, ${at} of ${count} in the next batch`,
  /** @param {number} example */
  exampleHere: (example) => `Example ${example}`,
  /**
   * @param {number} example counted from 1
   * @param {string} target its name
   * @param {string} value
   * @param {string} prediction
   * @param {string} residual
   */
  exampleAnswer: (example, target, value, prediction, residual) =>
    `Example ${example}: ${target} ${value}, prediction ${prediction}, residual ${residual}`,
  /** @param {number} at from 1 @param {number} count */
  exampleOfBatch: (at, count) => `Example ${at} of ${count}`,
  /** @param {number} example counted from 1 @param {number} row of the batch, counted from 1; 0 for none */
  rowOfBatch: (example, row) => (row ? `example ${example} is row ${row}` : `example ${example} is not in this batch`),
  /** @param {string} name @param {number} rows @param {number} columns */
  matrixSummary: (name, rows, columns) =>
    `${name}, ${rows} by ${columns}; ↑ and ↓ enter the entries, the arrow keys read them, and Enter explains one`,
  /** @param {import('../../../generated/protocol').Checking} checking */
  checkedSoFar: ({ done, of, stopped }) =>
    `${stopped ? 'Stopped: ' : ''}${formatWhole(done)} of ${formatWhole(of)} gradients checked`,
  /** @param {import('../../../generated/protocol').CheckedParameters} checked */
  costOfChecking({ parameters, passes, times, growth }) {
    const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
    return (
      `${whole(parameters)} gradients by nudging take ${whole(passes)} forward passes, ${whole(times)} times the operations of the ` +
      `one backward pass that computes them all. With a million parameters, the factor would be about ${whole(growth.at(-1)?.[1] ?? 0)}. ` +
      'That is why backpropagation exists.'
    );
  },
  /**
   * The result of checking a gradient, with its numbers.
   *
   * @param {import('../../../generated/protocol').CheckedGradient} finding
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
          return `No: the gradient used in training is ${number(trained)} in ${precision}, but ${number(gradient)} in float64; rounding explains at most ${number(most)}.`;
        }
        return `No: ${number(gradient)} and ${number(quotient)} differ by ${number(difference)}; ${number(allowed)} allowed.`;
      }
    }
  },
  /**
   * The result of checking all gradients in one sentence, and the meaning of its numbers.
   *
   * @param {import('../../../generated/protocol').CheckedParameters} checked
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
      zero && `${are(zero)} 0: here the loss does not depend on ${zero === 1 ? 'that weight' : 'those weights'}, or changes by less than the rounding error.`,
      kink && `${are(kink)} at a kink, and correct on both sides of it.`,
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
