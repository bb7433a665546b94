import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tokens } from '../../document.mjs';
import { LAYER_COLOURS, contrast, css, legible, mix, onThemeChange, palette, runColour, themeChanged } from '../../../../web/src/kit/drawing/palette.js';
import { layerCurves } from '../../../../web/src/charts/layer-curves.js';
import { landColour, packed, ramp, readableOn } from '../../../../web/src/landscape/bands.js';
import { matricesSvg } from '../../../../web/src/microscope/matrix-svg.js';

Object.assign(tokens, {
  'value-minus': 'rgb(200, 100, 0)',
  'value-zero': 'rgb(255, 255, 255)',
  'value-plus': 'rgb(0, 100, 200)',
  'land-low': 'rgb(0, 0, 0)',
  'land-high': 'rgb(100, 200, 250)',
  ink: 'rgb(9, 9, 9)',
  'class-3': 'rgb(30, 30, 30)',
});

test('colours are read from the style sheet’s tokens, and again when the theme changes', () => {
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

test('the colours of values run from the minus colour through that of zero to the plus colour', () => {
  const { values, minus, plus } = palette();
  assert.equal(values.length, 256);
  assert.equal(values[0], packed(minus));
  assert.equal(values[255], packed(plus));
  // 127 and 128 are on either side of zero.
  assert.ok(((values[127] ?? 0) & 255) > 250);
});

test('colours are mixed by share and formatted for canvas', () => {
  assert.deepEqual(mix([0, 0, 0], [100, 200, 50], 0.5), [50, 100, 25]);
  assert.equal(css([0.4, 99.6, 255], 0.5), 'rgb(0 100 255 / 0.5)');
});

test('the current run has the ink colour, and others have the colours of the classes in turn', () => {
  const { ink, classes } = palette();
  assert.equal(runColour(0), ink);
  assert.equal(runColour(1), classes[0]);
  assert.equal(runColour(1 + classes.length), classes[0]);
});

test('a band has one colour between two levels and different colours outside', () => {
  const colours = ramp([0.25, 0.5]);
  const at = (/** @type {number} */ height) => colours[Math.round(height * (colours.length - 1))];
  assert.equal(at(0), at(0.24));
  assert.notEqual(at(0.24), at(0.26));
  assert.equal(at(0.26), at(0.49));
  assert.equal(at(0.51), at(1));
  assert.equal(at(0), packed(landColour(0.125)));
  assert.deepEqual(landColour(7), landColour(1));
});

test('numbers are light on a dark band and dark on a light one', () => {
  const [light] = readableOn([10, 10, 10]);
  const [dark] = readableOn([240, 240, 240]);
  assert.ok(light > 200 && dark < 60);
});

test('layers differ in colour or dash; the whole network has the ink colour', () => {
  for (const index of [1, 2, 3, 4, 5, 6, 7]) tokens[`layer-${index}`] = `rgb(${index}, 50, 60)`;
  themeChanged();
  const rows = Array.from({ length: 13 }, (_, index) => [index]);
  const curves = layerCurves(rows, 12);
  assert.equal(new Set(curves.map(({ colour, dash }) => `${colour}${dash}`)).size, 13);
  assert.equal(curves[12]?.colour, css(palette().ink));
  assert.deepEqual(curves.map(({ values }) => values), rows);
  assert.equal(layerCurves(rows, 5)[2]?.colour, curves[2]?.colour, 'a layer keeps its colour if the number of layers changes');
  assert.equal(layerCurves(rows, 5)[4]?.colour, curves[11]?.colour, 'the output has its own colour');
});

test('smoothed curves keep their raw values', () => {
  const [first] = layerCurves([[2]], 1, undefined, [[9]]);
  assert.deepEqual([first?.values, first?.raw], [[2], [9]]);
});

test('the contrast of every layer’s colour suffices for text in both themes, and no colour is close to orange or blue', () => {
  const sheet = readFileSync(new URL('../../../../web/src/styles/tokens.css', import.meta.url), 'utf8');
  const colour = (/** @type {string} */ hex) => /** @type {[number, number, number]} */ ([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const pair = (/** @type {string} */ name) => {
    const found = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(sheet);
    return [found?.[1] ?? '', found?.[2] ?? ''].map(colour);
  };
  const papers = pair('paper');
  for (const name of [...Array.from({ length: LAYER_COLOURS }, (_, index) => `layer-${index + 1}`), 'layer-output']) {
    pair(name).forEach((shade, theme) => {
      assert.ok(contrast(shade, papers[theme] ?? [0, 0, 0]) >= 4.5, `${name} is legible`);
      for (const sign of ['value-minus', 'value-plus']) {
        const other = pair(sign)[theme] ?? [0, 0, 0];
        assert.ok(Math.hypot(...shade.map((value, at) => value - (other[at] ?? 0))) > 60, `${name} differs from ${sign}`);
      }
    });
  }
});

test('a drawing of matrices has every number as text, colours for the signs, and escaped names', () => {
  const drawing = matricesSvg('y = <x>', [
    { label: 'W & b', values: [1, -2, 0, Infinity], columns: 2, isGradient: false },
    { label: 'ȳ', values: [0.0005], columns: 1, isGradient: true },
  ]);
  const texts = [...drawing.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words);
  assert.deepEqual(texts.slice(0, 2), ['y = &#60;x&#62;', 'W &#38; b']);
  assert.deepEqual(texts.slice(-2), ['ȳ in 10⁻³', '0.500']);
  assert.equal(texts.length, 3 + 5);
  assert.ok(texts.includes('1') && texts.includes('−2'));
  const fills = [...drawing.matchAll(/<rect x="\d+" [^>]*fill="([^"]*)"/g)].map(([, fill]) => fill);
  // The largest finite value has the full colour; infinite values do not make other values paler.
  assert.equal(fills[1], css(palette().minus, 0.5));
  assert.equal(fills[0], css(palette().plus, 0.25));
});

test('the name of a curve is darkened until its contrast suffices for text, and unchanged if it suffices', () => {
  Object.assign(tokens, { paper: 'rgb(255, 255, 255)', ink: 'rgb(0, 0, 0)' });
  themeChanged();
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(legible('rgb(0 0 200 / 1)'), 'rgb(0 0 200 / 1)');
  const [red = 0, green = 0, blue = 0] = (legible('rgb(255 200 0 / 1)').match(/\d+/g) ?? []).map(Number);
  assert.ok(contrast([red, green, blue], [255, 255, 255]) >= 4.5);
  assert.ok(red > blue, 'the hue stays');
});
