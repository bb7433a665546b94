import assert from 'node:assert/strict';
import { test } from 'node:test';
import presets from '../../../web/src/generated/presets.json';
import { english } from '../../../web/src/text/en/index.js';
import { APPS, LESSONS } from '../../../web/src/places/learn.js';
import { pictureOf } from '../../../web/src/places/pictures.js';

test('every lesson, application and preset has a picture, and every preset has one line of description', () => {
  const names = [...LESSONS, ...APPS].map(([name]) => name);
  for (const name of [...names, ...presets.map(({ name }) => name)]) assert.ok(pictureOf(name), name);
  assert.deepEqual(Object.keys(english.presets.lines).sort(), presets.map(({ name }) => name).sort());
});
