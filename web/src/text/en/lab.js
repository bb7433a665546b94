/** Every sentence and word of the page that Python doesn't send. */

import { formatPercent, formatWhole } from '../format.js';

export const text = {
  play: 'Play',
  pause: 'Pause',
  step: 'Step',
  reset: 'Reset',
  newSeed: 'New seed',
  epoch: 'Epoch',
  trainingLoss: 'Training loss',
  testLoss: 'Test loss',
  speed: 'Steps a second',
  status: 'Status',
  loading: 'Loading …',
  notRunning: 'Python is not running',
  states: { ready: 'Ready', training: 'Training', paused: 'Paused', diverged: 'Diverged' },
  playOrPause: 'Play or pause',
  stepHint: 'Train one batch',
  epochHint: 'Train to the end of the epoch',
  resetHint: 'Back to epoch 0 with the same initial weights',
  newSeedHint: 'Back to epoch 0 with other initial weights',
  undoHint: 'Take the last change back',
  redoHint: 'Make it again',
  undo: 'Undo',
  redo: 'Redo',
  undone: 'Undone',
  redone: 'Redone',
  run: 'The run',
  pace: 'Speed',
  paces: { 'Flat out': null, '1,000 steps/s': 1000, '100 steps/s': 100, '20 steps/s': 20, '5 steps/s': 5, '1 step/s': 1 },
  file: 'File',
  saveExperiment: 'Save experiment',
  saveData: 'Save data (CSV)',
  saveHistory: 'Save history (CSV)',
  keepWeights: 'Start from these weights',
  presets: 'Under the microscope',
  lesson: 'Lesson: one step by hand',
  everyOp: 'Lesson: every layer under the microscope',
  openExperiment: 'Open experiment …',
  copyLink: 'Copy link',
  linkCopied: 'The link is copied',
  link: 'Link',
  linkByHand: 'Copy this link',
  linkByHandHint: 'The browser does not let the page copy it here. Copy the selected text yourself.',
  tableNotKept: 'This browser does not let the page keep the table: after a reload, it has to be read again.',
  stop: 'Stop',
  continueRun: 'Continue that run',
  discardRun: 'Discard it',
  katexMissing: 'The typesetting of formulas could not be loaded; they are shown as they are written.',
  keys: 'Keys',
  otherKeys: [
    ['?', 'This list'],
    ['↑ ↓ ← →', 'On the network: move between units; on a chart: read the values'],
    ['↑ ↓ ← →', 'On the loss landscape: move the cross-hair, and Enter loads its weights; on the surface: turn it'],
    ['Enter', 'On a unit: go to the links into it; on a link: edit its weight'],
    ['E', 'On a unit or a link: edit its bias or weight'],
    ['↑ ↓', 'While editing: a tenth up or down, with Shift one, with Alt a hundredth'],
    ['Escape', 'Leave what was opened'],
    ['← → Home End', 'On the timeline: one moment back or on, the first, the newest'],
    ['+ − 0', 'On a chart: zoom in, out, and back to the whole run'],
    ['1 to 6', 'While drawing points: the class to draw'],
  ],
  timeline: 'Time',
  epochShown: 'Epoch shown',
  resumeHere: 'Resume from here',
  toNewest: 'Back to the newest',
  returnHint: 'Be this run again; the present one stays to compare with',
  forget: 'Forget',
  pastState: 'Looking back',
  instruments: 'Look deeper',
  landscape: 'Loss landscape',
  landscapeView: 'How to see it',
  landscapeViews: { contour: 'Contour', surface: 'Surface' },
  landscapeMap: 'Map of the loss; arrow keys move the cross-hair, with Shift faster, Enter loads the weights there',
  landscapeSurface: 'Surface of the loss; arrow keys or dragging turn it, Home turns it back, a click loads the weights there',
  directions: 'Directions',
  directionKinds: { random: 'random directions', path: 'the path of the run' },
  otherDirections: 'Other directions',
  heightIs: 'Height',
  heightKinds: { training: 'training loss', test: 'test loss', objective: 'loss and penalty', penalty: 'penalty' },
  nodes: 'Nodes',
  zoom: 'Zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  updateLandscape: 'Update',
  landscapeKeys: {
    contour: 'A ring marks where the path starts, a diamond where the run is (hollow: off this plane), a cross the lowest point; click to load a point’s weights.',
    surface: 'A ring marks where the path starts, a large dot where the run is (or, off this plane, the nearest point), a small dot the lowest point; click to load a point’s weights, drag to turn.',
  },
  weightsLoaded: 'The weights of that point are loaded; Undo takes them back.',
  notFinite: 'not finite',
  curvature: 'Curvature',
  atStep: 'at step',
  readingCurvature: 'Reading the curvature …',
  sharpness: 'sharpness λ, the greatest',
  alongGradient: 'along the gradient',
  scaledSharpness: 'λ with the optimizer’s step sizes',
  rateInForce: 'learning rate η',
  stepLimit: 'greatest stable η',
  sharpnessChart: 'Sharpness over the run, and the threshold that the learning rate sets',
  sharpnessCurve: 'sharpness',
  thresholdCurve: 'threshold',
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
  keysWhere: 'Ctrl may be Cmd. Keys act where no field or menu has the focus.',
  tools: 'Tools',

  data: 'Data',
  network: 'Network',
  training: 'Training',
  more: 'More',
  dropout: 'Dropout',
  noDropout: 'No dropout',
  regularisation: 'Penalties and clipping',
  stopping: 'Stopping, seed, precision',
  norm: 'Norm',
  freeze: 'Freeze',
  freezeOutput: 'Freeze the output layer',
  freezeBiases: 'Freeze all biases',
  outputActivation: 'Activation of the output',
  drawOnMap: 'Draw on the output map: choose a class below it. Hollow points are kept for testing.',
  ownTable: 'Your own table',
  ownTableHint: 'Paste rows of cells, choose a file, or drop one anywhere on the page. It stays in this browser.',
  csvText: 'Rows of cells',
  chooseFile: 'Choose a file …',
  yes: 'yes',
  no: 'no',
  useTable: 'Use this table',
  reading: 'Reading …',
  fileTooLarge: 'Files of more than 40 MB are too large to be read here.',
  stopReading: 'Stop reading',
  firstRows: 'First rows as read',
  whatWasDecided: 'How it is read',
  markersPlaceholder: 'NA, -999',
  ownMarkers: 'Markers, separated by commas',
  otherTable: 'Another table …',
  includeAnyway: 'Include it anyway',
  ownWeights: 'One per class',
  classWeightsKind: 'How the classes are weighted',
  formulas: 'Formulas of x1 and x2, separated by commas',

  output: 'Output',
  charts: { losses: 'Loss curves', accuracies: 'Accuracy' },
  chartSummaries: {
    losses: 'Two curves, training and test; arrow keys read the values, + and − zoom',
    accuracies: 'Share of right answers, training and test; arrow keys read the values, + and − zoom',
  },
  layerChartSummary: 'A curve for each layer; arrow keys read the values, + and − zoom',
  onLogScale: ', log scale',
  againstEpochs: ', against epochs',
  wholeNetwork: 'all',
  of: 'of',
  norms: {
    choose: 'What the norms are of',
    kinds: { gradients: 'Gradients', weights: 'Weights', activations: 'Activations' },
    titles: { gradients: 'Gradient norms', weights: 'Weight norms', activations: 'Activation sizes' },
    about: {
      gradients: 'of each layer, last batch',
      weights: 'of each layer, biases included',
      activations: 'root mean square of each layer’s outputs, next batch',
    },
  },
  verdict: {
    title: 'Verdict',
    about: 'what losses, gradients and data say',
    looking: 'Looking at the run …',
    /** @param {string} words */
    trial: (words) => `Try it: ${words}`,
    trialHint: 'Changes this setting; Undo takes it back',
    why: 'Rule and numbers',
    /** @param {string} condition */
    rule: (condition) => `Rule: ${condition}.`,
  },
  sanity: {
    title: 'Sanity checks',
    about: 'three experiments on a copy of the run',
    stop: 'Stop',
    checks: {
      overfit: {
        label: 'Overfit one batch',
        before: 'Trains on the next batch alone, from the present weights: the loss must go to 0.',
      },
      ignore: {
        label: 'Ignore the input',
        before: 'Trains from the initial weights with every input replaced by 0: that must do worse.',
      },
      leaks: {
        label: 'Do examples leak into each other?',
        before: 'Sends each output back on its own: its gradient on every other example must be 0.',
      },
    },
    verdicts: { passed: 'Passed.', failed: 'Failed.', unclear: 'Unclear.' },
    /** @param {string} epoch */
    of: (epoch) => `(at epoch ${epoch})`,
  },
  histograms: {
    title: 'Histograms',
    chooseKind: 'What is counted',
    chooseLayer: 'Layer',
    kinds: { weights: 'Weights', gradients: 'Gradients', activations: 'Activations' },
    about: {
      weights: 'of the layer’s weights and biases, on a scale of powers of ten',
      gradients: 'of the layer’s gradient, next batch, on a scale of powers of ten',
      activations: 'of the layer’s outputs, next batch, on a scale of powers of ten',
    },
    scale: 'numbers in a bin; a line at the edge marks what no bin holds',
    outside: ['below all bins', 'above all bins', 'not a number'],
  },
  updates: {
    title: 'Updates',
    about: 'the next step’s change of a layer over its weights, ‖Δθ‖ / ‖θ‖',
    usual: 'usual: 10⁻³',
  },
  units: {
    title: 'Dead and saturated units',
    about: 'share of a layer’s units',
    none: 'The activations of this network never level off: no unit can die or saturate.',
    meaning:
      'Over the training set. Dead: 0 for every example. Saturated: for 95 % of the examples the slope is below a twentieth of its greatest.',
    states: ['alive', 'dead', 'saturated', 'no number'],
    flat: 'flat for',
  },
  noise: {
    title: 'Gradient noise',
    choose: 'What is told of the noise',
    kinds: { signal_to_noise: 'Signal to noise', cosines: 'Cosine' },
    about: {
      signal_to_noise: 'the mean gradient’s square over its variance, across the batch’s examples, log scale',
      cosines: 'of the angle between one step’s gradient and the next',
    },
    even: 'as much noise as signal',
    rightAngle: 'right angle',
  },
  whatChartShows: 'What the chart shows',
  loss: 'Loss',
  accuracyName: 'Accuracy',
  wholeRun: 'Whole run',
  save: 'Save',
  addLayer: 'Add layer',
  removeLayer: 'Remove layer',
  layers: 'hidden layers',
  layer: 'layer',
  unit: 'unit',
  parameters: 'parameters',
  negative: 'negative',
  positive: 'positive',
  linksShow: 'Links show',
  linkKinds: { weight: 'weights', gradient: 'gradients', update: 'last updates', all: 'all three' },
  lastUpdate: 'last update',
  editWeight: 'New weight',
  editBias: 'New bias',
  notANumber: 'Type a number, as −0.5 or 1e-3.',
  weightsTable: 'Weights as a table',
  bias: 'bias',
  weight: 'weight',
  gradient: 'gradient',
  showTestPoints: 'Show test points',
  discretise: 'Discretise',
  markWrong: 'Mark wrong answers',
  boundary: 'Boundary',
  outputView: 'View of the output',
  plane: 'Plane',
  examples: 'Examples',
  set: 'set',
  prediction: 'prediction',
  acrossAxis: 'Runs to the right',
  upAxis: 'Runs up',
  previous: 'Previous',
  next: 'Next',
  drawHere: 'Map to draw on: arrow keys move, Enter draws, 1 to 6 choose the class, Delete erases',
  drawTools: 'Drawing',
  drawMore: 'Draw 4 points or more, of 2 classes',
  erase: 'Erase',
  clear: 'Clear',
  confusion: 'Confusion matrix of the test points',
  trueClass: 'class',
  takenFor: 'taken for',
  accuracy: 'test accuracy',
  accuracyLabel: 'Test accuracy',
  feature: 'value of the feature',
  unitOutput: 'output of the unit',
  outputSummary: 'Map of the prediction over the plane of x₁ and x₂, with the data points',
  underPointer: 'Values under the pointer',
  trainingSeries: 'training',
  testSeries: 'test',
  nesterovHint: 'Needs a momentum above 0.',
  logScale: 'Log scale',
  empty: 'Nothing yet: press Play.',

  startOver: 'Start over',
  recordedRun: 'Recorded run',
  ofTheDefault: 'of the default experiment',
  recordingMissing: 'The recorded run could not be loaded; Python is loading all the same.',
  recordedHint: 'The live network takes its place as soon as Python is here.',
  startsWhenReady: 'Training starts as soon as Python is here.',
  retry: 'Retry',
  close: 'Close',
  details: 'Details for the curious',
  theme: 'Theme',
  themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
};

/** @param {number} layer counted from 1 */
export const addUnit = (layer) => `Add a unit to layer ${layer}`;

/** @param {number} layer counted from 1 */
export const removeUnit = (layer) => `Remove a unit from layer ${layer}`;

/** @param {number} layer counted from 1 */
export const activationOf = (layer) => `Activation of layer ${layer}`;

/** @param {number} layer counted from 1 */
export const dropoutOf = (layer) => `Dropout of layer ${layer}`;

/** @param {number} layer counted from 1 */
export const normOf = (layer) => `Layer norm in layer ${layer}`;

/** @param {number} layer counted from 1 */
export const layerSpace = (layer) => `Space of layer ${layer}`;

/** @param {number} kind counted from 0 */
export const drawClass = (kind) => `Class ${kind}`;

/** @param {number} first @param {number} last @param {number} total */
export const rowsShown = (first, last, total) => `${first} to ${last} of ${total}, test first`;

/** How each optimizer turns a gradient g into a step of the weights θ, at the rate η. */
const rules = /** @type {Record<string, string>} */ ({
  sgd: 'θ ← θ − η g',
  adagrad: 's ← s + g²;  θ ← θ − η g / (√s + ε)',
  adadelta: 'θ ← θ − η g √(u + ε) / √(s + ε), with s and u means of g² and of squared steps',
  rmsprop: 's ← α s + (1 − α) g²;  θ ← θ − η g / (√s + ε)',
  adam: 'θ ← θ − η m / (√v + ε), with m and v corrected means of g and g²',
  adamw: 'θ ← (1 − ηλ) θ − η m / (√v + ε), with m and v as in Adam',
  nadam: 'as Adam, with m a step ahead (Nesterov)',
  lion: 'θ ← θ − η sign(β₁ m + (1 − β₁) g)',
});

/**
 * @param {string} weights the weight of each class
 */
export function weightedLoss(weights) {
  return `Weights: ${weights}. The loss is the mean over the examples, each weighted by its class; the test loss has the same weights. In a batch of one example, its weight cancels.`;
}

/**
 * The learning rule in force, with what its settings add.
 *
 * @param {Record<string, unknown>} experiment
 */
export function learningRule({ optimizer, momentum, nesterov, weight_decay: decay, l1, l2 }) {
  const hasMomentum = momentum !== 0 && (optimizer === 'sgd' || optimizer === 'rmsprop');
  const rule =
    optimizer === 'sgd' && hasMomentum
      ? `v ← μ v + g;  θ ← θ − η ${nesterov ? '(g + μ v)' : 'v'}`
      : `${rules[String(optimizer)] ?? ''}${hasMomentum ? ', with momentum' : ''}`;
  const parts = [
    decay !== 0 && optimizer !== 'adamw' && optimizer !== 'lion' ? 'λ θ' : '',
    l1 !== 0 || l2 !== 0 ? 'the gradient of the penalty' : '',
  ].filter(Boolean);
  return parts.length ? `${rule}; g includes ${parts.join(' and ')}` : rule;
}

/** @param {string} rate */
export const rateNow = (rate) => `by the schedule now ${rate}`;

/** @param {number} layer counted from 1 */
export const freezeLayer = (layer) => `Freeze layer ${layer}`;

/** @param {number} used @param {number} total */
export const columnsUsed = (used, total) => `Columns: ${used} of ${total}`;

/** @param {string[]} names */
export const includeColumns = (names) => `Include ${names.join(', ')} anyway`;

/** @param {string} kind @param {number} texts @param {number} missing */
export const columnFacts = (kind, texts, missing) =>
  [kind === 'date' ? 'dates' : '', texts ? `${texts} texts` : '', missing ? `${missing} missing` : ''].filter(Boolean).join(', ');

/** @param {number} percent */
export const percentLoaded = (percent) => ` ${percent} %`;

/** @param {string} file */
export const whichFile = (file) => `The file that did not load: ${file}.`;

/** @param {string} rate */
export const lowerRate = (rate) => `Learning rate ${rate}`;

/** @param {string} epoch */
export const recordedEpoch = (epoch) => `epoch ${epoch}`;

/**
 * @param {string} layer
 * @param {number} unit counted from 1
 */
export const unitName = (layer, unit) => `${layer}, unit ${unit}`;

/** @param {string[]} features @param {{ units: number, activation: string }[]} layers */
export function networkSummary(features, layers) {
  const hidden = layers.slice(0, -1).map(({ units, activation }) => `${units} ${activation}`);
  const middle = hidden.length ? `hidden layers of ${hidden.join(', ')} units` : 'no hidden layer';
  // The names of the page's figures are kept out: this must not be found in their stead.
  return (
    `Diagram: inputs ${features.join(' and ')}, ${middle}, ${layers.at(-1)?.units ?? 0} at the ` +
    'end. Arrow keys move between units; Enter goes to the links into a unit.'
  );
}

/**
 * What a chart's curves are.
 *
 * @param {'losses' | 'accuracies'} kind
 * @param {string} loss
 * @param {boolean} isLog
 */
export function chartAside(kind, loss, isLog) {
  const what = { losses: loss, accuracies: 'share of right answers' }[kind];
  return what && `${what}${isLog ? text.onLogScale : ''}${text.againstEpochs}`;
}

/** @param {string} chart */
export const saveChart = (chart) => `Save the chart: ${chart}`;

/** @param {number} count */
export const valuesAbove = (count) => `${count} higher`;

/** @param {string} penalty */
export const withoutPenalty = (penalty) => `; without the penalty of ${penalty}`;

/**
 * What the lines of the diagram mean.
 *
 * @param {import('../../model/lab.js').LinkKind} kind
 * @param {string} gradient at full colour
 * @param {string} update at full colour
 */
export function linkLegend(kind, gradient, update) {
  if (kind === 'all') return `from top: gradient to ±${gradient}, weight, last update to ±${update}`;
  return kind === 'gradient' ? 'of the last batch' : '';
}

/** @param {import('../../generated/protocol').Walked} walked */
export function effectOf({ loss_before: before, loss_after: after, predicted_change: predicted }) {
  if (before === null || after === null || predicted === null) return 'The loss of this batch does not stay finite.';
  const change = (/** @type {number} */ value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(4)}`;
  return (
    `The loss of this batch goes from ${before.toPrecision(9)} to ${after.toPrecision(9)}; gradient times step, ` +
    `which knows no curvature, predicts a change of ${change(predicted)}.`
  );
}

/** @param {import('../../generated/protocol').FoundPaths} found */
export function pathsSummary({ example, examples, paths, count, of_example: part, gradient }) {
  const shown = paths.length < count ? `the ${paths.length} largest of ${count} paths` : `${count} path${count === 1 ? '' : 's'}`;
  return (
    `Example ${example + 1} of ${examples}: ${shown}; together ${part.toPrecision(4)}. Over the batch the examples ` +
    `sum to the engine’s gradient, ${gradient.toPrecision(4)}.`
  );
}

/** @param {number} step counted from 1 */
export const stepShown = (step) => `step ${step}, on the batch that comes next; nothing is changed`;

/** @param {number} step counted from 1 */
export const stepDiverged = (step) => `step ${step}, in which training diverged; nothing is changed`;

/** @param {string} title @param {string} name @param {number} row @param {number} column */
export const firstBad = (title, name, row, column) =>
  `The first number that is not finite arose here: ${title}, ${name} at ${row}, ${column}.`;

/** @param {number} at counted from 1 @param {number} length */
export const followingPath = (at, length) => `Following a path, stop ${at} of ${length}`;

/** @param {number} index counted from 1 */
export const followPath = (index) => `Follow path ${index}`;

/**
 * How far a run is on its way to a step that was asked for.
 *
 * @param {number} step
 * @param {number} goal
 */
export const onTheWay = (step, goal) => `Training to step ${formatWhole(goal)}: ${formatWhole(step)} done.`;

/** @param {string} epoch of a run that an earlier visit left */
export const runWasLeft = (epoch) => `An earlier visit left a run at epoch ${epoch}.`;

/** @param {number} example counted from 1 */
export const exampleAlone = (example) => `Example ${example} alone`;

/**
 * Of which step a landscape is, and where the run is if it has gone on.
 *
 * @param {import('../../generated/protocol').LandscapeMap | undefined} map
 * @param {number | undefined} now
 */
export function landscapeAside(map, now) {
  if (!map) return 'on its way …';
  const when = `around the weights of step ${map.step}${now === undefined ? '' : `; the run is at step ${now}`}`;
  return map.is_complete || map.refusal ? when : `${when}; getting finer …`;
}

/** @param {[number, number] | null} explained shares of the variance of all paths */
export function axisNames(explained) {
  const percent = (/** @type {number} */ share) => `${(100 * share).toPrecision(3)} % of the variance`;
  return /** @type {[string, string]} */ (
    explained ? explained.map((share, k) => `component ${k + 1}: ${percent(share)}`) : ['random direction 1', 'random direction 2']
  );
}

/**
 * One sentence on what a landscape shows.
 *
 * @param {import('../../generated/protocol').LandscapeMap} map
 * @param {ArrayLike<number> | undefined} path a, b, a, b …
 */
export function landscapeSummary({ lowest, highest, not_finite: bad }, path) {
  const at = (/** @type {number} */ a, /** @type {number} */ b) => `(${a.toFixed(2)}, ${b.toFixed(2)})`.replaceAll('-', '−');
  if (!lowest || !highest) return 'The loss is finite nowhere in this region.';
  const parts = [`The loss goes from ${lowest.loss.toPrecision(4)} at ${at(lowest.a, lowest.b)} to ${highest.loss.toPrecision(4)}`];
  if (path && path.length > 2) {
    const [a = 0, b = 0] = [path[path.length - 2], path[path.length - 1]];
    parts.push(`the run went from ${at(path[0] ?? 0, path[1] ?? 0)} to ${at(a, b)}`);
  }
  if (bad) parts.push(`at ${bad} nodes, hatched, it is not finite`);
  return `${parts.join('; ')}.`;
}

/** @param {number} share of a path's squared distances */
export const pathShare = (share) => `Of the path’s squared distances from here, ${(100 * share).toPrecision(3)} % lie in this plane.`;

/** @param {string[]} labels of other networks' paths, empty for one of many */
export function pathsBeside(labels) {
  const named = labels.filter(Boolean);
  const many = labels.length - named.length;
  return `Beside it: ${[...named, ...(many ? [`${many} networks of the fleet, thin`] : [])].join(', ')}.`;
}

/** @param {string} a @param {string} b @param {string} value @param {'loss' | 'penalty' | 'objective'} height */
export const pointTold = (a, b, value, height) =>
  `${{ loss: 'loss', penalty: 'penalty', objective: 'loss and penalty' }[height]} ${value} at ${a}, ${b}`;

/** @param {number} share of the limit */
export const rateAgainstLimit = (share) =>
  `η is ${share >= 10 ? Math.round(share) : share.toPrecision(2)} times the greatest stable one`;

/**
 * What the limit rests on.
 *
 * @param {string} optimizer
 * @param {number | null} factor
 * @param {boolean} isScaled
 */
export function curvatureNote(optimizer, factor, isScaled) {
  if (factor === null) {
    return optimizer === 'nadam' || optimizer === 'lion'
      ? 'No limit is known for this optimizer.'
      : 'This optimizer sets its step sizes by gradients: no limit before its first step.';
  }
  const rule = `On a quadratic, whole batches, steps are stable while η < ${Number(factor.toPrecision(3))}/λ`;
  return isScaled
    ? `${rule}, λ with the optimizer’s own size for each weight put in (Cohen et al. 2022).`
    : `${rule}; networks often train at this edge (Cohen et al. 2021).`;
}

/** @param {string} name @param {number} rows @param {number} columns */
export const matrixSummary = (name, rows, columns) =>
  `${name}, ${rows} by ${columns}; arrow keys read it, Enter explains an entry`;

/** @param {import('../../generated/protocol').Checking} checking */
export const checkedSoFar = ({ done, of, stopped }) =>
  `${stopped ? 'Stopped: ' : ''}${formatWhole(done)} of ${formatWhole(of)} gradients checked`;

/** @param {import('../../generated/protocol').AllChecked} checked */
export function costOfChecking({ parameters, passes, times, growth }) {
  const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
  return (
    `${whole(parameters)} gradients by nudging take ${whole(passes)} forward passes, ${whole(times)} times the operations of the ` +
    `one backward pass that gives them all. With a million parameters it would be about ${whole(growth.at(-1)?.[1] ?? 0)} times: ` +
    'that is why backpropagation exists.'
  );
}

/** @param {number | null} value one that is not finite is null */
const checkedNumber = (value) => (value === null ? 'not finite' : String(Number(value.toPrecision(3))).replaceAll('-', '−'));

/**
 * Is the gradient right? In one word, with its numbers.
 *
 * @param {import('../../generated/protocol').CheckedGradient} finding
 */
export function checkAnswer({ answer, gradient, quotient, digits, difference, allowed, left, right, precision, ...found }) {
  const number = checkedNumber;
  switch (answer) {
    case 'yes':
      return `Yes: ${number(gradient)} and ${number(quotient)} agree to ${digits} digits.`;
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
}

/**
 * Are all gradients right? In one sentence, and what the numbers behind it are.
 *
 * @param {import('../../generated/protocol').AllChecked} checked
 */
export function allAnswer({ answer, counts, parameters, frozen, name, worst }) {
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
  const numbers = worst.answer === 'yes' ? checkAnswer(worst).replace('Yes: ', '') : checkAnswer(worst);
  const closest = `The largest difference relative to its tolerance is at ${name}: ${numbers}`;
  return {
    head: answer === 'no' || answer === 'overflow' ? head[answer] : all,
    details: [...parts.filter(Boolean), closest].join(' '),
  };
}

/** @param {number} at counted from 1 @param {number} length */
export const opOf = (at, length) => `${at} of ${length}`;

/** @param {number} count */
export const moreMarks = (count) => `and ${count} more`;

/**
 * What the timeline shows.
 *
 * @param {string} epoch
 * @param {string} newest
 * @param {boolean} isPast
 */
export const epochOf = (epoch, newest, isPast) => (isPast ? `epoch ${epoch} of ${newest}` : `epoch ${epoch}`);

/** @param {string} epoch */
export const branchName = (epoch) => `left at ${epoch}`;

/** @param {string} epoch @param {number} most */
export const runLetGo = (epoch, most) => `The run left at ${epoch}, the oldest, was let go: ${most} are kept to compare with.`;

/** @param {number} count */
export const snapshotsKept = (count) => `${formatWhole(count)} moments of the run are kept to go back to`;

/** @param {number} count */
export const snapshotsFit = (count) =>
  `${formatWhole(count)} moments of so large a network fit into 64 MB; those between are thinned out`;

/** @param {number} layer counted from 0 @param {number} count of layers, the output among them */
export const layerName = (layer, count) =>
  layer === count - 1 ? text.output.toLowerCase() : `${text.layer} ${layer + 1}`;

/** @param {string} name @param {string} kind */
export const chartFile = (name, kind) => `chainrule-${name}.${kind}`;

/** @param {string} kind @param {string} layer */
export const histogramSummary = (kind, layer) =>
  `Histograms over the run: ${kind.toLowerCase()} of ${layer}. Arrow keys read the bins: left and right along the run, up and down along the values`;

/** @param {string} low @param {string} high */
export const binInWords = (low, high) => `from ${low} to ${high}`;

/** @param {ArrayLike<number>} outside how many are below all bins, above them, not a number, and in all */
export function outsideInWords(outside) {
  const parts = text.histograms.outside.flatMap((words, index) => (outside[index] ? [`${outside[index]} ${words}`] : []));
  return parts.length ? `; ${parts.join(', ')}` : '';
}

/** @param {string} layer @param {number[]} states of its units */
export function unitsInWords(layer, states) {
  const parts = text.units.states.flatMap((word, state) => {
    const units = states.flatMap((other, unit) => (other === state ? [unit + 1] : []));
    return state > 0 && units.length ? [`${word}: ${units.join(', ')}`] : [];
  });
  return `${layer}: ${states.length} unit${states.length === 1 ? '' : 's'}, ${parts.join('; ') || 'all alive'}`;
}

/** @param {number} state @param {string} share of the examples */
export const unitState = (state, share) =>
  `${text.units.states[state] ?? ''}${state === 3 ? '' : `, ${text.units.flat} ${share}`}`;

/** @param {number | null | undefined} scale in examples @param {number} batch */
export function noiseScale(scale, batch) {
  if (scale === undefined) return '';
  if (scale === null) return 'One example alone, or a gradient of 0, tells nothing of noise.';
  const examples = scale >= 1e6 ? scale.toExponential(1) : Math.max(1, Math.round(scale)).toLocaleString('en');
  return (
    `Simple noise scale now: ${examples} example${examples === '1' ? '' : 's'}; batches of ${batch}. Up to about the noise ` +
    'scale a larger batch makes steps better; beyond, hardly (McCandlish et al. 2018).'
  );
}
/** @param {number} count */
export const trainMany = (count) => `Train ${formatWhole(count)}`;

/**
 * Where a fleet is.
 *
 * @param {import('../../generated/protocol').FleetReport} told
 * @param {number} groups
 */
export function fleetState({ epoch, steps, steps_per_second: speed, state }, groups) {
  const parts = [`epoch ${formatWhole(epoch)}`, `${formatWhole(steps)} steps in all`];
  if (state === 'training') parts.push(`${formatWhole(Math.round(speed))} a second`);
  if (groups > 1) parts.push(`${groups} programs in turn`);
  return parts.join(', ');
}

/** @param {number} successes @param {number} count @param {number} share */
export const successRate = (successes, count, share) => `${successes} of ${count} (${formatPercent(share, 0)})`;

/**
 * A member for who hears it.
 *
 * @param {string} name
 * @param {string} loss
 * @param {string} accuracy
 * @param {boolean} isDiverged
 * @param {boolean} hasSucceeded
 */
export function memberName(name, loss, accuracy, isDiverged, hasSucceeded) {
  if (isDiverged) return `${name}, diverged`;
  return [name, `loss ${loss}`, accuracy && `accuracy ${accuracy}`, hasSucceeded && 'succeeds'].filter(Boolean).join(', ');
}

/** @param {number} epoch */
export const divergedAt = (epoch) => `diverged by epoch ${epoch}`;

/** @param {number} lane counted from 1 @param {string} what */
export const ofLane = (lane, what) => `${what} of lane ${lane}`;

/** @param {number} lane counted from 1 */
export const removeLane = (lane) => `Remove lane ${lane}`;

/** @param {string} name */
export const openNetwork = (name) => `Open ${name} in the lab`;

/**
 * What came out, said once it is done.
 *
 * @param {number} epoch
 * @param {string} rate
 * @param {string} median
 */
export const fleetDone = (epoch, rate, median) => `At epoch ${epoch}: ${rate} succeed, median loss ${median}.`;

/**
 * What the dialog for a person's own table lets them decide: each decision's label and values.
 *
 * @type {Record<'delimiter' | 'header' | 'decimal' | 'thousands' | 'encoding' | 'date_order', [string, [string, string][]]>}
 */
export const readingChoices = {
  delimiter: ['Delimiter', [[',', 'comma'], [';', 'semicolon'], ['\t', 'tab'], [' ', 'space'], ['|', 'bar']]],
  header: ['Header', [['true', 'yes'], ['false', 'no']]],
  decimal: ['Decimal separator', [['.', 'point'], [',', 'comma']]],
  thousands: ['Thousands separator', [['', 'none'], [',', 'comma'], ['.', 'point'], [' ', 'space'], ["'", 'apostrophe']]],
  encoding: [
    'Encoding',
    [['utf-8', 'UTF-8'], ['utf-16-le', 'UTF-16 LE'], ['utf-16-be', 'UTF-16 BE'], ['windows-1252', 'Windows-1252']],
  ],
  date_order: ['Dates', [['ymd', 'year, month, day'], ['dmy', 'day, month, year'], ['mdy', 'month, day, year']]],
};
export const markerChoices = { label: 'Missing values', none: 'only empty cells', own: 'these …' };

/** @param {string} label what Python decided, "" while it is not known */
export const asFound = (label) => (label ? `${label} (found)` : 'find out');

/** @param {string[]} markers */
export const markersFound = (markers) => (markers.length ? markers.slice(0, 4).join(', ') : markerChoices.none);

/**
 * @param {number} rows
 * @param {number} columns
 * @param {number} shown columns that are shown
 */
export const tableSize = (rows, columns, shown) =>
  `${rows.toLocaleString('en')} rows, ${columns} columns${shown < columns ? `, of which the first ${shown} are shown` : ''}`;

/** @type {Record<string, string>} */
export const columnKinds = { number: 'number', date: 'date', text: 'text' };
