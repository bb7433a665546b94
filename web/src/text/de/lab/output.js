/** Ausgabekarte, Beispiele und Zeichnen. */

import { formatPercent, formatShort, formatSigned } from '../../format.js';

/** @type {typeof import('../../en/lab/output.js').output} */
export const output = {
  showTestPoints: 'Testpunkte zeigen',
  discretise: 'Diskretisieren',
  markWrong: 'Falsche Antworten markieren',
  boundary: 'Grenze',
  outputView: 'Ansicht der Ausgabe',
  plane: 'Ebene',
  examples: 'Beispiele',
  set: 'Satz',
  tokens: 'Tokens',
  selectedExample: 'Ausgewähltes Beispiel',
  target: 'Ziel',
  prediction: 'Vorhersage',
  residual: 'Residuum',
  errors: 'Fehler der Regression',
  days: 'Tage',
  acrossAxis: 'Nach rechts',
  upAxis: 'Nach oben',
  drawHere: 'Zeichenfläche: Pfeiltasten bewegen, Enter zeichnet, 1 bis 6 wählen die Klasse, Entf löscht',
  drawTools: 'Zeichnen',
  drawMore: 'Zeichne mindestens 4 Punkte aus 2 Klassen',
  erase: 'Radieren',
  clear: 'Leeren',
  confusion: 'Konfusionsmatrix der Testpunkte',
  trueClass: 'Klasse',
  takenFor: 'gehalten für',
  accuracy: 'Testgenauigkeit',
  accuracyLabel: 'Testgenauigkeit',
  feature: 'Wert des Merkmals',
  unitOutput: 'Ausgabe der Einheit',
  outputSummary: 'Karte der Vorhersage über der Ebene von x₁ und x₂, mit den Datenpunkten',
  exampleNumber: (number) => `Beispiel ${number}`,
  layerSpace: (layer) => `Raum von ${layer}`,
  drawClass: (kind) => `Klasse ${kind}`,
  rowsShown: (first, last, total) => `${first} bis ${last} von ${total}, Test zuerst`,
  /** What Python knows of the selected example. */
  facts: {
    more: 'weitere Eingaben',
    share: 'Gradientenanteil',
    /** @param {number} share @param {number} times of the average */
    shareOf: (share, times) => `${formatPercent(share, 2)}; ${formatShort(Number(times.toPrecision(2)))} × Mittel`,
    /** @param {string} name of a weight */
    partOf: (name) => `Teil von ∂L/∂${name}`,
    /** @param {number} part @param {number} whole */
    part: (part, whole) => `${formatSigned(part)} von ${formatSigned(whole)}`,
    /** @param {number} examples */
    definition: (examples) => `Anteil: die Länge seines Gradienten an der Summe über alle ${examples} Trainingsbeispiele.`,
    /** @param {number} example counted from 1 */
    notInBatch: (example) => `Beispiel ${example} ist nicht im Batch dieses Schritts. Das Mikroskop zeigt ein anderes.`,
  },
};
