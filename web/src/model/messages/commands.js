/**
 * The queue of commands to Python. An order must be answered by an experiment or a failure before
 * later commands are sent. Until Python's first answer, only commands that open a run are sent.
 *
 * @import { Change, Command, KeepWeights, NewSeed, Open, ReadTable, Reset, Restore } from '../../generated/protocol'
 * @import { Lab } from '../lab.js'
 */
import { isOrder } from '../../generated/protocol.js';
import { Tracked } from '../../signals/tracked.js';
import * as tables from '../../store/tables.js';

/** @typedef {Omit<Open, 'revision'> | Omit<Reset, 'revision'> | Omit<NewSeed, 'revision'> | Omit<KeepWeights, 'revision'> | Omit<ReadTable, 'revision'> | Omit<Restore, 'revision'>} OtherOrder */
/** @typedef {(Omit<Change, 'revision'> & { origin?: 'undo' | 'redo' }) | OtherOrder} Order */

export class Commands extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.revision = 0;
    /** @type {(Order | Command)[]} */
    this.queue = [];
    /** @type {Order | undefined} */
    this.underWay = undefined;
    /** The functions to call once every order has been answered. @type {(() => void)[]} */
    this.deferred = [];
  }

  /** Unanswered commands, in order. */
  get waiting() {
    return this.underWay ? [this.underWay, ...this.queue] : this.queue;
  }

  /** @param {Order | Command} command */
  send(command) {
    this.queue = [...this.queue, command];
    this.pump();
  }

  /** @param {Order | Command} command to be sent before all waiting ones */
  sendFirst(command) {
    this.queue = [command, ...this.queue];
    this.pump();
  }

  /**
   * Change settings. Waiting changes are merged.
   *
   * @param {Record<string, unknown>} changes
   */
  change(changes) {
    const last = this.queue.at(-1);
    if (last?.type === 'change' && !('origin' in last)) {
      this.queue = [...this.queue.slice(0, -1), { type: 'change', changes: { ...last.changes, ...changes } }];
    } else {
      this.queue = [...this.queue, { type: 'change', changes }];
    }
    this.pump();
  }

  /**
   * Open a URL; a user's table that it names is first looked up in this browser.
   *
   * @param {string} hash
   * @param {boolean} isFirst whether to send this before all waiting commands
   */
  async open(hash, isFirst) {
    const { experiment, trained } = await this.lab.link.open(hash);
    const [bare, step, op] = splitStep(experiment);
    if (op !== undefined) this.lab.instruments.goTo(op);
    /** @type {Order} */
    const order = { type: 'open', hash: bare, ...(step ? { step } : {}), ...(trained === undefined ? {} : { trained }) };
    if (isFirst) this.sendFirst(order);
    else this.send(order);
  }

  /**
   * Send a user's table to Python, if this browser has it.
   *
   * @param {string} name
   */
  async sendTable(name) {
    const source = name && (await tables.find(name).catch(() => undefined));
    if (source) this.lab.connection.send({ type: 'keep_table', ...source });
  }

  /**
   * Undo and redo wait for the changes before them, which enter the history only when answered.
   *
   * @param {() => void} act called once no order is unanswered, which may be immediately
   */
  afterOrders(act) {
    this.deferred.push(act);
    this.runDeferred();
  }

  runDeferred() {
    while (!this.waiting.some(isOrder)) {
      const act = this.deferred.shift();
      if (!act) return;
      act();
    }
  }

  /** Send waiting commands, up to and including the next one that must be answered. */
  pump() {
    const { connection } = this.lab;
    while (connection.engine && !this.underWay) {
      const [next, ...rest] = this.queue;
      if (!next || (!connection.isLive && !['open', 'restore'].includes(next.type))) break;
      this.queue = rest;
      if (isOrder(next)) {
        this.revision += 1;
        this.underWay = next;
        connection.send(asCommand(next, this.revision));
      } else {
        connection.send(next);
      }
    }
    this.runDeferred();
  }

  /** The current order was answered. */
  answered() {
    this.underWay = undefined;
  }
}

/**
 * @param {Order} order
 * @param {number} revision
 * @returns {Command}
 */
function asCommand(order, revision) {
  return order.type === 'change' ? { type: 'change', changes: order.changes, revision } : { ...order, revision };
}

/**
 * Split a link to a step of the microscope into the experiment's URL, the step and the op.
 *
 * @param {string} hash
 * @returns {[hash: string, step: number, op: number | undefined]}
 */
export function splitStep(hash) {
  const found = /(?:^|&)step=(\d+)(?:&op=(\d+))?$/.exec(hash);
  if (!found) return [hash, 0, undefined];
  return [hash.slice(0, found.index), Number(found[1]), found[2] === undefined ? 0 : Number(found[2])];
}
