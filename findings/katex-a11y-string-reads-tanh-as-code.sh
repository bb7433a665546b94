#!/usr/bin/env bash
# KaTeX 0.19.1, contrib/render-a11y-string ("for screen readers") renders \sin and \ln as words, but
# leaves \tanh, \max, \Phi and others as LaTeX commands. It spells the words in \text letter by letter
# and separates the digit groups of a decimal number.
#
# Observed:
#   \sin x                    sine, x
#   \tanh x                   \tanh, x
#   \max(x, 0)                \max, left parenthesis, x, comma, 0, right parenthesis
#   \Phi(x)                   \Phi, left parenthesis, x, right parenthesis
#   0.366                     0, point, 366
#   \operatorname{erf}(x)     e, r, f, left parenthesis, x, right parenthesis
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" katex@0.19.1 >/dev/null 2>&1
cat > speech.mjs <<'JS'
import render from 'katex/contrib/render-a11y-string';
const observed = {
  '\\sin x': 'sine, x',
  '\\tanh x': '\\tanh, x',
  '\\max(x, 0)': '\\max, left parenthesis, x, comma, 0, right parenthesis',
  '\\Phi(x)': '\\Phi, left parenthesis, x, right parenthesis',
  '0.366': '0, point, 366',
  '\\operatorname{erf}(x)': 'e, r, f, left parenthesis, x, right parenthesis',
};
for (const [formula, before] of Object.entries(observed)) {
  const speech = render(formula);
  console.log(formula.padEnd(26) + speech);
  if (speech !== before) process.exitCode = 1;
}
JS
node speech.mjs
