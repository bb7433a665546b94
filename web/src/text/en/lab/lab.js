/** The run: transport controls, status strip, timeline, tools, keys. */

import limits from '../../../generated/limits.json';
import { formatWhole } from '../../format.js';

export const lab = {
  pageTitle: 'Chainrule: backpropagation you can see, change and trust',
  tagline: 'Backpropagation you can see, change and trust',
  transport: 'Transport',
  dockHeight: 'Height of the microscope',
  dockHint: 'Drag, or press ↑ or ↓, to change the height',
  microscopeDock: 'One step',
  skip: { title: 'Skip links', data: 'To the data set', network: 'To the network', output: 'To the output', verdict: 'To the instruments' },
  play: 'Play',
  pause: 'Pause',
  step: 'Step',
  reset: 'Reset',
  newSeed: 'New seed',
  epoch: 'Epoch',
  speed: 'Steps per second',
  status: 'Status',
  loading: 'Loading …',
  starting: 'Starting …',
  notRunning: 'Python is not running',
  noPython: 'No Python',
  states: { ready: 'Ready', training: 'Training', paused: 'Paused', diverged: 'Diverged' },
  playOrPause: 'Play or pause',
  stepHint: 'Train one batch',
  epochHint: 'Train to the end of the epoch',
  resetHint: 'Back to epoch 0 with the same initial weights',
  newSeedHint: 'Back to epoch 0 with new initial weights',
  undoHint: 'Undo the last change',
  redoHint: 'Redo the last undone change',
  undo: 'Undo',
  redo: 'Redo',
  undone: 'Undone',
  redone: 'Redone',
  run: 'The run',
  pace: 'Speed',
  /** @type {Record<string, number | null>} */
  paces: { 'Flat out': null, '1,000 steps/s': 1000, '100 steps/s': 100, '20 steps/s': 20, '5 steps/s': 5, '1 step/s': 1 },
  file: 'File',
  saveExperiment: 'Save experiment',
  saveData: 'Save data (CSV)',
  saveHistory: 'Save history (CSV)',
  keepWeights: 'Start from these weights',
  openExperiment: 'Open experiment …',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  link: 'Link',
  linkByHand: 'Copy this link',
  linkByHandHint: 'This browser does not allow the page to copy the link. Copy the selected text yourself.',
  stop: 'Stop',
  continueRun: 'Continue that run',
  discardRun: 'Discard it',
  keys: 'Keys',
  /** @param {string} key as `keyOf` writes it */
  keyName: (key) => key,
  keyOr: 'or',
  /** Keys without an action: their names and effects. */
  /** @type {[keys: string[], label: string][]} */
  otherKeys: [
    [['?'], 'This list'],
    [['↑', '↓', '←', '→'], 'On the network: move between units; on a chart: read the values'],
    [['↑', '↓', '←', '→'], 'On the loss map: move the cross-hair (Enter loads the weights there); on the loss surface: turn it'],
    [['Enter'], 'On a unit: go to its incoming links; on a link: edit its weight'],
    [['E'], 'On a unit or a link: edit its bias or weight'],
    [['↑', '↓'], 'While editing: change the value by 0.1, with Shift by 1, with Alt by 0.01'],
    [['Escape'], 'Close what is open'],
    [['←', '→', 'Home', 'End'], 'On the timeline: previous, next, first and newest snapshot'],
    [['+', '−', '0'], 'On a chart: zoom in, out, and back to the whole run'],
    [Array.from({ length: limits.classes }, (_, kind) => String(kind + 1)), 'While drawing points: the class to draw'],
  ],
  messages: 'Messages',
  timeline: 'Time',
  epochShown: 'Epoch shown',
  resumeHere: 'Resume from here',
  toNewest: 'Back to the newest',
  runKept: 'Your run is kept: Undo or the browser’s Back button returns to it.',
  returnHint: 'Return to this run; the current one is kept for comparison',
  forget: 'Forget',
  pastState: 'Looking back',
  instruments: 'Look deeper',
  /** @type {Record<string, string>} what runs the steps, by the engine's name */
  engines: {
    wasm: 'Each training step runs as one compiled WebAssembly function. Add ?engine=numpy to the address to run it with NumPy instead.',
    numpy: 'NumPy runs each training step, call by call.',
  },
  /** @param {string} name */
  unknownEngine: (name) => `The address requests the engine “${name}”, which does not exist. The engines are numpy and wasm; the default one is used.`,
  keysWhere: 'Cmd works in place of Ctrl. Keys work while no field or menu has the focus.',
  tools: 'Tools',
  previous: 'Previous',
  next: 'Next',
  startOver: 'Start over',
  recordedRun: 'Recorded run',
  recordingMissing: 'The recorded run could not be loaded; Python is still loading.',
  recordedHint: 'The live network replaces it as soon as Python is ready.',
  startsWhenReady: 'Training starts as soon as Python is ready.',
  retry: 'Retry',
  close: 'Close',
  details: 'Technical details',
  theme: 'Theme',
  themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  /** @param {number} percent */
  percentLoaded: (percent) => ` ${percent} %`,
  /** @param {string} rate */
  lowerRate: (rate) => `Learning rate ${rate}`,
  /** @param {string} epoch */
  recordedEpoch: (epoch) => `epoch ${epoch}`,
  /**
   * The progress of a run towards a requested step.
   *
   * @param {number} step
   * @param {number} goal
   */
  onTheWay: (step, goal) => `Training to step ${formatWhole(goal)}: ${formatWhole(step)} done.`,
  /** @param {string} epoch of an interrupted run */
  runWasLeft: (epoch) => `A run from an earlier visit was interrupted at epoch ${epoch}.`,
  /**
   * The description of the timeline.
   *
   * @param {string} epoch
   * @param {string} newest
   * @param {boolean} isPast
   */
  epochOf: (epoch, newest, isPast) => (isPast ? `epoch ${epoch} of ${newest}` : `epoch ${epoch}`),
  /** @param {string} epoch */
  branchName: (epoch) => `left at ${epoch}`,
  /** @param {string} epoch */
  otherRun: (epoch) => `another experiment, left at ${epoch}`,
  /** @param {string} epoch @param {number} most */
  runLetGo: (epoch, most) => `The oldest run, left at epoch ${epoch}, was removed: at most ${most} runs are kept for comparison.`,
  /** @param {number} count */
  snapshotsKept: (count) => `${formatWhole(count)} snapshots of the run are kept`,
  /** @param {number} count */
  snapshotsFit: (count) =>
    `${formatWhole(count)} snapshots of a network of this size fit into ${formatWhole(limits.timeline_bytes / 2 ** 20)} MB, so they are thinned out evenly`,
};
