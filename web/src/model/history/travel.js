/**
 * Time travel. Requests are sent one at a time: while the thumb is dragged, only the newest target
 * waits, together with later key presses.
 *
 * @import { Travel as Journey } from '../../generated/protocol'
 * @import { Lab } from '../lab.js'
 */
import { Tracked } from '../../signals/tracked.js';

export class Travel extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.isUnderWay = false;
    /** The epoch to which the timeline is dragged. */
    /** @type {number | undefined} */
    this.wanted = undefined;
    /** @type {Journey | undefined} */
    this.next = undefined;
    /** The additional movement that keys have requested, in records. */
    this.nextBy = 0;
  }

  /** Python died, so no request is waiting or in progress. */
  forget() {
    this.isUnderWay = false;
    this.wanted = this.next = undefined;
    this.nextBy = 0;
  }

  /**
   * Show the run at the snapshot nearest to an epoch.
   *
   * @param {number} epoch
   */
  to(epoch) {
    this.wanted = epoch;
    this.go({ type: 'travel', epoch, by: 0 });
  }

  /** @param {number} by the number of records to move */
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

  /** Handle an answer. */
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

  /** Resume the run from the displayed snapshot. */
  resume() {
    this.lab.act({ type: 'resume' }, false);
  }

  /** @param {number} branch */
  returnTo(branch) {
    this.lab.act({ type: 'return', branch }, false);
  }

  /**
   * Return to the run that the current one replaced. The current run is kept as a branch in exchange, if it has been
   * trained.
   *
   * @param {number} branch
   */
  goBackTo(branch) {
    const isTrained = this.lab.hasPast;
    this.lab.undoList.exchange(branch);
    this.returnTo(branch);
    if (!isTrained) this.forgetBranch(branch);
  }

  /** @param {number} branch */
  forgetBranch(branch) {
    this.lab.act({ type: 'forget', branch }, this.lab.isPlaying);
  }
}
