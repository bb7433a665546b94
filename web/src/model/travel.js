/**
 * Travel along the run's time. One journey after the other: while the thumb is dragged, only the
 * newest that is wanted waits, and with it what keys have asked for since.
 *
 * @import { Travel as Journey } from '../generated/protocol'
 * @import { Lab } from './lab.js'
 */
import { Tracked } from '../signals/tracked.js';

export class Travel extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.isUnderWay = false;
    /** The epoch that the person drags the timeline to. */
    /** @type {number | undefined} */
    this.wanted = undefined;
    /** @type {Journey | undefined} */
    this.next = undefined;
    /** By how many stations keys want to go further from there. */
    this.nextBy = 0;
  }

  /** Nothing is wanted or under way. */
  forget() {
    this.isUnderWay = false;
    this.wanted = this.next = undefined;
    this.nextBy = 0;
  }

  /**
   * Show the run as it was about this epoch.
   *
   * @param {number} epoch
   */
  to(epoch) {
    this.wanted = epoch;
    this.go({ type: 'travel', epoch, by: 0 });
  }

  /** @param {number} by how many stations further on */
  by(by) {
    if (this.isUnderWay) this.nextBy += by;
    else this.go({ type: 'travel', epoch: this.lab.frame?.epoch ?? 0, by });
  }

  toPresent() {
    this.go({ type: 'travel', epoch: null, by: 0 });
  }

  /** @param {Journey} journey */
  go(journey) {
    if (this.isUnderWay) {
      this.next = journey;
      this.nextBy = 0;
      return;
    }
    this.isUnderWay = true;
    this.lab.act(journey, false);
  }

  /** An answer came. */
  arrived() {
    if (!this.isUnderWay) return;
    const { next, nextBy: by } = this;
    this.isUnderWay = false;
    this.next = undefined;
    if (next) {
      this.isUnderWay = true;
      return this.lab.act(next, false);
    }
    this.wanted = undefined;
    this.nextBy = 0;
    if (by) this.by(by);
  }

  /** Let the run go on from what is shown of its past. */
  resume() {
    this.lab.act({ type: 'resume' }, false);
  }

  /** @param {number} branch */
  returnTo(branch) {
    this.lab.act({ type: 'return', branch }, false);
  }

  /** @param {number} branch */
  forgetBranch(branch) {
    this.lab.act({ type: 'forget', branch }, this.lab.isPlaying);
  }
}
