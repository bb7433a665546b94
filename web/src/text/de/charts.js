/** Diagramme des Laufs. */

/** @type {typeof import('../en/charts.js').charts} */
export const charts = {
  trainingLoss: 'Trainingsverlust',
  testLoss: 'Testverlust',
  charts: { losses: 'Verlustkurven', accuracies: 'Genauigkeit' },
  chartSummaries: {
    losses: 'Zwei Kurven, Training und Test; Pfeiltasten lesen die Werte, + und − ändern den Ausschnitt',
    accuracies:
      'Anteil richtiger Antworten, Training und Test; Pfeiltasten lesen die Werte, + und − ändern den Ausschnitt',
  },
  onLogScale: ', logarithmisch',
  againstEpochs: ', über die Epochen',
  wholeNetwork: 'gesamt',
  whatChartShows: 'Was das Diagramm zeigt',
  loss: 'Verlust',
  accuracyName: 'Genauigkeit',
  wholeRun: 'Ganzer Lauf',
  save: 'Speichern',
  underPointer: 'Werte unter dem Zeiger',
  trainingSeries: 'Training',
  testSeries: 'Test',
  logScale: 'Logarithmisch',
  chartAside(kind, loss, isLog) {
    const what = { losses: loss, accuracies: 'Anteil richtiger Antworten' }[kind];
    return what && `${what}${isLog ? charts.onLogScale : ''}${charts.againstEpochs}`;
  },
  saveChart: (chart) => `Diagramm speichern: ${chart}`,
  valuesAbove: (count) => `${count} höher`,
  withoutPenalty: (penalty) => `; ohne die Strafe von ${penalty}`,
  moreMarks: (count) => `und ${count} weitere`,
  chartFile: (name, kind) => `chainrule-${name}.${kind}`,
};
