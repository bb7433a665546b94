/**
 * Commands on their way to Python. An order has to be answered by an experiment, or a failure, before
 * anything that waits behind it is sent; until Python has answered at all, only what opens a run is.
 *
 * @import { Change, Command, KeepWeights, NewSeed, Open, ReadTable, Reset, Restore } from '../generated/protocol'
 * @import { Lab } from './lab.js'
 */
import { isOrder } from '../generated/protocol.js';
import { Tracked } from '../signals/tracked.js';
import * as tables from '../store/tables.js';

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
  }

  /** What was asked for and not answered, first things first. */
  get waiting() {
    return this.underWay ? [this.underWay, ...this.queue] : this.queue;
  }

  /** @param {Order | Command} command */
  send(command) {
    this.queue = [...this.queue, command];
    this.pump();
  }

  /** @param {Order | Command} command to be sent before all that waits */
  sendFirst(command) {
    this.queue = [command, ...this.queue];
    this.pump();
  }

  /**
   * Change settings. Changes that wait are sent as one.
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
   * Open an address; a person's own table that it names is looked for in this browser first.
   *
   * @param {string} hash
   * @param {boolean} isFirst whether this comes before all that waits
   */
  async open(hash, isFirst) {
    await this.sendTable(/(?:^|&)table=([0-9a-f]+)/.exec(hash)?.[1] ?? '');
    const [bare, step, op] = splitStep(hash);
    if (op !== undefined) this.lab.instruments.goTo(op);
    /** @type {Order} */
    const order = { type: 'open', hash: bare, ...(step ? { step } : {}) };
    if (isFirst) this.sendFirst(order);
    else this.send(order);
  }

  /**
   * Let Python know a person's own table, if this browser has it.
   *
   * @param {string} name
   */
  async sendTable(name) {
    const source = name && (await tables.find(name).catch(() => undefined));
    if (source) this.lab.connection.send({ type: 'keep_table', ...source });
  }

  /** Send what waits, up to and including the next command that has to be answered. */
  pump() {
    const { connection } = this.lab;
    while (connection.engine && !this.underWay) {
      const [next, ...rest] = this.queue;
      if (!next || (!connection.isLive && !['open', 'restore'].includes(next.type))) return;
      this.queue = rest;
      if (isOrder(next)) {
        this.revision += 1;
        this.underWay = next;
        connection.send(asCommand(next, this.revision));
      } else {
        connection.send(next);
      }
    }
  }

  /** The order under way was answered. */
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
 * A link to a step of the microscope: the experiment's address, the step and the op in it.
 *
 * @param {string} hash
 * @returns {[hash: string, step: number, op: number | undefined]}
 */
export function splitStep(hash) {
  const found = /(?:^|&)step=(\d+)(?:&op=(\d+))?$/.exec(hash);
  if (!found) return [hash, 0, undefined];
  return [hash.slice(0, found.index), Number(found[1]), found[2] === undefined ? 0 : Number(found[2])];
}
