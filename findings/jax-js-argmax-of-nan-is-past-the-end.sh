#!/usr/bin/env bash
# @jax-js/jax 0.1.25, WebAssembly backend in Node: argmax of an array that contains NaN returns the
# length of the array, an index past its end, for the whole array and along an axis. NumPy and JAX
# return the index of the first NaN. One-hot encoding of the result gives a row without a 1, so the
# accuracy of a diverged network is computed without any error.
#
# Observed:
#   argmax of NaN, 1, 2: 3
#   argmax of 1, NaN, 2: 3
#   argmin of 1, NaN, 2: 3
#   argmax along the rows of [NaN, 1, 2], [0, 5, 3]: 3 1
#   one-hot of the first: 0 0 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @jax-js/jax@0.1.25 >/dev/null 2>&1
cat > run.mjs <<'JS'
globalThis.navigator ??= { hardwareConcurrency: 1 };
const { init, defaultDevice, grad, numpy: np, nn } = await import('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');
const numbers = async (array) => (await array.data()).join(' ');
const observed = {
  'argmax of NaN, 1, 2': [np.argmax(np.array([NaN, 1, 2])), '3'],
  'argmax of 1, NaN, 2': [np.argmax(np.array([1, NaN, 2])), '3'],
  'argmin of 1, NaN, 2': [np.argmin(np.array([1, NaN, 2])), '3'],
  'argmax along the rows of [NaN, 1, 2], [0, 5, 3]': [
    np.argmax(np.array([[NaN, 1, 2], [0, 5, 3]]), 1),
    '3 1',
  ],
  'one-hot of the first': [nn.oneHot(np.argmax(np.array([NaN, 1, 2])), 3), '0 0 0'],
};
for (const [name, [array, before]] of Object.entries(observed)) {
  const after = await numbers(array);
  console.log(`${name}: ${after}`);
  if (after !== before) process.exitCode = 1;
}
process.exit();
JS
node run.mjs
