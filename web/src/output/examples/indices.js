/**
 * The indices of the examples. Python counts the training examples first, the table lists the test examples first, and
 * the output map may draw only part of either set.
 *
 * @import { OpenedReport } from '../../engine/reports.js'
 */

/** @typedef {Pick<OpenedReport, 'examples' | 'training_examples'>} Counts */
/** @typedef {Pick<OpenedReport, 'training_examples' | 'arrays'>} Drawn */

/**
 * The example in a row of the table.
 *
 * @param {Counts} counts
 * @param {number} row
 */
export function exampleInRow({ examples, training_examples: training }, row) {
  const tests = examples - training;
  return row < tests ? training + row : row - tests;
}

/**
 * The row of the table that holds an example.
 *
 * @param {Counts} counts
 * @param {number} example
 */
export function rowOfExample({ examples, training_examples: training }, example) {
  return example < training ? examples - training + example : example - training;
}

/**
 * The example that a point of the output map stands for.
 *
 * @param {Drawn} drawn
 * @param {number} point
 */
export function exampleOfPoint({ training_examples: training, arrays }, point) {
  const drawn = drawnOf(arrays['test']);
  return point < drawn ? point : training + point - drawn;
}

/**
 * The point of the output map that stands for an example, if it is drawn.
 *
 * @param {Drawn} drawn
 * @param {number | undefined} example
 */
export function pointOfExample({ training_examples: training, arrays }, example) {
  if (example === undefined) return undefined;
  const drawn = drawnOf(arrays['test']);
  const isTraining = example < training;
  const point = isTraining ? example : drawn + example - training;
  return point < (isTraining ? drawn : (arrays['test']?.length ?? 0)) ? point : undefined;
}

/**
 * The number of training examples that are drawn, that is, of points before the first test point.
 *
 * @param {ArrayLike<number> | undefined} test
 */
function drawnOf(test) {
  let count = 0;
  while (count < (test?.length ?? 0) && !test?.[count]) count += 1;
  return count;
}
