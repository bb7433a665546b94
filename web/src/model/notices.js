/**
 * What the page reports to the user: messages, failures, errors at controls, and announcements for
 * screen readers.
 *
 * @import { Failure } from '../generated/protocol'
 */
import { Tracked } from '../signals/tracked.js';

export class Notices extends Tracked {
  constructor() {
    super();
    /** @type {Failure | undefined} */
    this.failure = undefined;
    /** @type {string | undefined} */
    this.message = undefined;
    /** Error messages to show at the affected controls. */
    /** @type {Map<string, string>} */
    this.faults = new Map();
    /** Whether the last failure is already shown at the control that caused it. */
    this.isShownAtControl = false;
    /** The next announcement for screen readers. */
    this.announcement = '';
  }

  /**
   * Show a message, and announce it to screen readers.
   *
   * @param {string} words
   */
  show(words) {
    this.message = words;
    this.announce(words);
  }

  /**
   * Remove a message, unless a newer one has replaced it.
   *
   * @param {string} words
   */
  remove(words) {
    if (this.message === words) this.message = undefined;
    if (this.announcement === words) this.announce('');
  }

  /**
   * Announce a text to screen readers.
   *
   * @param {string} words
   */
  announce(words) {
    this.announcement = words;
  }

  /** Remove the message or failure, for example before the next action. */
  dismiss() {
    this.failure = undefined;
    this.message = undefined;
  }

  /**
   * Show an error at a control.
   *
   * @param {string} name of the setting
   * @param {string} sentence
   */
  setFault(name, sentence) {
    this.faults = new Map(this.faults).set(name, sentence);
  }

  /** @param {string[]} names of settings that are no longer invalid */
  clearFaults(...names) {
    if (!names.some((name) => this.faults.has(name))) return;
    this.faults = new Map([...this.faults].filter(([name]) => !names.includes(name)));
  }
}
