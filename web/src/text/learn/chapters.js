/** The existing chapters of the article, in order. The builder and the lab's list of chapters read this table. */

/**
 * @typedef {object} Chapter
 * @property {string} file without its ending
 * @property {string} title
 * @property {string} line what it is about
 * @property {number} minutes to read and do
 */

/** @type {Chapter[]} */
export const CHAPTERS = [
  {
    file: 'what',
    title: 'What backpropagation is',
    line: 'One question, asked of every weight at once; and who discovered how to answer it.',
    minutes: 10,
  },
  {
    file: 'forward',
    title: 'Forward',
    line: 'A neuron, a layer, and why a network needs activation functions.',
    minutes: 9,
  },
  {
    file: 'loss',
    title: 'Loss',
    line: 'Mean squared error and cross-entropy: the reason for each, and the meaning of its slope.',
    minutes: 10,
  },
  {
    file: 'backward',
    title: 'Backward',
    line: 'The chain rule on one path, on all paths, for a layer at once, and for a batch.',
    minutes: 12,
  },
  {
    file: 'update',
    title: 'Update',
    line: 'SGD, momentum, Adam from the inside, and the step that is too large.',
    minutes: 11,
  },
  {
    file: 'check',
    title: 'Is it right, and what does it save?',
    line: 'Finite differences against backpropagation, measured in your browser; forward mode beside reverse mode.',
    minutes: 9,
  },
  {
    file: 'deep',
    title: 'Deep networks',
    line: 'Vanishing and exploding gradients, initialisation, normalisation, residual connections, dead units.',
    minutes: 11,
  },
  {
    file: 'drives',
    title: 'What it drives',
    line: 'Images, sequences, steering and diagnosis: the same backward pass, with other layers and other data.',
    minutes: 12,
  },
];
