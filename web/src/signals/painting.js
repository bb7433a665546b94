/** Delayed painting may happen this much earlier than requested, to share a screen refresh. */
const EARLY_MS = 8;
/** After its due time, delayed painting waits this long for a refresh that happens anyway. */
const PATIENCE_MS = 60;

/**
 * Schedules drawing, at most once per screen refresh. Python, which waits until its last frame is taken, is notified
 * first, so that it computes the next frame while this one is drawn.
 *
 * A refresh of the page costs the browser more than the drawing of most elements. Therefore, elements that are drawn
 * less often than once per frame are drawn together with a frame.
 */
export class Painting {
  /** @param {() => void} taken called before anything is drawn, if something was sent */
  constructor(taken) {
    this.taken = taken;
    /** @type {Set<() => void>} */
    this.due = new Set();
    /** The time at which each delayed painting is due. */
    /** @type {Map<() => void, number>} */
    this.delayed = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.isScheduled = false;
    this.isOwed = false;
  }

  /** @param {() => void} paint called once at the next refresh, however often it is requested */
  request(paint) {
    this.delayed.delete(paint);
    this.due.add(paint);
    this.schedule();
  }

  /**
   * Paint with the first frame after some time, or soon after it if no frame comes.
   *
   * @param {() => void} paint
   * @param {number} wait milliseconds
   */
  requestLater(paint, wait) {
    this.delayed.set(paint, performance.now() + wait);
    this.startTimer();
  }

  startTimer() {
    if (this.timer !== undefined || !this.delayed.size) return;
    const last = Math.min(...this.delayed.values()) + PATIENCE_MS;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (Math.min(...this.delayed.values()) <= performance.now()) this.schedule();
      else this.startTimer();
    }, Math.max(0, last - performance.now()));
  }

  /** Python sent a frame and waits until it is taken. */
  owe() {
    this.isOwed = true;
    this.schedule();
  }

  schedule() {
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.takeDelayed();
      const { due, isOwed } = this;
      this.due = new Set();
      this.isScheduled = this.isOwed = false;
      if (isOwed) this.taken();
      for (const paint of due) paint();
    });
  }

  takeDelayed() {
    const now = performance.now() + EARLY_MS;
    for (const [paint, time] of this.delayed) {
      if (time > now) continue;
      this.delayed.delete(paint);
      this.due.add(paint);
    }
    this.startTimer();
  }
}
