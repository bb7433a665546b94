/**
 * The glossary. The article's page of terms shows it. The lab shows the entry of the
 * setting that has the focus: an entry with the name of a setting explains that setting, and `optimizer.adam` explains
 * one of the choices of `optimizer`.
 */

/**
 * @typedef {object} Term
 * @property {string} term
 * @property {string} meaning
 * @property {string} [chapter] the file of the article's chapter that explains the term
 */

/** @type {{ glossary: Record<string, Term> }} */
export const glossary = {
  glossary: {
    activation: {
      term: 'Activation function',
      meaning: 'The function that a unit applies to its weighted sum. Without one, stacked layers would be equivalent to a single layer.',
      chapter: 'forward',
    },
    'activation.relu': {
      term: 'ReLU',
      meaning: 'max(0, z): passes positive sums unchanged and stops negative ones. Its slope is 1 or 0, so it does not shrink gradients on the way back.',
      chapter: 'deep',
    },
    'activation.sigmoid': {
      term: 'Sigmoid',
      meaning: 'σ(z) = 1/(1 + e⁻ᶻ): maps any number to one between 0 and 1. Its slope is at most 0.25, so gradients shrink at every layer that uses it.',
      chapter: 'forward',
    },
    'activation.tanh': {
      term: 'Tanh',
      meaning: 'A sigmoid stretched to the range from −1 to 1. Its slope is 1 at 0 and close to 0 for sums far from 0.',
      chapter: 'deep',
    },
    'optimizer.adam': {
      term: 'Adam',
      meaning: 'Divides a running mean of the gradient by the root of a running mean of its square. This gives each weight its own step size, about as large as the learning rate.',
      chapter: 'update',
    },
    'optimizer.adamw': {
      term: 'AdamW',
      meaning: 'Adam with a weight decay that is applied to the weights directly, not through the gradient.',
      chapter: 'update',
    },
    'layers.attention': {
      term: 'Attention',
      meaning: 'A layer in which each position of a sequence takes a weighted mean over the positions. The weights are computed from the data.',
      chapter: 'drives',
    },
    auc: {
      term: 'AUC',
      meaning: 'The area under the ROC curve: the probability that a random positive example gets a higher score than a random negative one.',
    },
    backpropagation: {
      term: 'Backpropagation',
      meaning: 'Computes the gradient of the loss with respect to all weights by the chain rule, from the loss back to the inputs, in about twice the time of a forward pass.',
      chapter: 'what',
    },
    backward_pass: {
      term: 'Backward pass',
      meaning: 'The half of a training step in which the gradient is computed, operation by operation, in reverse order.',
      chapter: 'backward',
    },
    batch_size: {
      term: 'Batch size',
      meaning: 'The number of examples in one step. The gradient is averaged over them: larger batches give a less noisy gradient, smaller ones give more steps per epoch.',
      chapter: 'backward',
    },
    bias: {
      term: 'Bias',
      meaning: 'The number that a unit adds to its weighted sum. It shifts the point at which the unit responds.',
      chapter: 'forward',
    },
    calibration: {
      term: 'Calibration',
      meaning: 'A model is calibrated if, of the cases to which it gives a probability of 30 %, about 30 % are positive.',
    },
    chain_rule: {
      term: 'Chain rule',
      meaning: 'The slope of a composed function is the product of the slopes of its parts. Along a path, slopes multiply; where paths meet, the products add up.',
      chapter: 'backward',
    },
    class: { term: 'Class', meaning: 'One of the answers that a classifier chooses from.', chapter: 'loss' },
    class_weights: {
      term: 'Class weights',
      meaning: 'Factors by which the losses of each class’s examples are multiplied. “Balanced” makes all classes count equally, however many examples they have.',
    },
    clip_norm: { term: 'Clipping by norm', meaning: 'Shortens the gradient to the given length if it is longer. Its direction does not change.', chapter: 'deep' },
    clip_value: {
      term: 'Clipping by value',
      meaning: 'Limits each entry of the gradient to the range from minus to plus the given value. This can change the direction of the gradient.',
      chapter: 'deep',
    },
    'layers.conv': {
      term: 'Convolution',
      meaning: 'A layer that slides the same few weights over a picture or a sequence. It detects a pattern at any position.',
      chapter: 'drives',
    },
    'loss.cross_entropy': {
      term: 'Cross-entropy',
      meaning: 'The negative logarithm of the probability given to the right class. Its slope with respect to the scores is the probabilities minus the targets.',
      chapter: 'loss',
    },
    'loss.binary_cross_entropy': {
      term: 'Binary cross-entropy',
      meaning: 'Cross-entropy for two classes, computed from one score: the negative logarithm of the probability given to the right class.',
      chapter: 'loss',
    },
    data: {
      term: 'Data set',
      meaning: 'The examples, each with its inputs and its target. One part trains the network; the other only tests it.',
      chapter: 'what',
    },
    data_seed: {
      term: 'Data seed',
      meaning: 'Determines the random choices in the data: the generated examples and their division into training and test data. The same seed gives the same data.',
    },
    dead_unit: {
      term: 'Dead unit',
      meaning: 'A ReLU unit whose sum is negative for every example. Its gradient is 0, so it no longer learns.',
      chapter: 'deep',
    },
    derivative: {
      term: 'Derivative',
      meaning: 'The slope of a function at a point: the ratio of the change in the output to a very small change in the input.',
      chapter: 'what',
    },
    divergence: {
      term: 'Divergence',
      meaning: 'Training diverges if the steps are so large that the loss grows, eventually beyond the largest number that the computer can represent.',
      chapter: 'update',
    },
    dropout: {
      term: 'Dropout',
      meaning: 'Sets a random share of a layer’s outputs to 0 in each training step and enlarges the rest. No unit can then rely on any single other unit, which reduces overfitting.',
    },
    dtype: {
      term: 'Precision',
      meaning: '32-bit numbers have about 7 significant digits and are faster; 64-bit numbers have about 16.',
      chapter: 'check',
    },
    edge_of_stability: {
      term: 'Edge of stability',
      meaning: 'Gradient descent is unstable in a direction whose curvature exceeds 2 divided by the learning rate. Training on the whole data set tends to end up at this edge.',
      chapter: 'update',
    },
    'layers.embedding': { term: 'Embedding', meaning: 'A table with a row of trained numbers for each token. The layer looks the row up.', chapter: 'drives' },
    epoch: { term: 'Epoch', meaning: 'One pass through the training data: each example is used once.', chapter: 'update' },
    error_signal: {
      term: 'Error signal δ',
      meaning: 'The gradient of the loss with respect to a unit’s weighted sum. Multiplied by one of the unit’s inputs, it is the gradient of that input’s weight.',
      chapter: 'backward',
    },
    example: { term: 'Example', meaning: 'One row of the data: the inputs and the target that belongs to them.', chapter: 'what' },
    exploding_gradient: {
      term: 'Exploding gradient',
      meaning: 'A gradient that grows with every layer on its way back, because the slopes along a path multiply to more than 1.',
      chapter: 'deep',
    },
    features: {
      term: 'Features',
      meaning: 'The numbers that the network receives, computed from the raw inputs. A good feature can replace a layer.',
      chapter: 'forward',
    },
    finite_difference: {
      term: 'Finite difference',
      meaning: 'An estimate of a slope from two evaluations of the loss: one with the weight slightly larger, one with it slightly smaller.',
      chapter: 'check',
    },
    forward_mode: {
      term: 'Forward mode',
      meaning: 'Carries derivatives from the inputs to the outputs. It is cheap for few inputs; backpropagation is cheap for few outputs.',
      chapter: 'check',
    },
    forward_pass: {
      term: 'Forward pass',
      meaning: 'The half of a training step in which the inputs become outputs and the loss is computed.',
      chapter: 'forward',
    },
    frozen: { term: 'Frozen layers', meaning: 'Layers whose weights training does not change. Gradients still pass through them.' },
    gradient: {
      term: 'Gradient',
      meaning: 'The derivatives of the loss with respect to all weights. It points in the direction in which the loss grows fastest; training steps the opposite way.',
      chapter: 'what',
    },
    gradient_check: { term: 'Gradient check', meaning: 'Compares the gradient of backpropagation with finite differences.', chapter: 'check' },
    layers: {
      term: 'Hidden layers',
      meaning: 'The layers between inputs and outputs. No target says what their units should do; the gradient does.',
      chapter: 'forward',
    },
    'layers.linear': { term: 'Dense layer', meaning: 'Each unit computes a weighted sum of all outputs of the previous layer, plus a bias.', chapter: 'forward' },
    'layers.gru': {
      term: 'GRU',
      meaning: 'A recurrent layer whose gates decide, at each step of a sequence, how much of its state to keep. Gradients survive more steps than in a plain recurrent layer.',
      chapter: 'drives',
    },
    'layers.lstm': {
      term: 'LSTM',
      meaning: 'A recurrent layer whose cell state is kept, updated and read through three gates. Along the cell state, gradients survive many steps.',
      chapter: 'drives',
    },
    'layers.rnn': {
      term: 'Recurrent layer',
      meaning: 'Reads a sequence step by step with the same weights, and passes its outputs on to the next step.',
      chapter: 'drives',
    },
    'layers.pool': {
      term: 'Pooling',
      meaning: 'Keeps one number, the largest or the mean, of each small area. The picture becomes smaller.',
      chapter: 'drives',
    },
    init: {
      term: 'Initialisation',
      meaning: 'The rule for the random weights before the first step. Xavier (for tanh) and He (for ReLU) keep signals about equally large from layer to layer.',
      chapter: 'deep',
    },
    'init.zeros': {
      term: 'Initialisation with zeros',
      meaning: 'All units of a layer compute the same output and get the same gradient, so they stay equal: the network cannot learn.',
      chapter: 'deep',
    },
    init_scale: {
      term: 'Initial scale',
      meaning: 'The factor that multiplies the initial weights. Below 1, signals shrink from layer to layer; above 1, they grow.',
      chapter: 'deep',
    },
    kink: {
      term: 'Kink',
      meaning: 'A point where a function has two slopes, one on each side, as ReLU does at 0. Backpropagation returns one of them.',
      chapter: 'check',
    },
    l1: {
      term: 'L1 penalty',
      meaning: 'Adds the sum of the weights’ absolute values, times this factor, to the loss. It pulls small weights to exactly 0.',
    },
    l2: {
      term: 'L2 penalty',
      meaning: 'Adds half the sum of the squared weights, times this factor, to the loss. It keeps weights small.',
    },
    norm: {
      term: 'Layer norm',
      meaning: 'Shifts and scales the outputs of a layer, for each example, to mean 0 and variance 1, and then applies a trained scale and shift to each unit.',
      chapter: 'deep',
    },
    learning_rate: {
      term: 'Learning rate η',
      meaning: 'The factor that scales each step. If it is too small, training takes long; if it is too large, the loss jumps or grows without limit.',
      chapter: 'update',
    },
    loss: { term: 'Loss', meaning: 'One number that measures how wrong the outputs are. Training makes it smaller.', chapter: 'loss' },
    landscape: {
      term: 'Loss landscape',
      meaning: 'The loss as a height above the space of all weights. The page draws it over a plane through the current weights.',
      chapter: 'update',
    },
    'loss.mse': {
      term: 'Mean squared error',
      meaning: 'The mean of the squared differences between outputs and targets. An error twice as large counts four times as much.',
      chapter: 'loss',
    },
    momentum: {
      term: 'Momentum',
      meaning: 'The share of the last step that is added to the next one. It damps zigzags and speeds training up where successive gradients agree.',
      chapter: 'update',
    },
    nesterov: { term: 'Nesterov momentum', meaning: 'Momentum that uses the gradient as if it had been computed one momentum step ahead.', chapter: 'update' },
    noise: { term: 'Noise', meaning: 'How much the generated points are scattered. With a lot of noise, no network can be right everywhere.' },
    optimizer: { term: 'Optimizer', meaning: 'The rule that turns the gradient into a step.', chapter: 'update' },
    overfitting: {
      term: 'Overfitting',
      meaning: 'The network learns what is particular to the training examples: the training loss falls while the test loss rises.',
    },
    parameter: { term: 'Parameter', meaning: 'A number that training changes: a weight or a bias.', chapter: 'forward' },
    'layers.residual': {
      term: 'Residual connection',
      meaning: 'Adds the input of some layers to their output. This gives the gradient a path around these layers.',
      chapter: 'deep',
    },
    reverse_mode: {
      term: 'Reverse mode',
      meaning: 'Automatic differentiation from the output to the inputs, the general method of which backpropagation is the best-known case.',
      chapter: 'what',
    },
    'optimizer.rmsprop': { term: 'RMSprop', meaning: 'Divides the gradient by the root of a running mean of its square.', chapter: 'update' },
    roc: { term: 'ROC curve', meaning: 'The share of positive examples that are detected, plotted against the share of negative examples that raise a false alarm, for every threshold.' },
    schedule: {
      term: 'Schedule',
      meaning: 'Changes the learning rate during training: often large steps first and small ones at the end.',
      chapter: 'update',
    },
    score: { term: 'Score (logit)', meaning: 'An output before softmax or sigmoid turns it into a probability.', chapter: 'loss' },
    seed: {
      term: 'Seed',
      meaning: 'Determines the random choices of a run: the initial weights, the order of the examples, and dropout. The same seed gives the same run.',
    },
    'optimizer.sgd': {
      term: 'SGD',
      meaning: 'Stochastic gradient descent: each step is minus the gradient on one batch, times the learning rate.',
      chapter: 'update',
    },
    sharpness: {
      term: 'Sharpness',
      meaning: 'The largest curvature of the loss, that is, the largest eigenvalue of its matrix of second derivatives.',
      chapter: 'update',
    },
    softmax: { term: 'Softmax', meaning: 'Turns scores into probabilities: each is e raised to its score, divided by the sum of these powers.', chapter: 'loss' },
    standardise: {
      term: 'Standardise',
      meaning: 'Shifts and scales each column to mean 0 and standard deviation 1 on the training data, so that no column dominates because of its unit.',
    },
    step: { term: 'Step', meaning: 'One forward pass, one backward pass and one update, with one batch.', chapter: 'what' },
    stop_patience: {
      term: 'Early stopping',
      meaning: 'Ends training when the test loss has not improved for this many epochs, before overfitting sets in.',
    },
    train_share: {
      term: 'Training share',
      meaning: 'The share of the examples used for training. The others only measure how well the network does on examples it has never seen.',
    },
    target: { term: 'Target', meaning: 'The output that an example should have.', chapter: 'loss' },
    temperature: {
      term: 'Temperature',
      meaning: 'Divides the scores before softmax. A temperature above 1 makes probabilities more equal; one below 1 makes them more extreme.',
      chapter: 'drives',
    },
    test_loss: { term: 'Test loss', meaning: 'The loss on examples that training never uses. It shows how well the network does on new data.' },
    vanishing_gradient: {
      term: 'Vanishing gradient',
      meaning: 'A gradient that shrinks with every layer on its way back, until the first layers hardly learn.',
      chapter: 'deep',
    },
    weight: { term: 'Weight', meaning: 'The number by which a unit multiplies one of its inputs.', chapter: 'forward' },
    weight_decay: { term: 'Weight decay λ', meaning: 'Shrinks each weight by a small fraction of its value at every step. It keeps weights small.' },
  },
};
