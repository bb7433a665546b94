/**
 * The experiment in the page's URL. The data of a link stay in the URL as long as the experiment is unchanged, and a
 * link whose table is missing stays until the user has opened the file.
 *
 * @import { Lab } from '../model/lab.js'
 * @import { Enclosed } from './enclosure.js'
 */
import * as tables from '../store/tables.js';
import { Tracked } from '../signals/tracked.js';
import { closed, opened, toBase64, unpacked, unpackedTable } from './enclosure.js';

const TABLE = /(?:^|&)table=([0-9a-f]+)/;

export class LinkState extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    /** The experiment of the opened link, and the data that the link contained. */
    /** @type {{ experiment: string | undefined, enclosed: Enclosed }} */
    this.linked = { experiment: undefined, enclosed: {} };
    /** A link that waits for the user to open the file of its table. */
    /** @type {string | undefined} */
    this.awaited = undefined;
  }

  /**
   * Take apart a link that is about to be opened, and send Python its table, if there is one.
   *
   * @param {string} hash
   * @returns {Promise<{ experiment: string, trained: string | undefined }>} the weights as Python packed them
   */
  async open(hash) {
    const { experiment, enclosed } = opened(hash);
    this.linked = { experiment: undefined, enclosed };
    this.awaited = undefined;
    await this.sendTable(experiment, enclosed.csv);
    if (enclosed.trained === undefined) return { experiment, trained: undefined };
    // Damaged weights are sent as empty ones, which Python reports.
    return { experiment, trained: toBase64((await unpacked(enclosed.trained)) ?? new Uint8Array()) };
  }

  /**
   * @param {string} experiment
   * @param {string | undefined} csv the enclosed table, used if this browser does not have it
   */
  async sendTable(experiment, csv) {
    const name = TABLE.exec(experiment)?.[1];
    if (!name) return;
    const kept = await tables.find(name).catch(() => undefined);
    const source = kept ?? (csv === undefined ? undefined : await unpackedTable(csv));
    if (!source) return;
    this.lab.connection.send({ type: 'keep_table', ...source });
    if (!kept) void tables.keep(name, source).catch(() => undefined);
  }

  /**
   * Python opened an experiment from a link.
   *
   * @param {string} experiment
   */
  hasOpened(experiment) {
    if (this.linked.experiment === undefined) this.linked = { experiment, enclosed: this.linked.enclosed };
  }

  /**
   * The experiment of a URL.
   *
   * @param {string} hash
   */
  experimentOf(hash) {
    return opened(hash).experiment;
  }

  /**
   * The page returns to the run of a URL, so the URL still applies.
   *
   * @param {string} hash
   */
  returned(hash) {
    this.linked = opened(hash);
    this.awaited = undefined;
  }

  /**
   * The URL after `#` for an experiment.
   *
   * @param {string} experiment
   */
  hashOf(experiment) {
    return experiment === this.linked.experiment ? closed(experiment, this.linked.enclosed) : experiment;
  }

  /**
   * Write an experiment into the URL, unless a link waits there for its table.
   *
   * @param {string} experiment
   */
  write(experiment) {
    if (this.awaited === undefined) this.lab.address.write(this.hashOf(experiment));
  }

  /**
   * Python could not open a link. If its table is missing, the link waits for it.
   *
   * @param {string | null} field at fault
   */
  hasFailed(field) {
    this.linked = { experiment: undefined, enclosed: {} };
    const hash = this.lab.address.read();
    if (field === 'table' && TABLE.test(hash)) this.awaited = hash;
  }

  /**
   * The user opened a table. A waiting link is opened with it.
   *
   * @param {string} name of the table
   * @returns {boolean} whether a link waited
   */
  hasTable(name) {
    const { awaited } = this;
    if (awaited === undefined) return false;
    const old = TABLE.exec(awaited)?.[1] ?? '';
    // With other format options, the same file gets a different name.
    void this.lab.openHash(awaited.replace(`table=${old}`, `table=${name}`), false);
    return true;
  }
}
