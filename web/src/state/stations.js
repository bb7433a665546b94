/**
 * The curves' points, one a station of the history. Numbers that are not finite become null, which
 * a chart leaves out.
 */
export class Stations {
  constructor() {
    /** @type {number[]} */
    this.epochs = [];
    /** @type {(number | null)[]} */
    this.trainingLosses = [];
    /** @type {(number | null)[]} */
    this.testLosses = [];
    /** @type {(number | null)[][]} one list a layer */
    this.gradientNorms = [];
  }

  /**
   * Take in a frame's stations: they replace all from `start` on.
   *
   * @param {number} start
   * @param {import('./reports.js').Arrays} arrays
   * @param {number} layers
   */
  merge(start, arrays, layers) {
    const { epochs, training_losses, test_losses, gradient_norms } = arrays;
    if (!epochs || !training_losses || !test_losses || !gradient_norms) return;
    while (this.gradientNorms.length < layers) this.gradientNorms.push([]);
    for (const column of [this.epochs, this.trainingLosses, this.testLosses, ...this.gradientNorms]) {
      column.length = start;
    }
    for (let i = 0; i < epochs.length; i++) {
      this.epochs.push(epochs[i] ?? 0);
      this.trainingLosses.push(finite(training_losses[i]));
      this.testLosses.push(finite(test_losses[i]));
      for (let layer = 0; layer < layers; layer++) {
        this.gradientNorms[layer]?.push(finite(gradient_norms[i * layers + layer]));
      }
    }
  }
}

/** @param {number | undefined} value */
function finite(value) {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
