/** The range of a chart's y axis. */

/** @typedef {[from: number, to: number]} Range */
/** @typedef {{ value: number, label: string }} Rule a reference level for the curves */

/** The space below the smallest and above the largest value of a `fitted` axis, as a share of its range. */
const MARGIN = 0.04;
/**
 * If there are more than `FEW` values, the quantile `USUAL` counts as typical, and values that are `FAR` times larger
 * count as outliers.
 */
const FEW = 40;
const USUAL = 0.98;
const FAR = 3;
/** The upper end of the range, as a multiple of the largest value. */
const HEADROOM = 1.04;

/**
 * The range from zero to the largest value. A few outliers, such as the first values of a run, would flatten the rest,
 * so they are excluded from the range and counted.
 *
 * @param {number[]} values
 * @returns {{ range: Range, above: number }}
 */
export function fromZero(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const usual = 1.2 * (sorted[Math.floor((sorted.length - 1) * USUAL)] ?? 0);
  const high = sorted.length > FEW && largest > FAR * usual && usual > 0 ? usual : largest;
  return { range: [0, high > 0 ? high * HEADROOM : 1], above: sorted.filter((value) => value > high).length };
}

/**
 * The range from the smallest value or reference level to the highest level, so that similar curves can be told apart.
 * Values above the range, such as the losses before training, are counted.
 *
 * @param {number[]} values
 * @param {number[]} levels
 * @returns {{ range: Range, above: number }}
 */
export function fitted(values, levels) {
  const [low, high] = [Math.min(...values, ...levels), Math.max(...levels)];
  if (!(low < high)) return fromZero(values);
  const margin = MARGIN * (high - low);
  return { range: [low - margin, high + margin], above: values.filter((value) => value > high + margin).length };
}

/**
 * The powers of ten that enclose all values and reference levels.
 *
 * @param {number} lowest
 * @param {number} highest
 * @param {number[]} [levels]
 * @returns {Range}
 */
export function decades(lowest, highest, levels = []) {
  const low = Math.min(lowest > 0 ? lowest : Infinity, ...levels);
  const high = Math.max(highest > 0 ? highest : 0, ...levels);
  if (!(high > 0)) return [0.01, 1];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [10 ** from, 10 ** Math.max(to, from + 1)];
}
