import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnNames, layerName, unitName } from '../../../web/src/network/layer-names.js';
import { NetworkLayout } from '../../../web/src/network/network-layout.js';
import { columnRoom, namesIn, roomFor, shortened } from '../../../web/src/network/network-names.js';

/** Every letter is 7 px wide and 12 px high. */
const lettering = { size: 12, measure: (/** @type {string} */ words) => 7 * [...words].length };

const numbers = (/** @type {number} */ count) => ({ kind: 'numbers', sizes: [count], symbols: 0 });

/** @param {string[]} features @param {number[]} widths @param {string[]} outputs */
function dense(features, widths, outputs) {
  const all = [features.length, ...widths, outputs.length];
  const layers = all.slice(1).map((units, at) => {
    const shapes = { given: numbers(all[at] ?? 0), result: numbers(units) };
    return { kind: 'linear', is_dense: true, picture: 'units', images: units, units, inputs: all[at], number: at, activation: 'tanh', ...shapes };
  });
  return /** @type {any} */ ({ features, outputs, layers, learning: layers.length, input: numbers(features.length) });
}

/** @param {any} network @param {number} width @param {number} height */
function laidOut(network, width, height) {
  const roomOf = (/** @type {boolean} */ isBundled, /** @type {boolean} */ hasShapes) => roomFor(network, isBundled, width, hasShapes, lettering);
  const layout = new NetworkLayout(network, width, height, 26, roomOf);
  return { layout, names: namesIn(layout, lettering) };
}

/** @param {ReturnType<typeof namesIn>[number]} name */
function box({ words, x, y, side }) {
  const width = lettering.measure(words);
  const left = { left: x - width, right: x, below: x - width / 2 }[side];
  return { left, right: left + width, top: y - 5.4, bottom: y + 5.4 };
}

const COLUMNS = Array.from({ length: 16 }, (_, i) => `measurement of sensor ${i + 1}`);
const NETWORKS = [
  dense(['x₁', 'x₂'], [8, 8], ['class 1']),
  dense(COLUMNS, [8], ['distance to the city centre']),
  dense(['x₁', 'x₂'], [8, 8, 8, 8, 8, 8, 8, 8], ['0', '1', '2']),
  dense(COLUMNS, [32, 32, 32], Array.from({ length: 10 }, (_, i) => `species number ${i}`)),
];

test('names are within the figure and cover neither each other nor a unit', () => {
  for (const [width, height] of [[328, 420], [630, 280], [1000, 560]]) {
    for (const network of NETWORKS) {
      const { layout, names } = laidOut(network, width, height);
      const boxes = names.map(box);
      const units = layout.columns.flat().map(({ x, y, size }) => ({ left: x - size / 2, right: x + size / 2, top: y - size / 2, bottom: y + size / 2 }));
      const meet = (/** @type {any} */ a, /** @type {any} */ b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 0.01 && b.top < a.bottom - 0.01;
      boxes.forEach((one, at) => {
        const { words } = names[at] ?? { words: '' };
        assert.ok(one.left >= 0 && one.right <= width + 0.01, `${words} from ${one.left} to ${one.right} of ${width}`);
        assert.ok(one.top >= 0 && one.bottom <= height, `${words} in the height`);
        boxes.slice(at + 1).forEach((other, later) => assert.ok(!meet(one, other), `${words} and ${names[at + 1 + later]?.words} at ${width}`));
        units.forEach((unit) => assert.ok(!meet(one, unit), `${words} on a unit at ${width}`));
      });
    }
  }
});

test('all 16 inputs and 10 outputs have names, even on a phone', () => {
  const { names } = laidOut(NETWORKS[3], 328, 420);
  const [inputs, outputs] = ['left', 'right'].map((side) => names.filter((name) => name.side === side));
  assert.equal(inputs?.length, 16);
  assert.equal(outputs?.length, 10);
  assert.deepEqual(inputs?.map(({ place }) => place), COLUMNS.map((_, unit) => ({ layer: -1, unit, source: null })));
  assert.equal(new Set(outputs?.map(({ words }) => words)).size, 10, 'they can be told apart');
});

test('names that would otherwise look the same are cut at the start', () => {
  const most = 7 * 10;
  assert.deepEqual(shortened(['age', 'species = setosa', 'species = virginica', 'distance to the centre'], most, lettering), [
    'age',
    '…setosa',
    '…virginica',
    'distance…',
  ]);
  assert.deepEqual(shortened(['short', 'short'], most, lettering), ['short', 'short']);
});

test('a layer is named by its number and kind, or by a shorter name if there is no room', () => {
  const network = NETWORKS[0];
  assert.deepEqual(columnNames(network, 0), ['layer 1 · 8 Tanh', 'layer 1 · Tanh', '1 · 8 Tanh', '1 · Tanh', 'layer 1', '1']);
  assert.deepEqual([-1, 2].map((layer) => columnNames(network, layer)), [['inputs'], ['output']]);
  const { layout } = laidOut(network, 328, 420);
  const rooms = layout.columns.map((_, column) => columnRoom(layout, column - 1));
  rooms.forEach(({ x, most }, column) => {
    const next = rooms[column + 1];
    if (next) assert.ok(x + Math.min(most, layout.pitch) / 2 <= next.x - Math.min(next.most, layout.pitch) / 2, 'names do not meet');
  });
});

test('layers without weights have no number, so that the others are numbered as in textbooks', () => {
  const image = { kind: 'image', sizes: [4, 8, 8], symbols: 0 };
  const row = (/** @type {string} */ kind, /** @type {number | null} */ number) => ({ kind, is_dense: kind === 'linear', number, picture: 'maps', images: 4, units: 4, inputs: 4, given: image, result: image, activation: 'relu' });
  const output = { ...row('linear', 2), picture: 'units', images: 2, units: 2, result: numbers(2) };
  const layers = [row('conv', 0), row('pool', null), row('conv', 1), output];
  const network = /** @type {any} */ ({ features: ['pixel'], outputs: ['cat', 'dog'], layers, learning: 3, input: image });
  assert.deepEqual([0, 1, 2, 3].map((layer) => layerName(network, layer)), ['layer 1', 'Pooling', 'layer 2', 'output']);
  assert.equal(columnNames(network, 2)[0], 'layer 2 · Convolution');
  assert.equal(unitName(network, 3, 1), 'output, dog');
  assert.equal(unitName(network, 0, 1), 'layer 1, unit 2');
  const shapes = laidOut(network, 700, 500).names.filter(({ words }) => words === '4 × 8 × 8');
  assert.equal(shapes.length, 4, 'every column but the output has images');
});
