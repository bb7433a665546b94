/** Norms, histograms, updates, units, noise and the verdict. */

import limits from '../../../generated/limits.json';
import { formatPercent } from '../../format.js';

export const gradients = {
  layerChartSummary: 'A curve for each layer; use the arrow keys to read the values, and + and − to zoom',
  of: 'of',
  norms: {
    choose: 'What the norms are of',
    kinds: { gradients: 'Gradients', weights: 'Weights', activations: 'Activations' },
    titles: { gradients: 'Gradient norms', weights: 'Weight norms', activations: 'Activation sizes' },
    about: {
      gradients: 'smoothed; raw values faint',
      weights: 'of each layer, biases included',
      activations: 'root mean square of each layer’s outputs for the next batch',
    },
  },
  verdict: {
    title: 'Verdict',
    about: 'based on losses, gradients and data',
    looking: 'Looking at the run …',
    /** @param {number} count of further problems */
    others: (count) => `and ${count} more`,
    open: 'Show the verdict with its numbers',
    /** @param {string} words */
    trial: (words) => `Try it: ${words}`,
    trialHint: 'Changes this setting; Undo reverts it',
    why: 'Rule and numbers',
    /** @param {string} condition */
    rule: (condition) => `Rule: ${condition}.`,
  },
  histograms: {
    title: 'Histograms',
    chooseKind: 'Values counted',
    chooseLayer: 'Layer',
    kinds: { weights: 'Weights', gradients: 'Gradients', activations: 'Activations' },
    about: {
      weights: 'of the layer’s weights and biases, on a logarithmic scale',
      gradients: 'of the layer’s gradient on the next batch, on a logarithmic scale',
      activations: 'of the layer’s outputs for the next batch, on a logarithmic scale',
    },
    scale: 'values per bin; a line at the edge marks values outside all bins',
    outside: ['below all bins', 'above all bins', 'not a number'],
  },
  updates: {
    title: 'Updates',
    about: 'the next update of a layer relative to its weights, ‖Δθ‖ / ‖θ‖',
    usual: 'usual: 10⁻³',
  },
  units: {
    title: 'Dead and saturated units',
    about: 'share of a layer’s units',
    none: 'The activations of this network never level off, so no unit can die or saturate.',
    meaning:
      `Measured on the training set. Dead: the activation is 0 for every example. Saturated: for at least ${formatPercent(limits.saturated_share, 0)} of the examples, its slope is below a twentieth of the maximum.`,
    states: ['alive', 'dead', 'saturated', 'no number'],
    flat: 'flat for',
  },
  noise: {
    title: 'Gradient noise',
    choose: 'Measure of the noise',
    kinds: { signal_to_noise: 'Signal to noise', cosines: 'Cosine' },
    about: {
      signal_to_noise: 'squared mean of the gradient divided by its variance across the examples of a batch, log scale',
      cosines: 'of the angle between the gradients of successive steps',
    },
    even: 'noise = signal',
    rightAngle: 'right angle',
  },
  /** @param {string} kind @param {string} layer */
  histogramSummary: (kind, layer) =>
    `Histograms over the run: ${kind.toLowerCase()} of ${layer}. Use the arrow keys to read the bins: left and right move along the run, up and down along the values`,
  /** @param {string} low @param {string} high */
  binInWords: (low, high) => `from ${low} to ${high}`,
  /** @param {ArrayLike<number>} outside the counts below all bins, above them, not a number, and in total */
  outsideInWords(outside) {
    const parts = gradients.histograms.outside.flatMap((words, index) => (outside[index] ? [`${outside[index]} ${words}`] : []));
    return parts.length ? `; ${parts.join(', ')}` : '';
  },
  /** @param {string} layer @param {number[]} states of its units */
  unitsInWords(layer, states) {
    const parts = gradients.units.states.flatMap((word, state) => {
      const units = states.flatMap((other, unit) => (other === state ? [unit + 1] : []));
      return state > 0 && units.length ? [`${word}: ${units.join(', ')}`] : [];
    });
    return `${layer}: ${states.length} unit${states.length === 1 ? '' : 's'}, ${parts.join('; ') || 'all alive'}`;
  },
  /** @param {number} state @param {string} share of the examples */
  unitState: (state, share) =>
    `${gradients.units.states[state] ?? ''}${state === 3 ? '' : `, ${gradients.units.flat} ${share}`}`,
  /** @param {number | null | undefined} scale in examples @param {number} batch */
  noiseScale(scale, batch) {
    if (scale === undefined) return '';
    if (scale === null) return 'A single example or a zero gradient gives no estimate of the noise.';
    const examples = scale >= 1e6 ? scale.toExponential(1) : Math.max(1, Math.round(scale)).toLocaleString('en');
    return (
      `Simple noise scale now: ${examples} example${examples === '1' ? '' : 's'}; batch size: ${batch}. Larger batches help until ` +
      'the batch size reaches roughly the noise scale; beyond that the gain is small (McCandlish et al. 2018).'
    );
  },
};
