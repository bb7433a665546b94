#!/usr/bin/env bash
# uPlot 1.6.32 (jsdom 26.1.0): with a single point, the x axis of a time chart ends 86400 / ms after
# the point. `ms` is the length of a millisecond in the unit of the data, 1e-3 for seconds, so a day
# would be 86400000 · ms. The axis therefore spans 1000 days if the times are in seconds, and
# 86 seconds if the same time is in milliseconds.
#
# If the scale has a `range` function, it receives this padded interval, and for other numbers 0 to
# twice the value, while all other data, and the y scale also for a single point, are passed as
# their smallest and largest value. The function can't tell one point at 5 from points at 0 and 10.
#
# Observed:
#   seconds: the axis spans 1000 days
#   milliseconds: the axis spans 0.001 days
#   range of 5, 7: x [5,7], y [5,7]
#   range of 5: x [0,10], y [5,5]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit uplot@1.6.32 jsdom@26.1.0 > /dev/null
cat > one-point.mjs <<'SCRIPT'
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('', { runScripts: 'outside-only' });
// What jsdom lacks. Nothing is drawn.
window.matchMedia = () => ({ addEventListener() {}, removeEventListener() {} });
window.Path2D = class { moveTo() {} lineTo() {} rect() {} arc() {} };
const context = new Proxy({}, { get: () => () => ({ width: 0 }), set: () => true });
window.HTMLCanvasElement.prototype.getContext = () => context;
const source = readFileSync('node_modules/uplot/dist/uPlot.iife.js', 'utf8');
const uPlot = window.eval(`${source}; uPlot`);

async function drawn(options, x) {
  const size = { width: 300, height: 200 };
  const plot = new uPlot({ ...size, series: [{}, {}], ...options }, [x, x], window.document.body);
  await new Promise((passed) => setTimeout(passed, 100));
  return plot;
}

const lines = [];
for (const [unit, ms] of [['seconds', 1e-3], ['milliseconds', 1]]) {
  const { min, max } = (await drawn({ ms }, [1.7e12 * ms])).scales.x;
  lines.push(`${unit}: the axis spans ${(max - min) / (86400000 * ms)} days`);
}
for (const x of [[5, 7], [5]]) {
  const given = {};
  const range = (_, low, high, key) => {
    given[key] = JSON.stringify([low, high]);
    return [low - 1, high + 1];
  };
  await drawn({ scales: { x: { time: false, range }, y: { range } } }, x);
  lines.push(`range of ${x.join(', ')}: x ${given.x}, y ${given.y}`);
}
console.log(lines.join('\n'));
const observed = [
  'seconds: the axis spans 1000 days',
  'milliseconds: the axis spans 0.001 days',
  'range of 5, 7: x [5,7], y [5,7]',
  'range of 5: x [0,10], y [5,5]',
];
process.exit(lines.join() === observed.join() ? 0 : 1);
SCRIPT
node one-point.mjs
