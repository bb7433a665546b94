import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkLayout } from '../../../web/src/network/network-layout.js';

/** @param {number} inputs @param {number[]} widths */
function network(inputs, ...widths) {
  let before = inputs;
  const layers = widths.map((units) => {
    const layer = { kind: 'linear', is_dense: true, picture: 'units', images: units, units, inputs: before };
    before = units;
    return layer;
  });
  const input = { kind: 'numbers', sizes: [inputs], symbols: 0 };
  return /** @type {any} */ ({ features: Array.from({ length: inputs }, (_, i) => `x${i}`), input, layers });
}

/** @param {NetworkLayout} layout */
const places = (layout) => layout.columns.flat();

test('every unit is within the figure, whatever the sizes', () => {
  for (const [width, height] of [[320, 200], [360, 420], [900, 600], [1400, 900]]) {
    for (const shape of [network(2, 1), network(2, 8, 8, 1), network(7, 32, 32, 32, 32, 32, 32, 32, 32, 10)]) {
      const layout = new NetworkLayout(shape, width, height, 24);
      for (const { x, y, size } of places(layout)) {
        assert.ok(x - size / 2 >= 0 && x + size / 2 <= width, `${x} ± ${size / 2} within ${width}`);
        // Squares have a minimum size, so a layer of 32 may be taller than a low figure.
        if (height > 400) assert.ok(y - size / 2 >= 0 && y + size / 2 <= height, `${y} ± ${size / 2} within ${height}`);
      }
    }
  }
});

test('columns are in order and evenly spaced, and all are centred on the same line', () => {
  const layout = new NetworkLayout(network(3, 4, 2), 600, 400, 24);
  const across = layout.columns.map(([{ x }]) => x);
  assert.ok(Math.abs(across[1] - across[0] - layout.pitch) < 1e-9);
  assert.ok(Math.abs(across[2] - across[1] - layout.pitch) < 1e-9);
  const middles = layout.columns.map((column) => column.reduce((sum, { y }) => sum + y, 0) / column.length);
  for (const middle of middles) assert.ok(Math.abs(middle - middles[0]) < 1e-9);
});

test('the squares of a column do not overlap', () => {
  const layout = new NetworkLayout(network(20, 16, 16, 4), 800, 700, 24);
  for (const column of layout.columns) {
    for (let i = 1; i < column.length; i++) assert.ok(column[i].y - column[i - 1].y >= column[i].size);
  }
});

test('more than 32 inputs are drawn as one shape, without individual links', () => {
  const layout = new NetworkLayout(network(33, 4, 1), 600, 400, 24);
  assert.equal(layout.columns[0].length, 1);
  const { x0, x1, y0 } = layout.link(0, 0, 0);
  assert.equal(layout.linkAt((x0 + x1) / 2, y0), undefined);
  assert.equal(new NetworkLayout(network(32, 4, 1), 600, 400, 24).columns[0].length, 32);
});

test('pointing at a unit, or just beside its square, finds it', () => {
  const layout = new NetworkLayout(network(2, 4, 1), 600, 400, 24);
  const { x, y, size } = layout.place(0, 2);
  assert.deepEqual(layout.at(x, y), { layer: 0, unit: 2, source: null });
  assert.deepEqual(layout.at(x + size / 2 + 2, y), { layer: 0, unit: 2, source: null });
  assert.deepEqual(layout.at(layout.place(-1, 1).x, layout.place(-1, 1).y), { layer: -1, unit: 1, source: null });
});

test('pointing at a link’s curve finds that link, anywhere along it', () => {
  const layout = new NetworkLayout(network(2, 5, 3), 700, 500, 24);
  for (const [layer, unit, source] of [[0, 4, 0], [0, 0, 1], [1, 2, 0], [1, 0, 4]]) {
    const { x0, x1, y0, y1, middle } = layout.link(layer, unit, source);
    for (const t of [0.1, 0.3, 0.5, 0.85]) {
      // The Bézier curve that is drawn: its start, two control points halfway across, and its end.
      const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      const [x, y] = [p * x0 + (q + r) * middle + s * x1, (p + q) * y0 + (r + s) * y1];
      assert.ok(Math.abs(layout.heightAt(x, layer, unit, source) - y) < 1.5);
    }
  }
  const { x0, x1, y0, y1 } = layout.link(0, 4, 0);
  const x = x0 + 0.6 * (x1 - x0);
  assert.deepEqual(layout.at(x, layout.heightAt(x, 0, 4, 0)), { layer: 0, unit: 4, source: 0 });
  assert.ok(y1 !== y0);
});

test('pointing at an empty place finds nothing', () => {
  const layout = new NetworkLayout(network(2, 3, 1), 600, 400, 24);
  assert.equal(layout.at(0, 0), undefined);
  assert.equal(layout.at(10_000, 50), undefined);
  assert.equal(layout.heightAt(-5, 0, 0, 0), Infinity);
  assert.deepEqual(layout.place(7, 0), { x: 0, y: 0, size: 0 });
});

test('where layers are close together, their controls are stacked vertically', () => {
  assert.equal(new NetworkLayout(network(2, 8, 8, 8, 8, 8, 8, 1), 360, 500, 32).isNarrow, true);
  assert.equal(new NetworkLayout(network(2, 8, 1), 900, 500, 32).isNarrow, false);
});

/** A network with an 8 × 8 image, a convolution, pooling, a dense layer and the output. */
function convolutional() {
  const row = (kind, picture, images, units, inputs) => ({ kind, is_dense: kind === 'linear', picture, images, units, inputs });
  const layers = [
    row('conv', 'maps', 16, 16, 1),
    row('pool', 'maps', 16, 16, 16),
    row('linear', 'units', 32, 32, 256),
    row('linear', 'units', 10, 10, 32),
  ];
  const features = Array.from({ length: 64 }, (_, i) => `pixel ${i}`);
  return /** @type {any} */ ({ features, input: { kind: 'image', sizes: [1, 8, 8], symbols: 0 }, layers });
}

test('channels form a grid within the figure and its columns, without overlapping', () => {
  for (const [width, height] of [[330, 360], [650, 420], [900, 600]]) {
    const layout = new NetworkLayout(convolutional(), width, height, 24);
    assert.deepEqual(layout.columns.map((column) => column.length), [1, 16, 16, 32, 10]);
    for (const { x, y, size } of places(layout)) {
      assert.ok(x - size / 2 >= 0 && x + size / 2 <= width, `${x} ± ${size / 2} within ${width}`);
      assert.ok(y - size / 2 >= 0 && y + size / 2 <= height, `${y} ± ${size / 2} within ${height}`);
    }
    for (let layer = 0; layer < 4; layer++) {
      const { left, right } = layout.gap(layer);
      assert.ok(left < right, `columns ${layer} and ${layer + 1} do not touch`);
    }
    const maps = layout.columns[1];
    maps.forEach((one, i) => maps.slice(i + 1).forEach((other) => {
      const apart = Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y));
      assert.ok(apart >= one.size, `${apart} between squares of ${one.size}`);
    }));
  }
});

test('only weights from one unit to another are links', () => {
  const layout = new NetworkLayout(convolutional(), 900, 600, 24);
  assert.deepEqual([0, 1, 2, 3].map((layer) => layout.isLinked(layer)), [false, false, false, true]);
  for (let x = 0; x < 900; x += 30) {
    for (let y = 0; y < 600; y += 30) {
      const found = layout.at(x, y);
      if (found && found.source !== null) assert.equal(found.layer, 3);
    }
  }
});

test('a wide layer is drawn as one picture, with bands instead of links on both sides', () => {
  const shape = network(784, 1000, 4, 10);
  Object.assign(shape.layers[0], { picture: 'matrix', images: 1 });
  const layout = new NetworkLayout(shape, 700, 500, 24);
  assert.deepEqual(layout.columns.map(({ length }) => length), [1, 1, 4, 10]);
  assert.deepEqual([0, 1, 2].map((layer) => layout.isLinked(layer)), [false, false, true]);
  assert.equal(layout.isDense, false);
  const [{ size }] = layout.columns[1];
  assert.ok(size > layout.size, 'it is larger than a unit');
});

test('controls are at least as wide as a button where columns are close, and never overlap', () => {
  const narrow = new NetworkLayout(network(2, 4, 4, 4, 4, 4, 1), 280, 400, 44);
  assert.ok(narrow.pitch < 44);
  const { places, room } = narrow.controls(44);
  assert.equal(room, 44);
  assert.equal(places.length, 5);
  places.forEach((x, i) => {
    assert.ok(x - room / 2 >= 0 && x + room / 2 <= 280, `${x} within 280`);
    if (i > 0) assert.ok(x - places[i - 1] > 43.9, `${x} after ${places[i - 1]}`);
    // A control is never so far from its column that it could be taken for that of another column.
    assert.ok(Math.abs(x - narrow.place(i, 0).x) < narrow.pitch / 2);
  });
  const row = new NetworkLayout(network(2, 8, 8, 1), 328, 300, 44, () => ({ left: 10, right: 50, foot: 4, row: 0, size: 12 }));
  assert.equal(row.isNarrow, false, 'two layers on a phone have their controls in one row');
  const [first, second] = row.controls(44).places;
  assert.ok(second - first >= 2 * 44 + 17, 'two buttons and a number of two digits');
  assert.ok(first - row.controls(44).room / 2 >= 0);
  const wide = new NetworkLayout(network(2, 4, 4, 1), 900, 400, 44);
  assert.deepEqual(wide.controls(44).places, [wide.place(0, 0).x, wide.place(1, 0).x]);
});
