/**
 * ConvNetJS, which processes one example after another and takes a step after each batch, in double precision.
 *
 * @param {any} convnetjs
 * @param {import("../rounds.mjs").Material} material
 */
export function convNet(convnetjs, { settings, x, y, weights }) {
  const network = new convnetjs.Net();
  network.makeLayers(layers(settings));
  setWeights(network, weights);
  const classes = settings.outputs > 1;
  const trainer = new convnetjs.Trainer(network, {
    method: "sgd",
    // For a regression, ConvNetJS differentiates half the squared error, and we differentiate the squared error.
    learning_rate: classes ? settings.rate : 2 * settings.rate,
    momentum: 0,
    batch_size: settings.batch,
    l2_decay: 0,
  });
  const examples = volumes(convnetjs, settings, x);
  const targets = Array.from(y, (value) => (classes ? value : [value]));
  let next = 0;

  const step = () => {
    let total = 0;
    for (let i = 0; i < settings.batch; i++, next = (next + 1) % examples.length) {
      total += trainer.train(examples[next], targets[next]).loss;
    }
    return (classes ? total : total / 2) / settings.batch;
  };
  return {
    steps(/** @type {number} */ n) {
      for (let i = 1; i < n; i++) step();
      return step();
    },
    end() {},
  };
}

function layers({ layers: ours, shape, outputs }) {
  const unknown = ours.find(([kind]) => kind === "lstm" || kind === "block");
  if (unknown) throw new Error(`it has no layer of kind ${unknown[0]}`);
  const [height, width, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const made = [{ type: "input", out_sx: width, out_sy: height, out_depth: channels }];
  for (const [kind, , after] of ours) {
    if (kind === "linear") made.push({ type: "fc", num_neurons: after });
    if (kind === "conv") made.push({ type: "conv", sx: 3, filters: after, stride: 1, pad: 1 });
    if (kind === "pool") made.push({ type: "pool", sx: 2, stride: 2 });
    if (kind === "tanh") made.at(-1).activation = "tanh";
  }
  // In ConvNetJS, the last dense layer is part of the loss.
  made.pop();
  const loss = outputs > 1 ? { type: "softmax", num_classes: outputs } : { type: "regression", num_neurons: 1 };
  return [...made, loss];
}

/** ConvNetJS orders filters and the rows of dense layers by (out, height, width, in), as the given weights are. */
function setWeights(network, weights) {
  const layers = network.layers.filter((layer) => layer.filters);
  layers.forEach((layer, i) => {
    const [flat, biases] = [weights[2 * i], weights[2 * i + 1]];
    const size = layer.filters[0].w.length;
    layer.filters.forEach((filter, unit) => {
      for (let k = 0; k < size; k++) filter.w[k] = flat[unit * size + k];
      layer.biases.w[unit] = biases[unit];
    });
  });
}

function volumes(convnetjs, { batch, batches, shape }, x) {
  const [height, width, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
  const size = height * width * channels;
  return Array.from({ length: batch * batches }, (_, i) => {
    const volume = new convnetjs.Vol(width, height, channels, 0);
    for (let k = 0; k < size; k++) volume.w[k] = x[i * size + k];
    return volume;
  });
}
