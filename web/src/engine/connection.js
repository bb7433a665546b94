/**
 * The connection to Python, which is started with the page and, if Python dies, restarted from the
 * run's last checkpoint.
 *
 * @import { BootFailure, Command, Progress } from '../generated/protocol'
 * @import { Report } from './reports.js'
 * @import { Lab } from '../model/lab.js'
 */
import { Tracked } from '../signals/tracked.js';

/** @typedef {{ send(command: Command): void, stop(): void }} Engine */
/** @typedef {(options: { onReport: (report: Report) => void }) => Engine} StartEngine */

/** Python is not restarted after it has died `MOST_RESTARTS` times within `RESTARTS_MS`. */
const MOST_RESTARTS = 3;
const RESTARTS_MS = 120_000;

export class Connection extends Tracked {
  /**
   * @param {Lab} lab
   * @param {StartEngine} startEngine
   */
  constructor(lab, startEngine) {
    super();
    this.lab = lab;
    this.startEngine = startEngine;
    /** @type {Engine | undefined} */
    this.engine = undefined;
    /** Whether Python has answered. */
    this.isLive = false;
    /** @type {Progress | undefined} */
    this.progress = undefined;
    /** @type {BootFailure | undefined} */
    this.failure = undefined;
    /** The last checkpoint of the run. */
    /** @type {string | undefined} */
    this.checkpoint = undefined;
    /** The times at which Python died and was restarted. */
    /** @type {number[]} */
    this.restarts = [];
  }

  /** Whether the download is complete, in which case Python is starting. */
  get hasLoaded() {
    const { progress } = this;
    return progress !== undefined && progress.loaded >= progress.total;
  }

  /** @param {Command} command */
  send(command) {
    this.engine?.send(command);
  }

  stop() {
    this.engine?.stop();
  }

  /** Start Python, and open the experiment in the URL. */
  start() {
    this.connect();
    void this.lab.openHash(this.lab.address.read(), true);
  }

  connect() {
    this.failure = undefined;
    this.progress = undefined;
    this.engine = this.startEngine({ onReport: (report) => this.lab.reports.receive(report) });
  }

  /** @param {BootFailure} failure */
  hasFailed(failure) {
    if (this.canRestart()) this.restart(failure);
    else this.failure = failure;
  }

  /** Whether there is a run to resume and Python has not died too often. */
  canRestart() {
    const recent = this.restarts.filter((time) => performance.now() - time < RESTARTS_MS);
    return this.isLive && this.checkpoint !== undefined && recent.length < MOST_RESTARTS;
  }

  /**
   * Python died: restart it and resume from the last checkpoint.
   *
   * @param {BootFailure} failure
   */
  restart({ sentence }) {
    const { lab, checkpoint = '' } = this;
    this.stop();
    this.restarts = [...this.restarts, performance.now()];
    this.isLive = false;
    lab.travel.forget();
    // A run with a target step continues automatically and pauses there.
    lab.playsWhenReady = lab.isPlaying && lab.frame?.goal === null;
    lab.isPlaying = false;
    lab.branches = [];
    lab.undoList.forgetReturns([]);
    lab.instruments.forget();
    lab.commands.answered();
    lab.commands.queue = [{ type: 'restore', checkpoint, reason: sentence }];
    this.connect();
    const table = lab.opened?.experiment['table'];
    void lab.commands.sendTable(typeof table === 'string' ? table : '').then(() => lab.commands.pump());
  }

  /** Start Python again after it has failed to start, or has failed too often to be restarted automatically. */
  retry() {
    const { commands } = this.lab;
    if (this.isLive && this.checkpoint && this.failure) return this.restart(this.failure);
    this.stop();
    commands.queue = commands.queue.filter(({ type }) => type !== 'open');
    commands.answered();
    this.start();
  }
}
