/** Settings and the user's own table. */

export const settings = {
  tableNotKept: 'This browser does not let the page keep the table: after a reload, it has to be read again.',
  data: 'Data',
  training: 'Training',
  more: 'More',
  dropout: 'Dropout',
  noDropout: 'No dropout',
  regularisation: 'Penalties and clipping',
  stopping: 'Stopping, seed, precision',
  norm: 'Norm',
  freeze: 'Freeze',
  freezeOutput: 'Freeze the output layer',
  freezeBiases: 'Freeze all biases',
  outputActivation: 'Activation of the output',
  drawOnMap: 'Draw on the output map: choose a class below it. Hollow points are kept for testing.',
  ownTable: 'Your own table',
  ownTableHint: 'Paste rows of cells, choose a file, or drop one anywhere on the page. It stays in this browser.',
  csvText: 'Rows of cells',
  chooseFile: 'Choose a file …',
  useTable: 'Use this table',
  reading: 'Reading …',
  fileTooLarge: 'Files of more than 40 MB are too large to be read here.',
  stopReading: 'Stop reading',
  readingTable: (/** @type {number} */ share) => `Reading the table: ${Math.floor(100 * share)} %`,
  firstRows: 'First rows as read',
  whatWasDecided: 'How it is read',
  markersPlaceholder: 'NA, -999',
  ownMarkers: 'Markers, separated by commas',
  otherTable: 'Another table …',
  includeAnyway: 'Include it anyway',
  ownWeights: 'One per class',
  classWeightsKind: 'How the classes are weighted',
  formulas: 'Formulas of x1 and x2, separated by commas',
  nesterovHint: 'Needs a momentum above 0.',
  hiddenLayers: 'Hidden layers',
  kind: 'Kind',
  newKind: 'Kind of the new layer',
  addHidden: 'Add as last',
  /** @param {number} layer counted from 1 */
  kindOf: (layer) => `Kind of layer ${layer}`,
  /** @param {string} field @param {number} layer counted from 1 */
  ofLayer: (field, layer) => `${field} of layer ${layer}`,
  /** @param {number} layer counted from 1 */
  moveUp: (layer) => `Move layer ${layer} up`,
  /** @param {number} layer counted from 1 */
  moveDown: (layer) => `Move layer ${layer} down`,
  /** @param {number} layer counted from 1 */
  removeThis: (layer) => `Remove layer ${layer}`,
  /**
   * @param {string} weights the weight of each class
   */
  weightedLoss(weights) {
    return `Weights: ${weights}. The loss is the mean over the examples, each weighted by its class; the test loss has the same weights. Each batch is divided by the sum of its own weights, as in PyTorch. A class that is alone in a small batch loses its weight there, so larger batches follow the weights more closely.`;
  },
  /**
   * The current update rule, with its settings' additions to the gradient.
   *
   * @param {string} formula
   * @param {boolean} hasDecay
   * @param {boolean} hasPenalty
   */
  learningRule(formula, hasDecay, hasPenalty) {
    const parts = [hasDecay ? 'λ θ' : '', hasPenalty ? 'the gradient of the penalty' : ''].filter(Boolean);
    return parts.length ? `${formula}; g includes ${parts.join(' and ')}` : formula;
  },
  /** @param {string} rate */
  rateNow: (rate) => `by the schedule now ${rate}`,
  /** @param {number} layer counted from 1 */
  freezeLayer: (layer) => `Freeze layer ${layer}`,
  /** @param {number} used @param {number} total */
  columnsUsed: (used, total) => `Columns: ${used} of ${total}`,
  /** @param {string[]} names */
  includeColumns: (names) => `Include ${names.join(', ')} anyway`,
  /** @param {string} kind @param {number} texts @param {number} missing */
  columnFacts: (kind, texts, missing) =>
    [kind === 'date' ? 'dates' : '', texts ? `${texts} texts` : '', missing ? `${missing} missing` : ''].filter(Boolean).join(', '),
  /**
   * The format options in the dialog for a user's table: labels and values.
   *
   * @type {Record<'delimiter' | 'header' | 'decimal' | 'thousands' | 'encoding' | 'date_order', [string, [string, string][]]>}
   */
  readingChoices: {
    delimiter: ['Delimiter', [[',', 'comma'], [';', 'semicolon'], ['\t', 'tab'], [' ', 'space'], ['|', 'bar']]],
    header: ['Header', [['true', 'yes'], ['false', 'no']]],
    decimal: ['Decimal separator', [['.', 'point'], [',', 'comma']]],
    thousands: ['Thousands separator', [['', 'none'], [',', 'comma'], ['.', 'point'], [' ', 'space'], ["'", 'apostrophe']]],
    encoding: [
      'Encoding',
      [['utf-8', 'UTF-8'], ['utf-16-le', 'UTF-16 LE'], ['utf-16-be', 'UTF-16 BE'], ['windows-1252', 'Windows-1252']],
    ],
    date_order: ['Dates', [['ymd', 'year, month, day'], ['dmy', 'day, month, year'], ['mdy', 'month, day, year']]],
  },
  markerChoices: { label: 'Missing values', none: 'only empty cells', own: 'these …' },
  /** @param {string} label the detected value, or "" while unknown */
  asFound: (label) => (label ? `${label} (found)` : 'find out'),
  /** @param {string[]} markers */
  markersFound: (markers) => (markers.length ? markers.slice(0, 4).join(', ') : settings.markerChoices.none),
  /**
   * @param {number} rows
   * @param {number} columns
   * @param {number} shown columns that are shown
   */
  tableSize: (rows, columns, shown) =>
    `${rows.toLocaleString('en')} rows, ${columns} columns${shown < columns ? `, of which the first ${shown} are shown` : ''}`,
  /** @type {Record<string, string>} */
  columnKinds: { number: 'number', date: 'date', text: 'text' },
};
