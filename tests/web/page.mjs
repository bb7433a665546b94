/** A lab in which the test takes the place of Python: it sees every command, and answers with its own reports. */
import { Lab } from '../../web/src/model/lab.js';
import { watch } from '../../web/src/signals/tracked.js';
import { Fleet, Race } from '../../web/src/fleets/state.js';
import { Gradients } from '../../web/src/gradients/state.js';
import { Landscape } from '../../web/src/landscape/state.js';
import { Microscope } from '../../web/src/microscope/state.js';
import { Sanity } from '../../web/src/sanity/state.js';
import { FirstStep } from '../../web/src/first-step/state.js';
import { Sharing } from '../../web/src/share/state.js';
import { Touch } from '../../web/src/touch/state.js';
import { TablePreview } from '../../web/src/settings/state.js';

/** The lab's instruments, without their figures. */
const INSTRUMENTS = [
  ...['verdict', 'norms', 'histograms', 'updates', 'units', 'noise'].map((name) => ({ name, State: Gradients })),
  { name: 'sanity', State: Sanity },
  { name: 'landscape', State: Landscape },
  { name: 'fleet', State: Fleet },
  { name: 'race', State: Race },
  { name: 'microscope', State: Microscope },
  { name: 'table', State: TablePreview },
  { name: 'first-step', State: FirstStep },
  { name: 'share', State: Sharing },
  { name: 'touch', State: Touch },
];

/** @type {(() => void)[]} */
let waiting = [];
globalThis.requestAnimationFrame = (callback) => waiting.push(() => callback(0));

/** Simulate a screen refresh, in which everything scheduled is drawn. */
export function refresh() {
  const due = waiting;
  waiting = [];
  for (const callback of due) callback();
}

/**
 * An observer that reads as an element does, and counts how often it was painted again.
 *
 * @param {Lab} lab
 * @param {() => unknown} read
 * @returns {{ count: number }} how often it has been painted since the first time
 */
export function painter(lab, read) {
  const painted = { count: -1 };
  const paint = () => {
    painted.count += 1;
    watch(read, () => lab.painting.request(paint));
  };
  paint();
  return painted;
}

/** Let settled promises continue. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Wait, up to a limit, for something outside JavaScript, such as the computation of a hash.
 *
 * @param {() => unknown} condition
 */
export async function until(condition) {
  // Tests replace performance.now.
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Still not true after 10 s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Two inputs, three tanh units, one output. */
export const network = {
  features: ['x1', 'x2'],
  input: { kind: 'numbers', sizes: [2], symbols: 0 },
  input_images: 2,
  layers: [
    { name: 'layer 1', kind: 'linear', is_dense: true, number: 0, picture: 'units', images: 3, inputs: 2, units: 3, activation: 'tanh', offset: 0 },
    { name: 'output', kind: 'linear', is_dense: true, number: 1, picture: 'units', images: 1, inputs: 3, units: 1, activation: 'identity', offset: 9 },
  ],
  learning: 2,
  parameters: 13,
};

/** @param {object} [facts] what differs from the default */
export const openedReport = (facts = {}) => ({
  experiment: { seed: 0, noise: 10, learning_rate: 0.03, data: 'moons', layers: [{ kind: 'linear', units: 3, activation: 'tanh', dropout: 0, norm: false }] },
  hash: '',
  network,
  scale: { classes: 2, names: ['0', '1'], kind: 'plane', low: -1, high: 1, label: '' },
  domain: [[-6, 6], [-6, 6]],
  loss_name: 'cross-entropy',
  summary: '',
  arrays: {},
  ...facts,
});

/** @param {object} [facts] what differs from the default */
export const frameReport = (facts = {}) => ({
  type: 'frame',
  revision: 1,
  state: 'paused',
  epoch: 0,
  step: 0,
  goal: null,
  is_past: false,
  penalty: 0,
  records_from: 0,
  marks: [],
  arrays: { theta: new Float64Array(13) },
  ...facts,
});

/**
 * An experiment and its first frame, as the worker sends them.
 *
 * @param {number} revision
 * @param {any} opened
 * @param {any} frame
 */
const opening = (revision, { arrays: own, ...opened }, { arrays, ...frame }) => ({
  type: 'opened',
  revision,
  opened,
  frame,
  arrays: { ...own, ...arrays },
});

export class Page {
  /** @param {string} [hash] the page's address */
  constructor(hash = '', rows = INSTRUMENTS) {
    /** @type {any[]} commands, oldest first */
    this.sent = [];
    this.starts = 0;
    this.stops = 0;
    this.hash = hash;
    /** @type {(report: any) => void} */
    this.report = () => {};
    const address = { read: () => this.hash, write: (/** @type {string} */ other) => (this.hash = other) };
    this.lab = new Lab((options) => this.startEngine(options), undefined, address, rows);
  }

  /** @param {{ onReport: (report: any) => void }} options */
  startEngine({ onReport }) {
    this.starts += 1;
    this.report = onReport;
    return { send: (/** @type {any} */ command) => this.sent.push(command), stop: () => (this.stops += 1) };
  }

  /** The commands since the last call. */
  news() {
    return this.sent.splice(0);
  }

  /** The revision of the newest order. */
  get revision() {
    return this.lab.commands.revision;
  }

  /**
   * Answer the order in progress.
   *
   * @param {object} [opened]
   * @param {object} [frame]
   */
  answer(opened = {}, frame = {}) {
    this.report(opening(this.revision, openedReport(opened), frameReport({ revision: this.revision, ...frame })));
  }

  /** @param {object} [facts] */
  frame(facts = {}) {
    this.report(frameReport({ revision: this.revision, ...facts }));
    refresh();
  }

  /** @param {object} [facts] */
  fail(facts = {}) {
    this.report({ type: 'failure', revision: this.revision, sentence: 'No.', field: null, traceback: '', ...facts });
  }
}

/**
 * A page for which Python has opened its experiment.
 *
 * @param {string} [hash]
 * @param {any[]} [rows]
 */
export async function livePage(hash, rows) {
  const page = new Page(hash, rows);
  page.lab.start();
  await settled();
  page.answer({ hash: hash ?? '' });
  refresh();
  page.news();
  return page;
}
