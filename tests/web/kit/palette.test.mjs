import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokens } from '../document.mjs';
import { css, mix, onThemeChange, palette, runColour, themeChanged } from '../../../web/src/kit/palette.js';
import { layerCurves } from '../../../web/src/charts/layer-curves.js';
import { landColour, packed, ramp, readableOn } from '../../../web/src/landscape/bands.js';
import { matricesSvg } from '../../../web/src/microscope/matrix-svg.js';

Object.assign(tokens, {
  'value-minus': 'rgb(200, 100, 0)',
  'value-zero': 'rgb(255, 255, 255)',
  'value-plus': 'rgb(0, 100, 200)',
  'land-low': 'rgb(0, 0, 0)',
  'land-high': 'rgb(100, 200, 250)',
  ink: 'rgb(9, 9, 9)',
  'class-3': 'rgb(30, 30, 30)',
});

test('colours are read from the style sheet’s tokens, and again when another theme is in force', () => {
  assert.deepEqual(palette().plus, [0, 100, 200]);
  assert.equal(palette(), palette());
  let calls = 0;
  const end = onThemeChange(() => calls++);
  tokens['value-plus'] = 'rgb(0, 100, 201)';
  themeChanged();
  assert.deepEqual(palette().plus, [0, 100, 201]);
  end();
  themeChanged();
  assert.equal(calls, 1);
});

test('values run from the colour of minus over zero to that of plus', () => {
  const { values, minus, plus } = palette();
  assert.equal(values.length, 256);
  assert.equal(values[0], packed(minus));
  assert.equal(values[255], packed(plus));
  // 127 and 128 lie on either side of zero.
  assert.ok(((values[127] ?? 0) & 255) > 250);
});

test('colours mix by share, and are written for canvas', () => {
  assert.deepEqual(mix([0, 0, 0], [100, 200, 50], 0.5), [50, 100, 25]);
  assert.equal(css([0.4, 99.6, 255], 0.5), 'rgb(0 100 255 / 0.5)');
});

test('the page’s own run has the colour of ink, others those of the classes, in turn', () => {
  const { ink, classes } = palette();
  assert.equal(runColour(0), ink);
  assert.equal(runColour(1), classes[0]);
  assert.equal(runColour(1 + classes.length), classes[0]);
});

test('a band has one colour between two levels, and another beyond', () => {
  const colours = ramp([0.25, 0.5]);
  const at = (/** @type {number} */ height) => colours[Math.round(height * (colours.length - 1))];
  assert.equal(at(0), at(0.24));
  assert.notEqual(at(0.24), at(0.26));
  assert.equal(at(0.26), at(0.49));
  assert.equal(at(0.51), at(1));
  assert.equal(at(0), packed(landColour(0.125)));
  assert.deepEqual(landColour(7), landColour(1));
});

test('numbers on a dark band are light, on a light one dark', () => {
  const [light] = readableOn([10, 10, 10]);
  const [dark] = readableOn([240, 240, 240]);
  assert.ok(light > 200 && dark < 60);
});

test('layers are told apart by colour and dash, and the whole network by ink', () => {
  const curves = layerCurves([[1], [2], [3]], 2, 'values');
  assert.equal(new Set(curves.map(({ colour, dash }) => `${colour}${dash}`)).size, 3);
  assert.equal(curves[2].colour, css(palette().ink));
  assert.deepEqual(curves.map(({ values }) => values), [[1], [2], [3]]);
  assert.notEqual(curves[0].colour, layerCurves([[1], [2]], 2, 'gradients')[0].colour);
});

test('a drawing of matrices has every number as text, its sign as colour, and no markup of a name', () => {
  const drawing = matricesSvg('y = <x>', [
    { label: 'W & b', values: [1, -2, 0, Infinity], columns: 2, isGradient: false },
    { label: 'ȳ', values: [0.5], columns: 1, isGradient: true },
  ]);
  const texts = [...drawing.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words);
  assert.deepEqual(texts.slice(0, 2), ['y = &#60;x&#62;', 'W &#38; b']);
  assert.equal(texts.length, 3 + 5);
  assert.ok(texts.includes('1') && texts.includes('−2'));
  const fills = [...drawing.matchAll(/<rect x="\d+" [^>]*fill="([^"]*)"/g)].map(([, fill]) => fill);
  // The largest finite value is fullest; what is infinite does not pale the others.
  assert.equal(fills[1], css(palette().minus, 0.5));
  assert.equal(fills[0], css(palette().plus, 0.25));
});
