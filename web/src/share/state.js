/**
 * The state of sharing: the weights and the table of the run, compressed for a link.
 *
 * @import { PackedWeights, Received } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { Tracked } from '../signals/tracked.js';
import * as tables from '../store/tables.js';
import { compressed, compressedTable, fromBase64 } from './enclosure.js';
import { MOST_TABLE, MOST_WEIGHTS } from './limits.js';

/** @typedef {{ text: string, isTooLong: boolean }} Part compressed; the text is empty if Python could not pack it */

export class Sharing extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = ['packed_weights'];
    /** The current weights, as soon as they are packed. */
    /** @type {Part | undefined} */
    this.trained = undefined;
    /** The user's own table, if the run uses one. */
    /** @type {Part | undefined} */
    this.table = undefined;
  }

  /** Pack the data that a link can contain, in their current state. */
  pack() {
    this.trained = this.table = undefined;
    if (this.lab.isLive) this.lab.commands.send({ type: 'pack_weights' });
    void this.packTable();
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    void this.packWeights(/** @type {Received<PackedWeights>} */ (report).text);
  }

  /** @param {string} coded in base64 */
  async packWeights(coded) {
    const text = coded && (await compressed(fromBase64(coded)));
    this.trained = { text, isTooLong: !text || text.length > MOST_WEIGHTS };
  }

  async packTable() {
    const { data, table } = this.lab.opened?.experiment ?? {};
    if (data !== 'table' || typeof table !== 'string') return;
    const source = await tables.find(table).catch(() => undefined);
    const text = source ? await compressedTable(source) : '';
    this.table = { text, isTooLong: !text || text.length > MOST_TABLE };
  }

  show() {}
}

/** @param {Lab} lab */
export const sharingOf = (lab) => /** @type {Sharing} */ (lab.instruments.get('share'));
