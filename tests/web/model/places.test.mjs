import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, indexOf, isSame, learningLayer, placeAt } from '../../../web/src/model/places.js';
import { network } from '../page.mjs';

/** @type {any} */
const net = network;

test('each unit has its weights followed by its bias, layer by layer', () => {
  assert.equal(indexOf(net, { layer: 0, unit: 0, source: 0 }), 0);
  assert.equal(indexOf(net, { layer: 0, unit: 2, source: 1 }), 7);
  assert.equal(indexOf(net, { layer: 0, unit: 2, source: null }), 8);
  assert.equal(indexOf(net, { layer: 1, unit: 0, source: 2 }), 11);
  assert.equal(indexOf(net, { layer: 1, unit: 0, source: null }), 12);
  assert.throws(() => indexOf(net, { layer: 2, unit: 0, source: null }), RangeError);
});

test('every parameter of the network maps to its place and back', () => {
  for (let index = 0; index < net.parameters; index++) {
    const place = placeAt(net, index);
    assert.ok(place);
    assert.equal(indexOf(net, place), index);
    assert.ok(fits(place, net.layers));
  }
});

test('a parameter between two layers, such as that of a norm, has no place', () => {
  const [first, second] = net.layers;
  const apart = { ...net, layers: [first, { ...second, offset: 15 }] };
  assert.equal(placeAt(apart, 9), undefined);
  assert.equal(placeAt(apart, 14), undefined);
  assert.deepEqual(placeAt(apart, 15), { layer: 1, unit: 0, source: 0 });
  assert.equal(placeAt(apart, 19), undefined);
});

test('two places are equal if all their parts are', () => {
  const place = { layer: 0, unit: 1, source: 0 };
  assert.equal(isSame(place, { ...place }), true);
  assert.equal(isSame(place, { ...place, source: null }), false);
  assert.equal(isSame(place, undefined), false);
  assert.equal(isSame(undefined, undefined), true);
});

test('pooling does not count as a layer with weights, because it belongs to the layer before it', () => {
  const layers = [{ number: 0 }, { number: null }, { number: 1 }];
  const found = [-1, 0, 1, 2].map((layer) => learningLayer(/** @type {any} */ ({ layers }), layer));
  assert.deepEqual(found, [undefined, 0, 0, 1]);
  assert.equal(learningLayer(undefined, 0), undefined);
});
