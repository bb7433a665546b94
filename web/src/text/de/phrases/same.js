/** Phrases that read the same in German: names, symbols and abbreviations. */
const activations = ['tanh', 'relu', 'sigmoid', 'leaky_relu', 'elu', 'selu', 'gelu', 'silu', 'mish', 'softplus'];

export const SAME = new Set([
  ...activations.flatMap((name) => [`choice.layers.${name}`, `choice.output_activation.${name}`]),
  ...['sgd', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'adamw', 'nadam', 'lion'].map((name) => `choice.optimizer.${name}`),
  ...['choice.init.xavier', 'choice.init.he', 'choice.loss.hinge', 'choice.loss.huber'],
  ...['momentum', 'beta1', 'beta2', 'alpha', 'rho', 'amsgrad', 'epsilon', 'weight_decay', 'seed'].map((name) => `setting.${name}`),
  ...['as', 'rule', 'each', 'same'].map((name) => `difference.${name}`),
  ...['fleet.other', 'fleet.loss', 'fleet.loss.spread'],
]);
