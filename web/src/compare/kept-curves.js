/**
 * The curves of kept runs in the chart of the run. Runs differ in dash pattern, colour and number.
 *
 * @import { Curve } from '../charts/curves.js'
 * @import { KeptRun } from '../store/kept-runs.js'
 * @import { Comparison, Series } from './state.js'
 */
import { css, runColour } from '../kit/drawing/palette.js';
import { text } from '../text/index.js';

const DASHES = [[7, 3], [2, 2.5], [12, 3], [10, 3, 2, 3], [5, 2, 1, 2, 1, 2]];
const COLOURS = 10;
const WIDTH = 1.75;

/**
 * The dash and the colour of a run, by its number; any 20 consecutive runs differ.
 *
 * @param {number} number
 * @returns {{ colour: number, dash: number[] }} the index of a class's colour, and the dash
 */
export function styleOf(number) {
  const place = number - 1;
  const colour = place % COLOURS;
  return { colour, dash: DASHES[(place + Math.floor(place / COLOURS)) % DASHES.length] ?? [] };
}

/**
 * The curves of the kept runs that are drawn.
 *
 * @param {Comparison | undefined} comparison
 * @param {'losses' | 'accuracies'} kind
 * @returns {Curve[]}
 */
export function keptCurves(comparison, kind) {
  if (!comparison) return [];
  return comparison.drawn.map((run) => {
    const { colour, dash } = styleOf(run.number);
    return {
      label: text.compare.run(run.number),
      colour: css(runColour(colour + 1)),
      dash,
      width: WIDTH,
      keepsDash: true,
      epochs: run.epochs,
      values: valuesOf(run, kind, comparison.series),
    };
  });
}

/**
 * The curve of a run: the chosen series, or that of the training examples if there are no test examples.
 *
 * @param {KeptRun} run
 * @param {'losses' | 'accuracies'} kind
 * @param {Series} series
 */
export function valuesOf(run, kind, series) {
  const [training, test] = kind === 'losses' ? [run.trainingLosses, run.testLosses] : [run.trainingAccuracies, run.testAccuracies];
  return series === 'test' && test.some((value) => value !== null) ? test : training;
}
