/** Sanity checks. */

export const sanity = {
  sanity: {
    title: 'Sanity checks',
    about: 'three experiments on a copy of the run',
    stop: 'Stop',
    checks: {
      overfit: {
        label: 'Overfit one batch',
        before: 'Trains on the next batch alone, from the present weights: the loss must go to 0.',
      },
      ignore: {
        label: 'Ignore the input',
        before: 'Trains from the initial weights with every input replaced by 0: that must do worse.',
      },
      leaks: {
        label: 'Do examples leak into each other?',
        before: 'Sends each output back on its own: its gradient on every other example must be 0.',
      },
    },
    verdicts: { passed: 'Passed.', failed: 'Failed.', unclear: 'Unclear.' },
    /** @param {string} epoch */
    of: (epoch) => `(at epoch ${epoch})`,
  },
};
