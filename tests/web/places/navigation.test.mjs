import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeIn, urlOf } from '../../../web/src/places/navigation.js';

test('the query names the section; the default is the lab', () => {
  assert.equal(placeIn('?place=learn'), 'learn');
  assert.equal(placeIn('?lang=de&place=about'), 'about');
  for (const query of ['', '?lang=de', '?place=nowhere', '?place=']) assert.equal(placeIn(query), 'lab');
});

test('the URL of a section keeps the other parts of the query', () => {
  assert.equal(urlOf('learn', '?lang=de'), '?lang=de&place=learn');
  assert.equal(urlOf('about', '?place=learn&engine=numpy'), '?place=about&engine=numpy');
  assert.equal(urlOf('lab', '?place=learn&lang=de'), '?lang=de');
  assert.equal(urlOf('lab', '?place=learn'), './');
});
