/** The sections of the page: the masthead, the lists of lessons and instruments, and the text about the page. */

export const places = {
  places: 'Places',
  placeNames: { lab: 'Lab', learn: 'Learn', instruments: 'Instruments', about: 'About' },
  article: {
    title: 'Backpropagation, explained',
    about: 'An article in chapters of about ten minutes. Every figure is a network that trains while you read, and the exercises check your answers.',
    all: 'All chapters',
  },
  lessons: {
    title: 'Lessons',
    about: 'Text with interactive parts: walk through a training step at your own pace.',
    hand: {
      title: 'One step by hand',
      line: 'The classic example with two inputs, two hidden units and two outputs, small enough to follow with a pencil.',
    },
    every: {
      title: 'Every layer under the microscope',
      line: 'Convolution, attention, LSTM, GRU and normalisation, each in a small live network.',
    },
  },
  apps: {
    title: 'Applications',
    about: 'Applications of backpropagation, each small enough to train on this page in seconds.',
  },
  presets: {
    title: 'Experiments to look into',
    about: 'Each opens in the lab at its first training step, with the microscope open. The browser’s Back button returns to your run.',
    /** @type {Record<string, string>} */
    lines: {
      by_hand: 'Check every number of a 2-2-2 network against a printed calculation.',
      xor: 'Two hidden units draw the two lines that XOR needs.',
      softmax: 'With cross-entropy, the gradient with respect to the scores is a single subtraction: probabilities minus targets.',
      vanishing: 'Six sigmoid layers: each one passes on at most a quarter of the gradient.',
      diverging: 'With a learning rate of 3 the loss becomes infinite, and the page shows where that began.',
      convolution: 'The same small kernel is applied at every position of a digit; its gradient is the sum over all positions.',
      recurrent: 'A GRU reads brackets one by one and learns which sequences are balanced.',
      million: '784 – 1000 – 256 – 10 learns the direction of stripes; a step is 150 million multiplications and additions.',
    },
  },
  instrumentsAbout: 'Each of these shows another aspect of the run in the lab. Choose one to open it there.',
  instrumentsWait: 'They can be opened as soon as Python has loaded.',
  /** @type {Record<string, string>} */
  instrumentLines: {
    microscope: 'The next training step, op by op, with the formula and every number.',
    verdict: 'What is going well or badly in this run, with the numbers behind each finding and a change to try.',
    sanity: 'Three quick experiments that find common faults, made on a copy of the run.',
    histograms: 'The distribution of weights, gradients and activations in each layer over time.',
    updates: 'The size of each step relative to the weights that it changes.',
    units: 'Units that no example activates, and units that are saturated for almost all examples.',
    noise: 'How much the gradients of individual batches differ, and the batch size above which larger batches hardly help.',
    landscape: 'The loss on a plane through the weights, as a map or a surface, with the path of the run.',
    compare: 'Runs that you keep, with the settings in which they differ, their curves and their results.',
    fleet: 'Many networks that train together and differ in seed, learning rate or another setting.',
    race: 'Several optimizers on the same task from the same weights, each with its own learning rate.',
  },
  about: {
    what: [
      'Chainrule trains small neural networks on your machine and shows what the chain rule does, number by number. There is no server and no account; your data stays in this browser.',
      'Every picture and every number comes from the training run itself. The microscope replays the same operations that train the network.',
    ],
    runs: {
      title: 'What runs here',
      text: 'The Python package chainrule, written with NumPy, runs in this page through Pyodide. The page only draws its results.',
    },
    reference: {
      title: 'Reference',
      text: 'The package also works on its own, and its names are those of PyTorch. Its reference is generated from the source.',
      links: [
        'Reference of the package',
        'Layers',
        'Optimizers',
        'Experiments: the file that the lab saves',
        'Command line',
      ],
    },
    install: {
      title: 'Install it',
      text: 'Run these commands in a copy of the source. The second one trains an experiment saved in the lab (File, Save experiment).',
    },
    sources: {
      title: 'Sources',
      list: [
        'The example of the first lesson: M. Mazur, A Step by Step Backpropagation Example, 2015.',
        'Iris, wine, breast cancer and digits: UCI Machine Learning Repository (CC BY 4.0), as distributed by scikit-learn.',
        'Penguins: K. B. Gorman, T. D. Williams, W. R. Fraser, PLoS ONE 9(3), 2014 (CC0), as published in palmerpenguins.',
        'The papers behind each optimizer, loss and layer are named in the reference.',
      ],
    },
    licence: {
      title: 'Licence',
      text: 'MIT. Pyodide, CPython, NumPy and the libraries of the page keep their own licences.',
      link: 'All licences',
    },
  },
};
