/**
 * The application Language: the progress of the networks, their predictions for a prefix, and their answers to a
 * question.
 *
 * @import { Letters, NamesTrained, Received, Where } from '../../generated/protocol'
 * @import { InstrumentReport } from '../../model/instruments.js'
 * @import { Lab } from '../../model/lab.js'
 */
import limits from '../../generated/limits.json';
import { NAMES_REPORTS } from '../../generated/protocol.js';
import { AppState } from '../app-state.js';

export const NETS = /** @type {const} */ (['bigram', 'mlp', 'gru', 'attention']);
export const PAIR = /** @type {const} */ (['who_where', 'who_where_without']);
export class Names extends AppState {
  /** @param {Lab} lab */
  constructor(lab) {
    super(lab, NAMES_REPORTS);
    /** @type {Received<NamesTrained> | undefined} */
    this.trained = undefined;
    /** Each network's predictions for the prefix. @type {Record<string, Received<Letters>>} */
    this.letters = {};
    /** @type {Received<Where> | undefined} */
    this.where = undefined;
    this.prefix = '';
    this.temperature = 1;
    this.seed = 0;
    this.example = 0;
  }

  begin() {
    this.trained = this.where = undefined;
    this.letters = {};
    this.train([]);
    this.askWhere();
  }

  /** The network being trained, if any. */
  get current() {
    return this.trained?.nets.find((net) => net.is_training)?.name;
  }

  /** Whether a network is being trained or waiting for its turn. */
  get isBusy() {
    return this.current !== undefined || (this.trained?.waiting.length ?? 0) > 0;
  }

  /** @param {string} name */
  facts(name) {
    return this.trained?.nets.find((net) => net.name === name);
  }

  /** @param {readonly string[]} nets */
  train(nets) {
    this.lab.commands.send({ type: 'train_names', nets: [...nets], temperature: this.temperature });
  }

  stop() {
    this.lab.commands.send({ type: 'stop_names' });
  }

  /** Request predictions for the prefix from all trained networks. */
  ask() {
    this.askNets(NETS.filter((name) => this.facts(name)));
  }

  /** @param {string[]} nets */
  askNets(nets) {
    if (!this.lab.isLive || !nets.length) return;
    const { prefix, temperature, seed } = this;
    this.lab.commands.send({ type: 'ask_letters', nets, prefix, temperature, seed });
  }

  askWhere() {
    this.lab.commands.send({ type: 'ask_where', example: this.example });
  }

  /** @param {string} typed the reader's input, of which only the letters are used */
  setPrefix(typed) {
    this.prefix = typed.toLowerCase().replace(/[^a-z]/g, '').slice(0, limits.prefix);
    this.ask();
  }

  /** @param {number} temperature */
  setTemperature(temperature) {
    this.temperature = temperature;
    this.ask();
  }

  newSeed() {
    this.seed += 1;
    this.ask();
  }

  nextExample() {
    this.example += 1;
    this.askWhere();
  }

  /**
   * Request new predictions from each network that has written names since the last report. This happens seldom enough
   * for readers to follow.
   *
   * @param {Received<NamesTrained>} report
   */
  progress(report) {
    const { current: before, trained } = this;
    this.trained = report;
    if (before !== undefined && before !== this.current && isOfPair(before)) this.askWhere();
    this.askNets(NETS.filter((name) => countOf(report, name) !== countOf(trained, name)));
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Received<Letters | NamesTrained | Where>} */ (report);
    if (answer.type === 'names_trained') this.progress(answer);
    else if (answer.type === 'where') this.where = answer;
    else if (answer.prefix === this.prefix) this.letters = { ...this.letters, [answer.net]: answer };
  }
}

/** How often a network has written names. @param {Received<NamesTrained> | undefined} trained @param {string} name */
const countOf = (trained, name) => trained?.nets.find((net) => net.name === name)?.written.length ?? 0;

/** @param {string} name */
const isOfPair = (name) => PAIR.some((other) => other === name);

/** @param {Lab} lab */
export const namesOf = (lab) => /** @type {Names} */ (/** @type {unknown} */ (lab.instruments.get('names')));
