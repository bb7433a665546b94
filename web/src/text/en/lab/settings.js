/** Settings and the user's own table. */

export const settings = {
  tableNotKept: 'This browser does not allow the page to store the table: after a reload, it must be read again.',
  data: 'Data',
  glossaryTitle: 'Explanation',
  chooseToExplain: 'Select a setting to read here what it does.',
  whatSettingsMean: 'What the settings mean',
  inChapter: (/** @type {number} */ number, /** @type {string} */ title) => `Chapter ${number}: ${title}`,
  training: 'Training',
  more: 'More',
  dropout: 'Dropout',
  noDropout: 'No dropout',
  regularisation: 'Regularisation',
  noRegularisation: 'none',
  /** @type {Record<string, string>} */
  regularisers: { l1: 'L1', l2: 'L2', weight_decay: 'decay', clip_norm: 'norm ≤', clip_value: 'value ≤' },
  stopping: 'Stopping, seed, precision',
  norm: 'Norm',
  freeze: 'Freeze',
  freezeOutput: 'Freeze the output layer',
  freezeBiases: 'Freeze all biases',
  outputActivation: 'Activation of the output',
  drawOnMap: 'Choose a class below the output map, and draw on the map. Hollow points are used for testing.',
  ownTable: 'Your own table',
  csvExample: 'height,width,kind\n1.5,2.25,oak\n…',
  ownTableHint: 'Paste rows of cells, choose a file, or drop one anywhere on the page. The table stays in this browser.',
  csvText: 'Rows of cells',
  chooseFile: 'Choose a file …',
  useTable: 'Use this table',
  reading: 'Reading …',
  fileTooLarge: 'Files larger than 40 MB cannot be read here.',
  stopReading: 'Stop reading',
  readingTable: (/** @type {number} */ share) => `Reading the table: ${Math.floor(100 * share)} %`,
  firstRows: 'First rows as read',
  whatWasDecided: 'How the table is read',
  markersPlaceholder: 'NA, -999',
  ownMarkers: 'Markers (usual: NA, n.a. …)',
  otherTable: 'Another table …',
  includeAnyway: 'Include it anyway',
  ownWeights: 'One per class',
  classWeightsKind: 'How the classes are weighted',
  formulas: 'Formulas of x1 and x2, separated by commas',
  /** @param {string} name of a setting that the others do not allow now @returns {string} */
  hintOf: (name) => (name === 'nesterov' ? 'Requires a momentum above 0.' : ''),
  hiddenLayers: 'Hidden layers',
  kind: 'Kind',
  newKind: 'Kind of the new layer',
  addHidden: 'Append',
  /** @param {string} kind of a layer without weights @param {string} before the layer with weights before it, or "" */
  layerAfter: (kind, before) => `${kind} ${before ? `after ${before}` : 'before layer 1'}`,
  /** @param {string} layer */
  kindOf: (layer) => `Kind of ${layer}`,
  /** @param {string} field @param {string} layer */
  ofLayer: (field, layer) => `${field} of ${layer}`,
  /** @param {string} layer */
  moveUp: (layer) => `Move ${layer} up`,
  /** @param {string} layer */
  moveDown: (layer) => `Move ${layer} down`,
  /** @param {string} layer */
  removeThis: (layer) => `Remove ${layer}`,
  /**
   * @param {string} weights the weight of each class
   */
  weightedLoss(weights) {
    return `Weights: ${weights}. The loss is the mean over the examples, each weighted by its class; the test loss uses the same weights. The loss of each batch is divided by the sum of its weights, as in PyTorch. In a batch with examples of only one class, the class weight cancels out, so the class weights take fuller effect in larger batches.`;
  },
  /**
   * The current update rule, and what the settings add to the gradient.
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
  rateNow: (rate) => `now ${rate}, set by the schedule`,
  /** @param {string} layer */
  freezeLayer: (layer) => `Freeze ${layer}`,
  /** @param {number} used @param {number} total */
  columnsUsed: (used, total) => `Columns: ${used} of ${total}`,
  /** @param {string[]} names */
  includeColumns: (names) => `Include ${names.join(', ')} anyway`,
  /** @param {string} marker */
  treatAsMissing: (marker) => `Treat "${marker}" as missing in every column`,
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
  asFound: (label) => (label ? `${label} (detected)` : 'detect'),
  /** @param {string[]} markers */
  markersFound: (markers) => (markers.length ? markers.slice(0, 4).join(', ') : settings.markerChoices.none),
  /**
   * @param {number} rows
   * @param {number} columns
   * @param {number} shown columns that are shown
   */
  tableSize: (rows, columns, shown) =>
    `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}, ${columns} ${columns === 1 ? 'column' : 'columns'}${shown < columns ? `, of which the first ${shown} are shown` : ''}`,
  /** @type {Record<string, string>} */
  columnKinds: { number: 'number', date: 'date', text: 'text' },
};
