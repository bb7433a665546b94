/** The run: transport, strip, time line, tools, keys. */

import limits from '../../generated/limits.json';
import { formatWhole } from '../format.js';

export const lab = {
  pageTitle: 'Chainrule: backpropagation you can see, change and trust',
  tagline: 'Backpropagation you can see, change and trust',
  transport: 'Transport',
  play: 'Play',
  pause: 'Pause',
  step: 'Step',
  reset: 'Reset',
  newSeed: 'New seed',
  epoch: 'Epoch',
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
  /** @type {Record<string, number | null>} */
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
    [['↑', '↓', '←', '→'], 'On the loss landscape: move the cross-hair, and Enter loads its weights; on the surface: turn it'],
    [['Enter'], 'On a unit: go to the links into it; on a link: edit its weight'],
    [['E'], 'On a unit or a link: edit its bias or weight'],
    [['↑', '↓'], 'While editing: a tenth up or down, with Shift one, with Alt a hundredth'],
    [['Escape'], 'Leave what was opened'],
    [['←', '→', 'Home', 'End'], 'On the timeline: one moment back or on, the first, the newest'],
    [['+', '−', '0'], 'On a chart: zoom in, out, and back to the whole run'],
    [Array.from({ length: limits.classes }, (_, kind) => String(kind + 1)), 'While drawing points: the class to draw'],
  ],
  timeline: 'Time',
  epochShown: 'Epoch shown',
  resumeHere: 'Resume from here',
  toNewest: 'Back to the newest',
  returnHint: 'Be this run again; the present one stays to compare with',
  forget: 'Forget',
  pastState: 'Looking back',
  instruments: 'Look deeper',
  /** @type {Record<string, string>} what runs the steps, by the engine's name */
  engines: {
    wasm: 'Each training step runs as one compiled WebAssembly function. Add ?engine=numpy to the address to let NumPy run it.',
    numpy: 'NumPy runs each training step, call by call.',
  },
  keysWhere: 'Ctrl may be Cmd. Keys act where no field or menu has the focus.',
  tools: 'Tools',
  previous: 'Previous',
  next: 'Next',
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
  runWasLeft: (epoch) => `An earlier visit left a run at epoch ${epoch}.`,
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
  /** @param {string} epoch @param {number} most */
  runLetGo: (epoch, most) => `The run left at ${epoch}, the oldest, was let go: ${most} are kept to compare with.`,
  /** @param {number} count */
  snapshotsKept: (count) => `${formatWhole(count)} moments of the run are kept to go back to`,
  /** @param {number} count */
  snapshotsFit: (count) =>
    `${formatWhole(count)} moments of so large a network fit into ${formatWhole(limits.timeline_bytes / 2 ** 20)} MB; those between are thinned out`,
};
