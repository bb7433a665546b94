/** Einstellungen und die eigene Tabelle. */

import { formatWhole } from '../format.js';

/** @type {typeof import('../en/settings.js').settings} */
export const settings = {
  tableNotKept: 'Dieser Browser lässt die Seite die Tabelle nicht speichern: Nach dem Neuladen muss sie erneut eingelesen werden.',
  data: 'Daten',
  training: 'Training',
  more: 'Mehr',
  dropout: 'Dropout',
  noDropout: 'Kein Dropout',
  regularisation: 'Strafen und Begrenzungen',
  stopping: 'Anhalten, Seed, Genauigkeit',
  norm: 'Norm',
  freeze: 'Einfrieren',
  freezeOutput: 'Ausgabeschicht einfrieren',
  freezeBiases: 'Alle Biases einfrieren',
  outputActivation: 'Aktivierung der Ausgabe',
  drawOnMap: 'Zeichne auf der Ausgabekarte: Wähle darunter eine Klasse. Hohle Punkte sind zum Testen.',
  ownTable: 'Eigene Tabelle',
  ownTableHint: 'Füge Zeilen ein, wähle eine Datei oder ziehe eine auf die Seite. Sie bleibt in diesem Browser.',
  csvText: 'Zeilen der Tabelle',
  chooseFile: 'Datei wählen …',
  useTable: 'Diese Tabelle verwenden',
  reading: 'Wird eingelesen …',
  fileTooLarge: 'Dateien über 40 MB sind zu groß, um hier eingelesen zu werden.',
  stopReading: 'Einlesen abbrechen',
  readingTable: (/** @type {number} */ share) => `Die Tabelle wird gelesen: ${Math.floor(100 * share)} %`,
  firstRows: 'Erste Zeilen wie eingelesen',
  whatWasDecided: 'Wie sie gelesen wird',
  markersPlaceholder: 'NA, -999',
  ownMarkers: 'Kennzeichen, durch Kommas getrennt',
  otherTable: 'Andere Tabelle …',
  includeAnyway: 'Trotzdem verwenden',
  ownWeights: 'Eines je Klasse',
  classWeightsKind: 'Wie die Klassen gewichtet sind',
  formulas: 'Formeln aus x1 und x2, durch Kommas getrennt',
  nesterovHint: 'Braucht ein Momentum über 0.',
  hiddenLayers: 'Verborgene Schichten',
  kind: 'Art',
  newKind: 'Art der neuen Schicht',
  addHidden: 'Hinten anfügen',
  kindOf: (layer) => `Art von Schicht ${layer}`,
  ofLayer: (field, layer) => `${field} von Schicht ${layer}`,
  moveUp: (layer) => `Schicht ${layer} nach oben`,
  moveDown: (layer) => `Schicht ${layer} nach unten`,
  removeThis: (layer) => `Schicht ${layer} entfernen`,
  weightedLoss: (weights) =>
    `Gewichte: ${weights}. Der Verlust ist der Mittelwert über die Beispiele, jedes nach seiner Klasse gewichtet; der Testverlust hat dieselben Gewichte. Jeder Batch wird wie in PyTorch durch die Summe seiner eigenen Gewichte geteilt. Steht eine Klasse in einem kleinen Batch allein, verliert sie dort ihr Gewicht; größere Batches folgen den Gewichten daher genauer.`,
  learningRule(formula, hasDecay, hasPenalty) {
    const parts = [hasDecay ? 'λ θ' : '', hasPenalty ? 'den Gradienten der Strafe' : ''].filter(Boolean);
    return parts.length ? `${formula}; g enthält ${parts.join(' und ')}` : formula;
  },
  rateNow: (rate) => `nach dem Plan jetzt ${rate}`,
  freezeLayer: (layer) => `Schicht ${layer} einfrieren`,
  columnsUsed: (used, total) => `Spalten: ${used} von ${total}`,
  includeColumns: (names) => `${names.join(', ')} trotzdem verwenden`,
  columnFacts: (kind, texts, missing) =>
    [kind === 'date' ? 'Daten' : '', texts ? `${texts} Texte` : '', missing ? `${missing} fehlen` : ''].filter(Boolean).join(', '),
  readingChoices: {
    delimiter: ['Trennzeichen', [[',', 'Komma'], [';', 'Semikolon'], ['\t', 'Tabulator'], [' ', 'Leerzeichen'], ['|', 'Strich']]],
    header: ['Kopfzeile', [['true', 'ja'], ['false', 'nein']]],
    decimal: ['Dezimalzeichen', [['.', 'Punkt'], [',', 'Komma']]],
    thousands: ['Tausendertrennzeichen', [['', 'keines'], [',', 'Komma'], ['.', 'Punkt'], [' ', 'Leerzeichen'], ["'", 'Apostroph']]],
    encoding: [
      'Zeichenkodierung',
      [['utf-8', 'UTF-8'], ['utf-16-le', 'UTF-16 LE'], ['utf-16-be', 'UTF-16 BE'], ['windows-1252', 'Windows-1252']],
    ],
    date_order: ['Datumsangaben', [['ymd', 'Jahr, Monat, Tag'], ['dmy', 'Tag, Monat, Jahr'], ['mdy', 'Monat, Tag, Jahr']]],
  },
  markerChoices: { label: 'Fehlende Werte', none: 'nur leere Zellen', own: 'diese …' },
  asFound: (label) => (label ? `${label} (erkannt)` : 'erkennen'),
  markersFound: (markers) => (markers.length ? markers.slice(0, 4).join(', ') : settings.markerChoices.none),
  tableSize: (rows, columns, shown) =>
    `${formatWhole(rows)} Zeilen, ${columns} Spalten${shown < columns ? `, gezeigt sind die ersten ${shown}` : ''}`,
  columnKinds: { number: 'Zahl', date: 'Datum', text: 'Text' },
};
