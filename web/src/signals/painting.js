/**
 * When the page draws: at most once a screen refresh, all that is due. Python, which waits until its
 * last frame is taken, is told so first: it works on the next while this one is drawn.
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

  /** @param {() => void} paint called once at the next refresh, however often it is asked for */
  request(paint) {
    this.due.add(paint);
    this.schedule();
  }

  /** Python sent something that it waits for to be taken. */
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
