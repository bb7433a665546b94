/**
 * The core of TensorFlow.js, used as in its documentation: an optimizer minimizes a function.
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
    // Our weights are (out, …, in); dense layers expect (in, out), and filters (height, width, in, out).
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

function loss(tf, { layers, outputs }, variables, inputs, target) {
  const rest = [...variables];
  let h = inputs;
  for (const [kind, ...sizes] of layers) {
    h = LAYERS[kind](tf, h, rest.splice(0, COUNTS[kind] ?? 0), sizes);
  }
  return outputs === 1
    ? tf.losses.meanSquaredError(target, h)
    : tf.losses.softmaxCrossEntropy(target, h);
}

const COUNTS = { linear: 2, conv: 2, lstm: 4, block: 12 };

const LAYERS = {
  linear: (tf, h, [w, b]) => tf.add(tf.matMul(h, w), b),
  conv: (tf, h, [w, b]) => tf.add(tf.conv2d(h, w, 1, "same"), b),
  pool: (tf, h) => tf.maxPool(h, 2, 2, "valid"),
  flatten: (tf, h) => tf.reshape(h, [h.shape[0], -1]),
  tanh: (tf, h) => tf.tanh(h),
  lstm,
  block,
};

/** One matrix product for a whole batch of sequences. */
function dense(tf, h, w, b) {
  const [n, steps, size] = h.shape;
  const product = tf.matMul(tf.reshape(h, [n * steps, size]), w);
  return tf.reshape(tf.add(product, b), [n, steps, w.shape[1]]);
}

/** Gates in the order input, forget, cell, output. */
function lstm(tf, x, [fromInput, fromState, ...biases], [, size]) {
  const inputs = dense(tf, x, fromInput, tf.add(biases[0], biases[1]));
  let h = tf.zeros([x.shape[0], size]);
  let c = h;
  const found = [];
  for (const each of tf.unstack(inputs, 1)) {
    const [i, f, g, o] = tf.split(tf.add(each, tf.matMul(h, fromState)), 4, 1);
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    found.push(h);
  }
  return tf.stack(found, 1);
}

/** A transformer block with its norms first. */
function block(tf, x, parameters, [width, heads]) {
  const [inW, inB, outW, outB, upW, upB, downW, downB, gain1, shift1, gain2, shift2] = parameters;
  const [n, steps] = x.shape;
  const norm = (h, gain, shift) => {
    const { mean, variance } = tf.moments(h, -1, true);
    const standard = tf.mul(tf.sub(h, mean), tf.rsqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(standard, gain), shift);
  };
  const parts = tf.split(dense(tf, norm(x, gain1, shift1), inW, inB), 3, -1);
  const [q, k, v] = parts.map((part) => (
    tf.transpose(tf.reshape(part, [n, steps, heads, width / heads]), [0, 2, 1, 3])));
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width / heads));
  const seen = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
  const h = tf.add(x, dense(tf, tf.reshape(seen, [n, steps, width]), outW, outB));
  return tf.add(h, dense(tf, tf.relu(dense(tf, norm(h, gain2, shift2), upW, upB)), downW, downB));
}
