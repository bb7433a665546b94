/**
 * What a figure does on its own, such as training.
 *
 * @typedef {object} Activity
 * @property {() => boolean} isOn
 * @property {() => void} toggle
 */

/** Stops what a figure does while it is out of view, and continues it when the figure is visible again. */
export class Held {
  constructor() {
    /** The activities stopped here; those that the reader had already stopped are not included. */
    /** @type {Activity[]} */
    this.activities = [];
  }

  /** @param {boolean} isVisible @param {Activity[]} activities of the figure */
  see(isVisible, activities) {
    if (isVisible) return this.release();
    for (const activity of activities) {
      if (!activity.isOn()) continue;
      activity.toggle();
      this.activities.push(activity);
    }
  }

  release() {
    for (const { isOn, toggle } of this.activities.splice(0)) if (!isOn()) toggle();
  }
}
