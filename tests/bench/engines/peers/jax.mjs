/**
 * jax-js on its WebAssembly backend, with the whole step, including the update, in one `jit`.
 *
 * It counts references: passing an array to a function consumes it, and `.ref` keeps it.
 *
 * @param {any} jax
 * @param {import("../rounds.mjs").Material} material
 */
export async function jaxNet(jax, { settings, x, y, weights }) {
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const { numpy: np, jit, valueAndGrad } = jax;
  const batches = split(jax, settings, x, y);
  const forward = valueAndGrad((parameters, inputs, target) => (
    loss(jax, settings, parameters, inputs, target)));
  const step = jit((parameters, inputs, target) => {
    const [value, gradients] = forward(parameters.map((p) => p.ref), inputs, target);
    return [value, parameters.map((p, i) => p.sub(gradients[i].mul(settings.rate)))];
  });
  let parameters = weights.map((array, i) => parameter(np, array, settings.weightShapes[i]));
  let next = 0;

  const train = () => {
    const [inputs, target] = batches[next];
    next = (next + 1) % batches.length;
    const [value, updated] = step(parameters, inputs.ref, target.ref);
    parameters = updated;
    return value;
  };
  return {
    async steps(/** @type {number} */ n) {
      for (let i = 1; i < n; i++) train().dispose();
      const last = train();
      await jax.blockUntilReady(parameters);
      return last.item();
    },
    end() {
      jax.tree.dispose([parameters, batches]);
      step.dispose();
    },
  };
}

/** Dense layers expect (in, out); filters stay (out, in, height, width). */
function parameter(np, array, shape) {
  const made = np.array(new Float32Array(array), { shape: [...shape] });
  return shape.length === 2 ? np.array(turned(array, shape), { shape: [shape[1], shape[0]] }) : made;
}

function turned(array, [rows, columns]) {
  const found = new Float32Array(array.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) found[j * rows + i] = array[i * columns + j];
  }
  return found;
}

function split({ numpy: np, nn }, { batch, batches, outputs, shape }, x, y) {
  const size = x.length / batches;
  return Array.from({ length: batches }, (_, i) => {
    const inputs = np.array(x.slice(i * size, (i + 1) * size), { shape: [batch, ...shape] });
    const rows = y.slice(i * batch, (i + 1) * batch);
    if (outputs === 1) return [inputs, np.array(rows, { shape: [batch, 1] })];
    return [inputs, nn.oneHot(np.array(Int32Array.from(rows)), outputs)];
  });
}

function loss(jax, { layers, outputs }, parameters, inputs, target) {
  const { numpy: np, nn } = jax;
  const rest = [...parameters];
  const take = (/** @type {number} */ count) => rest.splice(0, count);
  let h = inputs;
  for (const [kind, ...sizes] of layers) h = LAYERS[kind](jax, h, take(COUNTS[kind] ?? 0), sizes);
  if (outputs === 1) return np.mean(np.square(h.sub(target)));
  return nn.logSoftmax(h, -1).mul(target).sum(-1).mean().neg();
}

const COUNTS = { linear: 2, conv: 2, lstm: 4, block: 12 };

const LAYERS = {
  linear: ({ numpy: np }, h, [w, b]) => np.matmul(h, w).add(b),
  conv: ({ lax }, h, [w, b]) => lax.conv(h, w, [1, 1], "SAME").add(b.reshape([1, -1, 1, 1])),
  pool: (_, h) => {
    const [n, channels, height, width] = h.shape;
    return h.reshape([n, channels, height / 2, 2, width / 2, 2]).max([3, 5]);
  },
  flatten: (_, h) => h.reshape([h.shape[0], -1]),
  tanh: ({ numpy: np }, h) => np.tanh(h),
  lstm,
  block,
};

/** Gates in the order input, forget, cell, output. */
function lstm({ numpy: np, nn }, x, [fromInput, fromState, ...biases], [, size]) {
  const [n, steps] = x.shape;
  const inputs = np.matmul(x, fromInput).add(biases[0]).add(biases[1]);
  let h = np.zeros([n, size]);
  let c = np.zeros([n, size]);
  const found = [];
  for (const each of np.unstack(inputs, 1)) {
    const [i, f, g, o] = np.split(each.add(np.matmul(h, fromState.ref)), 4, -1);
    c = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(g)));
    h = nn.sigmoid(o).mul(np.tanh(c.ref));
    found.push(h.ref);
  }
  [h, c, fromState].forEach((each) => each.dispose());
  return np.stack(found, 1).reshape([n, steps, size]);
}

/** A transformer block with its norms first. */
function block({ numpy: np, nn }, x, parameters, [width, heads]) {
  const [inW, inB, outW, outB, upW, upB, downW, downB, gain1, shift1, gain2, shift2] = parameters;
  const [n, steps] = x.shape;
  const norm = (h, gain, shift) => nn.standardize(h, -1, { epsilon: 1e-5 }).mul(gain).add(shift);
  const dense = (h, w, b) => np.matmul(h, w).add(b);
  const parts = np.split(dense(norm(x.ref, gain1, shift1), inW, inB), 3, -1);
  // The library's own `dotProductAttention` needs iterator helpers, which Node 20 lacks.
  const [q, k, v] = parts.map((part) => (
    part.reshape([n, steps, heads, width / heads]).transpose([0, 2, 1, 3])));
  const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(width / heads));
  const seen = np.matmul(nn.softmax(scores, -1), v).transpose([0, 2, 1, 3]);
  const h = x.add(dense(seen.reshape([n, steps, width]), outW, outB));
  return h.ref.add(dense(nn.relu(dense(norm(h, gain2, shift2), upW, upB)), downW, downB));
}
