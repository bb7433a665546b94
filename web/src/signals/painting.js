/**
 * Scheduling of drawing: at most once per screen refresh. Python, which waits until its last frame is
 * taken, is notified first, so that it computes the next frame while this one is drawn.
 */
export class Painting {
  /** @param {() => void} taken called before anything is drawn, if something was sent */
  constructor(taken) {
    this.taken = taken;
    /** @type {Set<() => void>} */
    this.due = new Set();
    this.isScheduled = false;
    this.isOwed = false;
  }

  /** @param {() => void} paint called once at the next refresh, however often it is requested */
  request(paint) {
    this.due.add(paint);
    this.schedule();
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
      const { due, isOwed } = this;
      this.due = new Set();
      this.isScheduled = this.isOwed = false;
      if (isOwed) this.taken();
      for (const paint of due) paint();
    });
  }
}
