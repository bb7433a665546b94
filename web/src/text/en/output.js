/** Output map, examples and drawing. */

export const output = {
  showTestPoints: 'Show test points',
  discretise: 'Discretise',
  markWrong: 'Mark wrong answers',
  boundary: 'Boundary',
  outputView: 'View of the output',
  plane: 'Plane',
  examples: 'Examples',
  set: 'set',
  selectedExample: 'Selected example',
  target: 'target',
  prediction: 'prediction',
  acrossAxis: 'Runs to the right',
  upAxis: 'Runs up',
  drawHere: 'Map to draw on: arrow keys move, Enter draws, 1 to 6 choose the class, Delete erases',
  drawTools: 'Drawing',
  drawMore: 'Draw 4 points or more, of 2 classes',
  erase: 'Erase',
  clear: 'Clear',
  confusion: 'Confusion matrix of the test points',
  trueClass: 'class',
  takenFor: 'taken for',
  accuracy: 'test accuracy',
  accuracyLabel: 'Test accuracy',
  feature: 'value of the feature',
  unitOutput: 'output of the unit',
  outputSummary: 'Map of the prediction over the plane of x₁ and x₂, with the data points',
  /** @param {number} number counted from 1 */
  exampleNumber: (number) => `example ${number}`,
  /** @param {number} layer counted from 1 */
  layerSpace: (layer) => `Space of layer ${layer}`,
  /** @param {number} kind counted from 0 */
  drawClass: (kind) => `Class ${kind}`,
  /** @param {number} first @param {number} last @param {number} total */
  rowsShown: (first, last, total) => `${first} to ${last} of ${total}, test first`,
};
