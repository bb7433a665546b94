/**
 * The points of curves, one per record of the history. Infinite and NaN values become null, which
 * charts skip.
 */
export class Records {
  constructor() {
    /** @type {number[]} */
    this.epochs = [];
    /** @type {(number | null)[]} */
    this.trainingLosses = [];
    /** @type {(number | null)[]} */
    this.testLosses = [];
    /** @type {(number | null)[]} */
    this.trainingAccuracies = [];
    /** @type {(number | null)[]} */
    this.testAccuracies = [];
    /** @type {(number | null)[][]} one list per layer */
    this.gradientNorms = [];
    /** @type {(number | null)[][]} the same, smoothed by Python */
    this.smoothedNorms = [];
  }

  /**
   * Add a frame's records, which replace all from `start` on.
   *
   * @param {number} start
   * @param {Partial<import('../../generated/protocol').FrameArrays>} arrays
   * @param {number} layers
   */
  merge(start, arrays, layers) {
    const { epochs, gradient_norms, smoothed_norms } = arrays;
    if (!epochs || !gradient_norms) return;
    /** @type {[(number | null)[], ArrayLike<number> | undefined][]} */
    const columns = [
      [this.trainingLosses, arrays.training_losses],
      [this.testLosses, arrays.test_losses],
      [this.trainingAccuracies, arrays.training_accuracies],
      [this.testAccuracies, arrays.test_accuracies],
    ];
    for (const rows of [this.gradientNorms, this.smoothedNorms]) while (rows.length < layers) rows.push([]);
    for (const column of [this.epochs, ...columns.map(([column]) => column), ...this.gradientNorms, ...this.smoothedNorms]) {
      column.length = start;
    }
    for (let i = 0; i < epochs.length; i++) {
      this.epochs.push(epochs[i] ?? 0);
      for (const [column, values] of columns) column.push(finite(values?.[i]));
      for (let layer = 0; layer < layers; layer++) {
        this.gradientNorms[layer]?.push(finite(gradient_norms[i * layers + layer]));
        this.smoothedNorms[layer]?.push(finite(smoothed_norms?.[i * layers + layer]));
      }
    }
  }
}

/** @param {number | undefined} value */
export function finite(value) {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
