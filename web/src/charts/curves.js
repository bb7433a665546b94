/** The values of curves, prepared for a chart. */
import { text } from '../text/index.js';
import { formatEpoch } from '../text/format.js';

/**
 * @typedef {object} Curve
 * @property {string} label
 * @property {string} colour
 * @property {number[]} dash
 * @property {number} width
 * @property {(number | null | undefined)[]} values
 * @property {(number | null | undefined)[]} [raw] the values before smoothing, at the same epochs; drawn faintly
 * @property {boolean} [keepsDash] whether it has few enough points to be dashed in any chart
 * @property {boolean} [isChosen] whether its layer is selected
 * @property {number[]} [epochs] the epochs of its values, if they differ from those of the other curves
 */

/** @typedef {import('./axis.js').Range} Range */

/**
 * @param {number | null | undefined} value
 * @returns {value is number}
 */
export function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

/**
 * The curves of this experiment's branches, drawn faintly behind those of the run; only the first of each pair has a
 * name.
 *
 * @param {import('../model/history/branches.js').Branch[]} branches
 * @param {'trainingLosses' | 'trainingAccuracies'} training
 * @param {'testLosses' | 'testAccuracies'} test
 * @param {string} colour
 * @returns {Curve[]}
 */
export function branchCurves(branches, training, test, colour) {
  return branches.filter(({ isOther }) => !isOther).flatMap(({ leftAt, epochs, [training]: first, [test]: second }) => {
    // The margin is only wide enough for whole epochs.
    const label = text.branchName(formatEpoch(leftAt));
    return [
      { label, colour, dash: [], width: 1, values: first, epochs },
      { label: '', colour, dash: [2, 3], width: 1, values: second, epochs },
    ];
  });
}

/**
 * Values in the form that a chart draws: null leaves a gap, and undefined is skipped.
 *
 * @param {(number | null | undefined)[]} values
 * @param {boolean} isLog
 */
export function drawable(values, isLog) {
  return values.map((value) => (value === undefined || (isNumber(value) && (!isLog || value > 0)) ? value : null));
}

/**
 * All curves over the union of their epochs. A value is undefined where a curve has no record; its line skips such
 * values.
 *
 * @param {number[]} epochs of all curves without their own epochs
 * @param {Curve[]} curves
 * @returns {{ epochs: number[], curves: Curve[] }}
 */
export function joined(epochs, curves) {
  if (curves.every((curve) => curve.epochs === undefined)) return { epochs, curves };
  const all = [...new Set([...epochs, ...curves.flatMap((curve) => curve.epochs ?? [])])];
  all.sort((a, b) => a - b);
  const aligned = curves.map((curve) => {
    const places = new Map((curve.epochs ?? epochs).map((epoch, index) => [epoch, index]));
    return { ...curve, values: all.map((epoch) => curve.values[places.get(epoch) ?? -1]) };
  });
  return { epochs: all, curves: aligned };
}

/**
 * The values of all curves at the epochs shown; for a smoothed curve, the raw values.
 *
 * @param {Curve[]} curves
 * @param {ArrayLike<number>} epochs
 * @param {Range} [range] all epochs by default
 */
export function valuesWithin(curves, epochs, [from, to] = [-Infinity, Infinity]) {
  return curves.flatMap(({ values, raw = values }) =>
    raw.filter((value, i) => (epochs[i] ?? 0) >= from && (epochs[i] ?? 0) <= to).filter(isNumber),
  );
}

/**
 * The last drawn value of a curve at or before an epoch.
 *
 * @param {Curve} curve
 * @param {ArrayLike<number>} epochs
 * @param {number} to
 * @param {boolean} isLog
 * @returns {{ epoch: number, value: number } | undefined}
 */
export function lastDrawn({ values }, epochs, to, isLog) {
  const index = values.findLastIndex((value, i) => isNumber(value) && (epochs[i] ?? 0) <= to && (!isLog || value > 0));
  const [epoch, value] = [epochs[index], values[index]];
  return epoch !== undefined && isNumber(value) ? { epoch, value } : undefined;
}
