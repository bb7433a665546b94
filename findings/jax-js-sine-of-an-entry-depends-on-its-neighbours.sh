#!/usr/bin/env bash
# @jax-js/jax 0.1.25, WebAssembly backend in Node: the value of an elementwise function at an entry
# depends on whether the other entries equal it. An array of equal entries is folded into one
# constant, whose function JavaScript computes in float64. An array of distinct entries runs the
# kernel, whose float32 range reduction is off by 0.016 at 1e6, and whose softplus overflows above
# 88. So the loss of an example can be finite in a batch of one, or of equal examples, but infinite
# in a larger batch. The exact value of sin(1e6) is -0.349994.
#
# Observed:
#   sin of 1e6, 1e6: -0.349993497133255 -0.349993497133255
#   sin of 1e6, 2e6: -0.36627253890037537 -0.6816385388374329
#   softplus of 100, 100: 100 100
#   softplus of 100, 1: Infinity 1.3132567405700684
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
  'sin of 1e6, 1e6': [np.sin(np.array([1e6, 1e6])), '-0.349993497133255 -0.349993497133255'],
  'sin of 1e6, 2e6': [np.sin(np.array([1e6, 2e6])), '-0.36627253890037537 -0.6816385388374329'],
  'softplus of 100, 100': [nn.softplus(np.array([100, 100])), '100 100'],
  'softplus of 100, 1': [nn.softplus(np.array([100, 1])), 'Infinity 1.3132567405700684'],
};
for (const [name, [array, before]] of Object.entries(observed)) {
  const after = await numbers(array);
  console.log(`${name}: ${after}`);
  if (after !== before) process.exitCode = 1;
}
process.exit();
JS
node run.mjs
