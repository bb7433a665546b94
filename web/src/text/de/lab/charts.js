/** Diagramme des Laufs. */

/** @type {typeof import('../../en/lab/charts.js').charts} */
export const charts = {
  noCanvas: 'Dieser Browser bietet keine Zeichenfläche.',
  trainingLoss: 'Trainingsverlust',
  testLoss: 'Testverlust',
  charts: { losses: 'Verlustkurven', accuracies: 'Genauigkeit' },
  chartSummaries: {
    losses: 'Zwei Kurven, Training und Test; Pfeiltasten lesen die Werte, + und − ändern den Ausschnitt',
    accuracies:
      'Anteil richtiger Antworten, Training und Test; Pfeiltasten lesen die Werte, + und − ändern den Ausschnitt',
  },
  ofStandardised: ' des standardisierten Zielwerts',
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
  chartAside(kind, loss, isLog, isStandardised = false) {
    const what = { losses: loss && `${loss}${isStandardised ? charts.ofStandardised : ''}`, accuracies: 'Anteil richtiger Antworten' }[kind];
    return what && `${what}${isLog ? charts.onLogScale : ''}${charts.againstEpochs}`;
  },
  saveChart: (chart) => `Diagramm speichern: ${chart}`,
  valuesAbove: (count) => `↑ ${count} ${count === 1 ? 'Wert' : 'Werte'} darüber`,
  aboveMeans: (count) =>
    `${count} ${count === 1 ? 'Wert liegt' : 'Werte liegen'} über der Achse. Sie lässt wenige weit größere Werte aus, etwa die ersten Verluste, damit die übrigen nicht flach werden. Die logarithmische Achse zeigt alle.`,
  curves: 'Kurven',
  changedSettings: 'Geänderte Einstellungen',
  markAt: (epoch, change) => `Epoche ${epoch}: ${change}`,
  smoothed: (curve) => `${curve} (geglättet)`,
  withRaw: (smoothed, raw) => `${smoothed} (ungeglättet ${raw})`,
  withoutPenalty: (penalty) => `; ohne die Strafe von ${penalty}`,
  moreMarks: (count) => `und ${count} weitere`,
  chartFile: (name, kind) => `chainrule-${name}.${kind}`,
};
