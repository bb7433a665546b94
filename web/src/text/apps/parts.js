/** Texts that the figures of all applications share. Like lessons, their pages are in English. */
export const parts = {
  training: 'Training',
  train: 'Train',
  pause: 'Pause',
  again: 'Start over',
  epoch: 'Epoch',
  trainingLoss: 'Training loss',
  heldOutLoss: 'Held-out loss',
  accuracy: 'Held-out accuracy',
  loading: (/** @type {number} */ percent) => `Python is loading: ${percent} %`,
  ready: 'Ready',
  states: { ready: 'Untrained', training: 'Training', paused: 'Paused', diverged: 'Diverged' },
};
