/** Charts of the run. */

export const charts = {
  trainingLoss: 'Training loss',
  testLoss: 'Test loss',
  charts: { losses: 'Loss curves', accuracies: 'Accuracy' },
  chartSummaries: {
    losses: 'Two curves, training and test; arrow keys read the values, + and − zoom',
    accuracies: 'Share of right answers, training and test; arrow keys read the values, + and − zoom',
  },
  onLogScale: ', log scale',
  againstEpochs: ', against epochs',
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
   */
  chartAside(kind, loss, isLog) {
    const what = { losses: loss, accuracies: 'share of right answers' }[kind];
    return what && `${what}${isLog ? charts.onLogScale : ''}${charts.againstEpochs}`;
  },
  /** @param {string} chart */
  saveChart: (chart) => `Save the chart: ${chart}`,
  /** @param {number} count */
  valuesAbove: (count) => `${count} higher`,
  /** @param {string} penalty */
  withoutPenalty: (penalty) => `; without the penalty of ${penalty}`,
  /** @param {number} count */
  moreMarks: (count) => `and ${count} more`,
  /** @param {string} name @param {string} kind */
  chartFile: (name, kind) => `chainrule-${name}.${kind}`,
};
