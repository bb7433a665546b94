/**
 * The state of a fleet or a race: the settings that can vary, the members, their progress, the selected member, and the
 * order of the members.
 *
 * @import { FleetAxis, FleetChoices, FleetInstrument, FleetPlanned, FleetProgress, FleetProgressArrays, FleetRefused, Received } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { text } from '../text/index.js';
import { formatLoss } from '../text/format.js';
import { FLEET_REPORTS } from '../generated/protocol.js';
import { Tracked } from '../signals/tracked.js';

/** @typedef {Received<FleetPlanned>} Planned */
/** @typedef {Received<FleetProgress>} Progress */
/** @typedef {'plan' | 'loss' | 'accuracy' | 'rate' | 'seed'} Sort */
/** @typedef {{ optimizer: string, learning_rate: unknown }} Lane */

export class FleetState extends Tracked {
  /**
   * @param {Lab} lab
   * @param {FleetInstrument} instrument
   */
  constructor(lab, instrument) {
    super();
    this.lab = lab;
    this.instrument = instrument;
    this.reports = FLEET_REPORTS;
    /** @type {FleetChoices | undefined} */
    this.choices = undefined;
    /** @type {Planned | undefined} */
    this.planned = undefined;
    /** @type {Progress | undefined} */
    this.progress = undefined;
    /** @type {FleetRefused | undefined} */
    this.refused = undefined;
    /** Whether a command has not been answered yet. */
    this.isAsking = false;
    /** @type {Sort} */
    this.sort = 'plan';
    /** The member with the keyboard focus. */
    this.current = 0;
    this.hasChosen = false;
    /** The member under the pointer. */
    /** @type {number | undefined} */
    this.pointed = undefined;
  }

  // --- read by elements ------------------------------------------------------------------------

  get isOpen() {
    return this.lab.instruments.open.has(this.instrument);
  }

  /** The state of the fleet; undefined if there is no fleet. */
  get state() {
    return this.progress?.state;
  }

  get isTraining() {
    return this.state === 'training' || this.state === 'pausing';
  }

  /** The criterion of success. */
  get threshold() {
    return this.progress?.threshold ?? 0;
  }

  /** Whether the lab shows an experiment other than the fleet's base. */
  get isOfOther() {
    return this.planned !== undefined && this.planned.hash !== this.lab.opened?.hash;
  }

  /**
   * The member highlighted in the chart: the one under the pointer or, if there is none, the one with the keyboard
   * focus.
   */
  get shown() {
    return this.pointed ?? (this.hasChosen ? this.current : undefined);
  }

  /** The name of the displayed loss: the test loss if there is a test set, and otherwise the training loss. */
  get lossName() {
    return this.planned?.has_test ? 'test_loss' : 'training_loss';
  }

  get accuracyName() {
    return this.planned?.has_test ? 'test_accuracy' : 'training_accuracy';
  }

  /**
   * One of a member's numbers, if it is finite.
   *
   * @param {keyof FleetProgressArrays} name
   * @param {number} member
   */
  number(name, member) {
    const value = this.progress?.arrays[name]?.[member];
    return value !== undefined && Number.isFinite(value) ? value : null;
  }

  /** @param {number} member */
  isDiverged(member) {
    return (this.progress?.arrays['diverged']?.[member] ?? -1) >= 0;
  }

  /** @param {number} member */
  hasSucceeded(member) {
    return this.progress?.arrays['succeeded']?.[member] === 1;
  }

  /** The members in display order. */
  get order() {
    const members = (this.planned?.members ?? []).map((_, member) => member);
    const key = {
      plan: () => 0,
      loss: (/** @type {number} */ member) => this.number(this.lossName, member) ?? Infinity,
      accuracy: (/** @type {number} */ member) => -(this.number(this.accuracyName, member) ?? -Infinity),
      rate: (/** @type {number} */ member) => this.planned?.arrays['rates']?.[member] ?? 0,
      seed: (/** @type {number} */ member) => this.planned?.arrays['seeds']?.[member] ?? 0,
    }[this.sort];
    // Equal members keep their planned order.
    return members.sort((a, b) => compare(key(a), key(b)));
  }

  // --- user actions ----------------------------------------------------------------------------

  /** @param {boolean} isOpen */
  show(isOpen) {
    this.lab.commands.send({ type: 'fleet_show', instrument: this.instrument, open: isOpen });
  }

  /**
   * Train a new fleet. The lab's run is paused, because the two would compete for one processor.
   *
   * @param {FleetAxis[]} axes
   * @param {Lane[]} lanes
   * @param {unknown} epochs
   */
  train(axes, lanes, epochs) {
    const { lab, instrument } = this;
    if (lab.isPlaying) lab.togglePlay();
    const members = lanes.map((lane) => ({ ...lane }));
    const plane = lab.view.axes;
    this.send({ type: 'fleet_train', instrument, axes, members, epochs: /** @type {number} */ (epochs), plane });
  }

  /** @param {unknown} epochs */
  goOn(epochs) {
    if (this.lab.isPlaying) this.lab.togglePlay();
    this.send({ type: 'fleet_go', instrument: this.instrument, epochs: /** @type {number} */ (epochs) });
  }

  pause() {
    this.send({ type: 'fleet_pause', instrument: this.instrument });
  }

  /** @param {number} member */
  open(member) {
    this.send({ type: 'fleet_open', instrument: this.instrument, member });
  }

  /** @param {unknown} threshold */
  setThreshold(threshold) {
    this.send({ type: 'fleet_threshold', instrument: this.instrument, threshold: /** @type {number} */ (threshold) });
  }

  /** @param {Sort} sort */
  setSort(sort) {
    this.sort = sort;
  }

  /** @param {number | undefined} member */
  point(member) {
    if (member === this.pointed) return;
    this.pointed = member;
  }

  /** @param {number} member */
  goTo(member) {
    this.current = member;
    this.hasChosen = true;
  }

  /** @param {import('../generated/protocol').FleetCommand} order */
  send(order) {
    this.refused = undefined;
    this.lab.commands.send(order);
  }

  // --- reports ---------------------------------------------------------------------------------

  /** @param {InstrumentReport} report */
  receive(report) {
    const message = /** @type {FleetChoices | Planned | Progress | FleetRefused} */ (/** @type {unknown} */ (report));
    if (message.instrument !== this.instrument) return;
    const before = this.progress?.state;
    if (message.type === 'fleet_choices') {
      this.choices = message;
      this.isAsking = false;
    } else if (message.type === 'fleet_planned') {
      this.planned = message;
      this.progress = undefined;
      this.pointed = undefined;
      this.current = 0;
      this.hasChosen = false;
    } else if (message.type === 'fleet') {
      this.progress = message;
    } else {
      this.refused = message;
    }
    if (message.type === 'fleet' && message.state === 'done' && before !== 'done') this.lab.notices.announce(outcome(message));
  }

  /** Python died, and the fleet is lost. */
  forget() {
    this.planned = this.progress = this.refused = undefined;
    this.isAsking = false;
  }

  /** Another experiment may allow other settings to vary. */
  follow() {
    const { lab, choices } = this;
    if (!this.isOpen || !choices || this.isAsking || !lab.isLive || choices.hash === lab.opened?.hash) return;
    this.isAsking = true;
    this.show(true);
  }
}

/**
 * The results, for screen readers.
 *
 * @param {Progress} progress
 */
function outcome({ epoch, successes, success_share: share, spread, sentence, arrays }) {
  const rate = text.successRate(successes, arrays.succeeded.length, share);
  return [text.fleetDone(epoch, rate, formatLoss(spread.median)), sentence].filter(Boolean).join(' ');
}

/** @param {number} a @param {number} b */
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

export class Fleet extends FleetState {
  /** @param {Lab} lab */
  constructor(lab) {
    super(lab, 'fleet');
  }
}

export class Race extends FleetState {
  /** @param {Lab} lab */
  constructor(lab) {
    super(lab, 'race');
  }
}

/** @param {Lab} lab */
export const fleetOf = (lab) => /** @type {Fleet} */ (/** @type {unknown} */ (lab.instruments.get('fleet')));

/** @param {Lab} lab */
export const raceOf = (lab) => /** @type {Race} */ (/** @type {unknown} */ (lab.instruments.get('race')));
