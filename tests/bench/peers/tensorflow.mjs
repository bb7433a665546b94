/**
 * TensorFlow.js's core, used the usual way: an optimizer that minimizes a function.
 *
 * @param {any} tf
 * @param {"cpu" | "wasm"} backend
 * @param {import("../rounds.mjs").Material} material
 */
export async function tensorFlow(tf, backend, { settings, x, y, weights, }) {
  const use = async () => {
    if (tf.getBackend() !== backend) await tf.setBackend(backend);
  };
  await use();
  await tf.ready();
  const variables = weights.map((array, i) => variable(tf, array, settings.weightShapes[i]));
  const batches = split(tf, settings, x, y);
  const optimizer = tf.train.sgd(settings.rate);
  let next = 0;

  const train = (/** @type {boolean} */ wanted) => {
    const [inputs, target] = batches[next];
    next = (next + 1) % batches.length;
    return optimizer.minimize(() => loss(tf, settings, variables, inputs, target), wanted, variables);
  };
  return {
    async steps(/** @type {number} */ n) {
      await use();
      for (let i = 1; i < n; i++) train(false);
      const last = train(true);
      const value = last.dataSync()[0];
      last.dispose();
      return value;
    },
    end() {
      tf.dispose([variables, batches]);
    },
  };
}

function variable(tf, array, shape) {
  return tf.tidy(() => {
    const tensor = tf.tensor(array, shape);
    // Ours are (out, …, in): products want (in, out), filters (height, width, in, out).
    if (shape.length === 1) return tf.variable(tensor);
    return tf.variable(tf.transpose(tensor, shape.length === 2 ? [1, 0] : [1, 2, 3, 0]));
  });
}

function split(tf, { batch, batches, outputs, shape }, x, y) {
  const size = x.length / batches;
  return Array.from({ length: batches }, (_, i) => {
    const inputs = tf.tensor(x.subarray(i * size, (i + 1) * size), [batch, ...shape]);
    const rows = y.subarray(i * batch, (i + 1) * batch);
    if (outputs === 1) return [inputs, tf.tensor(rows, [batch, 1])];
    const labels = tf.tensor1d(Array.from(rows), "int32");
    return [inputs, tf.tidy(() => tf.cast(tf.oneHot(labels, outputs), "float32"))];
  });
}

function loss(tf, { layers, batch, outputs }, variables, inputs, target) {
  let h = inputs;
  let index = 0;
  for (const [kind] of layers) {
    if (kind === "linear") h = tf.add(tf.matMul(h, variables[index++]), variables[index++]);
    if (kind === "conv") h = tf.add(tf.conv2d(h, variables[index++], 1, "same"), variables[index++]);
    if (kind === "pool") h = tf.maxPool(h, 2, 2, "valid");
    if (kind === "flatten") h = tf.reshape(h, [batch, -1]);
    if (kind === "tanh") h = tf.tanh(h);
  }
  return outputs === 1
    ? tf.losses.meanSquaredError(target, h)
    : tf.losses.softmaxCrossEntropy(target, h);
}
