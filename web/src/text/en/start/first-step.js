/** The first screen: one step of a tiny network, in pictures with captions. Words between ` are symbols. */

/** @typedef {'below' | 'above' | 'none'} Side */

export const firstStep = {
  firstStep: {
    title: 'See how a neural network learns, one number at a time.',
    paragraphs: [
      'This network guesses, measures how wrong it was, and sends the error back through itself to find how each weight should change.',
      'That last part is backpropagation. Here it runs on your machine, in Python, and you can open and check every number.',
    ],
    watch: 'Watch one step',
    watchAgain: 'Watch again',
    pause: 'Pause',
    goOn: 'Continue',
    back: 'Back',
    next: 'Next',
    skip: 'Skip to the lab',
    again: 'Again',
    nowYou: 'Now you',
    toLab: 'To the lab',
    thisInLab: 'Open this network in the lab',
    offered: 'See one step of a tiny network, slowly, in eight pictures.',
    region: 'One step of a tiny network',
    diagram: 'A network with two inputs, two hidden units and one output',
    rail: 'The parts of the step',
    parts: { forward: 'forward', loss: 'loss', back: 'back', change: 'change', again: 'again' },
    loss: 'loss',
    answer: 'answer',
    wanted: 'target',
    before: 'before',
    keyHint: '← → turn the pages, Space pauses, Escape opens the lab.',
    ready: 'Python is ready.',
    failed: 'Python is not running. You can still watch.',
    starting: 'Python is starting. You can watch now.',
    /** @param {string} share */
    loading: (share) => `Python is loading${share && ` … ${share}`}. You can watch now.`,
    /** @param {string} wanted */
    output: (wanted) => `ŷ, target ${wanted}`,
    /** @param {number} at @param {number} of */
    place: (at, of) => `${at} of ${of}`,
    rounded: 'Numbers are rounded, so a last digit can differ by one.',
    captions: {
      intro: 'One training step, in eight pictures. It takes a minute.',
      /** @param {string} wanted */
      example: (wanted) => `The network sees one example: two numbers. For this example, its answer should be ${wanted}.`,
      hidden: 'The numbers flow forward: each hidden unit adds up its inputs times their weights, and tanh squashes the sum into the range from −1 to 1.',
      /** @param {string} answer */
      output: (answer) => `The output unit adds up its inputs in the same way. The network’s answer is ${answer}.`,
      /** @param {string} loss */
      loss: (loss) => `How wrong is that? The difference, squared, is the loss: ${loss}. Training makes it smaller.`,
      /** @param {Side} side on which the answer is, as seen from the target @param {string} by */
      off: (side, by) =>
        ({
          below: `The answer was too small by ${by}.`,
          above: `The answer was too large by ${by}.`,
          none: 'The answer was right.',
        })[side],
      /** @param {Side} side of zero on which the gradient is @param {string} by */
      weight: (side, by) =>
        ({
          below: `The error travels back along this link: raising \`w\` a little would lower the loss, at a rate of ${by} per unit of \`w\`.`,
          above: `The error travels back along this link: lowering \`w\` a little would lower the loss, at a rate of ${by} per unit of \`w\`.`,
          none: 'No error travels back along this link: changing `w` a little would not change the loss.',
        })[side],
      others: 'It travels on to the earlier links, multiplied by the weights and slopes along the way: this is the chain rule. Now every weight has its gradient.',
      /** @param {Side} side of zero on which the gradient is @param {string} from @param {string} to @param {string} rate */
      change: (side, from, to, rate) =>
        side === 'none' ? `The gradient is 0, so \`w\` stays at ${to}.` : `One weight changes: \`w\` takes a step against its gradient, from ${from} to ${to}. The learning rate, ${rate}, sets the size of the step.`,
      /** @param {string} answer @param {string} from @param {string} to */
      again: (answer, from, to) =>
        from === to
          ? `The same example again. The answer is ${answer}, and the loss stays at ${to}.`
          : `The same example again: the answer is now ${answer}, and the loss fell from ${from} to ${to}. Training does this for all weights, step after step.`,
    },
    you: {
      title: 'Now you',
      text: 'Change the weight, or the answer that the network should give, and watch the step again.',
      weight: 'Weight `w`',
      target: 'Target `y`',
      /** @param {string} answer @param {string} loss @param {string} next */
      result: (answer, loss, next) => `With these numbers, the network answers ${answer} and its loss is ${loss}. After one step of \`w\`, the loss is ${next}.`,
    },
  },
};
