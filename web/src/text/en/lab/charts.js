/** Charts of the run. */

export const charts = {
  noCanvas: 'This browser has no canvas to draw on.',
  trainingLoss: 'Training loss',
  testLoss: 'Test loss',
  charts: { losses: 'Loss curves', accuracies: 'Accuracy' },
  chartSummaries: {
    losses: 'Two curves, training and test; use the arrow keys to read the values, and + and − to zoom',
    accuracies: 'Share of correct answers, training and test; use the arrow keys to read the values, and + and − to zoom',
  },
  ofStandardised: ' of the standardised target',
  onLogScale: ', log scale',
  againstEpochs: ', by epoch',
  wholeNetwork: 'all',
  whatChartShows: 'What the chart shows',
  loss: 'Loss',
  accuracyName: 'Accuracy',
  wholeRun: 'Whole run',
  save: 'Save',
  underPointer: 'Values under the pointer',
  trainingSeries: 'training',
  testSeries: 'test',
  logScale: 'Log scale',
  /**
   * The titles of a chart's curves.
   *
   * @param {'losses' | 'accuracies'} kind
   * @param {string} loss
   * @param {boolean} isLog
   * @param {boolean} [isStandardised] whether the loss is that of a table's standardised target
   */
  chartAside(kind, loss, isLog, isStandardised = false) {
    const what = { losses: loss && `${loss}${isStandardised ? charts.ofStandardised : ''}`, accuracies: 'share of correct answers' }[kind];
    return what && `${what}${isLog ? charts.onLogScale : ''}${charts.againstEpochs}`;
  },
  /** @param {string} chart */
  saveChart: (chart) => `Save the chart: ${chart}`,
  /** @param {number} count */
  valuesAbove: (count) => `↑ ${count} ${count === 1 ? 'value' : 'values'} above`,
  /** @param {number} count */
  aboveMeans: (count) =>
    `${count} ${count === 1 ? 'value is' : 'values are'} above the range of the axis. The axis leaves out a few much larger values, such as the first losses, so that the other values are not flattened. The log scale shows all values.`,
  curves: 'Curves',
  changedSettings: 'Changed settings',
  /** @param {string} epoch @param {string} change */
  markAt: (epoch, change) => `Epoch ${epoch}: ${change}`,
  /** @param {string} curve */
  smoothed: (curve) => `${curve} (smoothed)`,
  /** @param {string} smoothed @param {string} raw */
  withRaw: (smoothed, raw) => `${smoothed} (raw ${raw})`,
  /** @param {string} penalty */
  withoutPenalty: (penalty) => `; without the penalty of ${penalty}`,
  /** @param {number} count */
  moreMarks: (count) => `and ${count} more`,
  /** @param {string} name @param {string} kind */
  chartFile: (name, kind) => `chainrule-${name}.${kind}`,
};
