/** Sanity checks. */

export const sanity = {
  sanity: {
    title: 'Sanity checks',
    about: 'three experiments on a copy of the run',
    stop: 'Stop',
    checks: {
      overfit: {
        label: 'Overfit one batch',
        before: 'Trains on the next batch only, from the current weights: the loss must reach 0.',
      },
      ignore: {
        label: 'Ignore the input',
        before: 'Trains from the initial weights with every input replaced by 0: the loss must be higher than with the real inputs.',
      },
      leaks: {
        label: 'Do examples leak into each other?',
        before: 'Backpropagates from each output separately: its gradient with respect to the input of every other example must be 0.',
      },
    },
    verdicts: { passed: 'Passed.', failed: 'Failed.', unclear: 'Unclear.' },
    /** @param {string} epoch */
    of: (epoch) => `(at epoch ${epoch})`,
  },
};
