/** A weight that is dragged with its slider, and the card of an example. */

import { formatLoss, formatShort, formatSigned } from '../../format.js';

/** @typedef {import('../../../touch/state.js').Along} Along */

export const touch = {
  touch: {
    which: 'Which weight',
    close: 'Close the slider',
    loss: 'loss',
    slow: 'This network is too large to compute the loss along a weight.',
    noCurve: 'The loss is not finite here.',
    pauses: 'Training pauses while you drag.',
    /** @param {boolean} isBias */
    frozen: (isBias) => `This layer is frozen: the ${isBias ? 'bias' : 'weight'} has no gradient.`,
    /** @param {number | null} slope of the tangent @param {boolean} isBias */
    slope(slope, isBias) {
      const what = isBias ? 'bias' : 'weight';
      if (slope === null) return '';
      const effect =
        slope === 0
          ? `a small change in the ${what} does not change the loss`
          : `the loss ${slope < 0 ? 'falls' : 'rises'} as the ${what} grows`;
      return `Slope ${slope === 0 ? '0' : formatSigned(slope)}: ${effect}.`;
    },
    /** @param {number} examples of the batch @param {boolean} hasPenalty */
    about: (examples, hasPenalty) =>
      `Loss on the last batch (${examples} ${examples === 1 ? 'example' : 'examples'})${hasPenalty ? ' without the penalty' : ''}. ` +
      'Its slope is the gradient.',
    /** @param {string} name of the weight @param {Along} along */
    chart: (name, { low, high, value, loss }) =>
      `Loss along ${name} from ${formatShort(low)} to ${formatShort(high)}, with the tangent at ${formatShort(value)}, where the loss is ${formatLoss(loss)}`,
    /** @param {number} value on the slider @param {Along | undefined} along */
    spoken: (value, along) =>
      [formatShort(value), ...(along?.loss != null ? [`loss ${formatLoss(along.loss)}`] : []), ...(along?.slope != null ? [`slope ${formatSigned(along.slope)}`] : [])].join(', '),
    signals: 'weight × activation',
    /** @param {string} symbol */
    score: (symbol) => `score ${symbol}`,
  },
};
