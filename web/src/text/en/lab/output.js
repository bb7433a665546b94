/** Output map, examples and drawing. */

import { formatPercent, formatShort, formatSigned } from '../../format.js';

export const output = {
  showTestPoints: 'Show test points',
  discretise: 'Discretise',
  markWrong: 'Mark wrong answers',
  boundary: 'Boundary',
  outputView: 'View of the output',
  plane: 'Plane',
  examples: 'Examples',
  set: 'set',
  tokens: 'tokens',
  selectedExample: 'Selected example',
  target: 'target',
  prediction: 'prediction',
  residual: 'residual',
  errors: 'Errors of the regression',
  days: 'days',
  acrossAxis: 'Horizontal axis',
  upAxis: 'Vertical axis',
  drawHere: 'Drawing area: arrow keys move, Enter draws, 1 to 6 choose the class, Delete erases',
  drawTools: 'Drawing',
  drawMore: 'Draw at least 4 points of 2 classes',
  erase: 'Erase',
  clear: 'Clear',
  confusion: 'Confusion matrix of the test points',
  trueClass: 'class',
  takenFor: 'predicted',
  accuracy: 'test accuracy',
  accuracyLabel: 'Test accuracy',
  feature: 'value of the feature',
  unitOutput: 'output of the unit',
  outputSummary: 'Map of the prediction over the x₁–x₂ plane, with the data points',
  /** @param {number} number counted from 1 */
  exampleNumber: (number) => `example ${number}`,
  /** @param {string} layer */
  layerSpace: (layer) => `Space of ${layer}`,
  /** @param {number} kind counted from 0 */
  drawClass: (kind) => `Class ${kind}`,
  /** @param {number} first @param {number} last @param {number} total */
  rowsShown: (first, last, total) => `${first} to ${last} of ${total}, test examples first`,
  /** What Python knows of the selected example. */
  facts: {
    more: 'more inputs',
    share: 'gradient share',
    /** @param {number} share @param {number} times of the average */
    shareOf: (share, times) => `${formatPercent(share, 2)}, ${formatShort(Number(times.toPrecision(2)))} × average`,
    /** @param {string} name of a weight */
    partOf: (name) => `part of ∂L/∂${name}`,
    /** @param {number} part @param {number} whole */
    part: (part, whole) => `${formatSigned(part)} of ${formatSigned(whole)}`,
    /** @param {number} examples */
    definition: (examples) => `Share: the norm of this example’s gradient, divided by the sum of the norms for all ${examples} training examples.`,
    /** @param {number} example counted from 1 */
    notInBatch: (example) => `Example ${example} is not in the batch of this step. The microscope shows another example.`,
  },
};
