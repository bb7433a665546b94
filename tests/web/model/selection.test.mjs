import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Selection } from '../../../web/src/model/selection.js';
import { network } from '../page.mjs';

test('a selection is either a unit or a link, and both have a layer', () => {
  const selection = new Selection();
  assert.deepEqual([selection.layer, selection.unit, selection.weight], [undefined, undefined, undefined]);
  const unit = { layer: 0, unit: 2, source: null };
  selection.choose(unit);
  assert.deepEqual([selection.layer, selection.unit, selection.weight], [0, unit, undefined]);
  const link = { layer: 1, unit: 0, source: 0 };
  selection.choose(link);
  assert.deepEqual([selection.layer, selection.unit, selection.weight], [1, undefined, link]);
});

test('selecting the same place again changes nothing', () => {
  const selection = new Selection();
  selection.choose({ layer: 0, unit: 2, source: 1 });
  const { place } = selection;
  selection.choose({ layer: 0, unit: 2, source: 1 });
  assert.equal(selection.place, place);
});

test('places that a new network does not have are deselected; features stay selected', () => {
  const selection = new Selection();
  const fitted = (/** @type {any} */ place) => {
    selection.choose(place);
    selection.fit(/** @type {any} */ (network.layers), 10);
    return selection.place !== undefined;
  };
  assert.equal(fitted({ layer: 0, unit: 2, source: 1 }), true);
  assert.equal(fitted({ layer: 0, unit: 3, source: null }), false);
  assert.equal(fitted({ layer: 0, unit: 0, source: 2 }), false);
  assert.equal(fitted({ layer: 2, unit: 0, source: null }), false);
  assert.equal(fitted({ layer: -1, unit: 1, source: null }), true);
});

test('an example under the pointer temporarily replaces the pinned one', () => {
  const selection = new Selection();
  selection.pin(3);
  selection.pointed = 9;
  assert.equal(selection.example, 9);
  selection.pointed = undefined;
  assert.equal(selection.example, 3);
  selection.pin(3);
  assert.equal(selection.example, undefined);
});

test('examples that a new data set does not have are deselected', () => {
  const selection = new Selection();
  selection.pin(8);
  selection.pointed = 9;
  selection.fit([], 10);
  assert.equal(selection.example, 9);
  selection.fit([], 9);
  assert.equal(selection.example, 8);
  selection.fit([], 8);
  assert.equal(selection.example, undefined);
});

test('a layer chosen in an instrument is selected while no unit or link is selected', () => {
  const selection = new Selection();
  selection.pinnedLayer = 1;
  assert.equal(selection.layer, 1);
  selection.choose({ layer: 0, unit: 2, source: null });
  assert.equal(selection.layer, 0);
  selection.choose(undefined);
  assert.equal(selection.layer, 1);
  selection.fit(network.layers.slice(0, 1), 100);
  assert.equal(selection.layer, undefined);
});
