#!/usr/bin/env bash
# @jax-js/jax 0.1.25, WebAssembly backend in Node: the derivative of power(x, 2) at x = 0 is NaN, and
# so is power(0, 0). Internally, the function is exp(2 log x) with the sign added, so its value at 0
# is correct and only the gradient is wrong. If a penalty is written as power(w, 2), the gradient
# becomes NaN as soon as one weight is 0; the derivative of square(w) is 0 there. (In JAX, both
# derivatives are 0, and power(0, 0) is 1.)
#
# Observed:
#   power(x, 2) at 0, -3: 0 8.999998092651367
#   its slope: NaN -5.999999046325684
#   slope of square(x) at 0, -3: 0 -6
#   power(0, 0): NaN
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
  'power(x, 2) at 0, -3': [np.power(np.array([0, -3]), 2), '0 8.999998092651367'],
  'its slope': [grad((x) => np.power(x, 2).sum())(np.array([0, -3])), 'NaN -5.999999046325684'],
  'slope of square(x) at 0, -3': [grad((x) => np.square(x).sum())(np.array([0, -3])), '0 -6'],
  'power(0, 0)': [np.power(np.array([0]), 0), 'NaN'],
};
for (const [name, [array, before]] of Object.entries(observed)) {
  const after = await numbers(array);
  console.log(`${name}: ${after}`);
  if (after !== before) process.exitCode = 1;
}
process.exit();
JS
node run.mjs
