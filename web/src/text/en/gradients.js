/** Norms, histograms, updates, units, noise and the verdict. */

import limits from '../../generated/limits.json';
import { formatPercent } from '../format.js';

export const gradients = {
  layerChartSummary: 'A curve for each layer; arrow keys read the values, + and − zoom',
  of: 'of',
  norms: {
    choose: 'What the norms are of',
    kinds: { gradients: 'Gradients', weights: 'Weights', activations: 'Activations' },
    titles: { gradients: 'Gradient norms', weights: 'Weight norms', activations: 'Activation sizes' },
    about: {
      gradients: 'of each layer, last batch',
      weights: 'of each layer, biases included',
      activations: 'root mean square of each layer’s outputs, next batch',
    },
  },
  verdict: {
    title: 'Verdict',
    about: 'what losses, gradients and data say',
    looking: 'Looking at the run …',
    /** @param {string} words */
    trial: (words) => `Try it: ${words}`,
    trialHint: 'Changes this setting; Undo takes it back',
    why: 'Rule and numbers',
    /** @param {string} condition */
    rule: (condition) => `Rule: ${condition}.`,
  },
  histograms: {
    title: 'Histograms',
    chooseKind: 'What is counted',
    chooseLayer: 'Layer',
    kinds: { weights: 'Weights', gradients: 'Gradients', activations: 'Activations' },
    about: {
      weights: 'of the layer’s weights and biases, on a scale of powers of ten',
      gradients: 'of the layer’s gradient, next batch, on a scale of powers of ten',
      activations: 'of the layer’s outputs, next batch, on a scale of powers of ten',
    },
    scale: 'numbers in a bin; a line at the edge marks what no bin holds',
    outside: ['below all bins', 'above all bins', 'not a number'],
  },
  updates: {
    title: 'Updates',
    about: 'the next step’s change of a layer over its weights, ‖Δθ‖ / ‖θ‖',
    usual: 'usual: 10⁻³',
  },
  units: {
    title: 'Dead and saturated units',
    about: 'share of a layer’s units',
    none: 'The activations of this network never level off: no unit can die or saturate.',
    meaning:
      `Over the training set. Dead: 0 for every example. Saturated: for ${formatPercent(limits.saturated_share, 0)} of the examples the slope is below a twentieth of its greatest.`,
    states: ['alive', 'dead', 'saturated', 'no number'],
    flat: 'flat for',
  },
  noise: {
    title: 'Gradient noise',
    choose: 'What is told of the noise',
    kinds: { signal_to_noise: 'Signal to noise', cosines: 'Cosine' },
    about: {
      signal_to_noise: 'the mean gradient’s square over its variance, across the batch’s examples, log scale',
      cosines: 'of the angle between one step’s gradient and the next',
    },
    even: 'as much noise as signal',
    rightAngle: 'right angle',
  },
  /** @param {string} kind @param {string} layer */
  histogramSummary: (kind, layer) =>
    `Histograms over the run: ${kind.toLowerCase()} of ${layer}. Arrow keys read the bins: left and right along the run, up and down along the values`,
  /** @param {string} low @param {string} high */
  binInWords: (low, high) => `from ${low} to ${high}`,
  /** @param {ArrayLike<number>} outside how many are below all bins, above them, not a number, and in all */
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
    if (scale === null) return 'One example alone, or a gradient of 0, tells nothing of noise.';
    const examples = scale >= 1e6 ? scale.toExponential(1) : Math.max(1, Math.round(scale)).toLocaleString('en');
    return (
      `Simple noise scale now: ${examples} example${examples === '1' ? '' : 's'}; batches of ${batch}. Up to about the noise ` +
      'scale a larger batch makes steps better; beyond, hardly (McCandlish et al. 2018).'
    );
  },
};
