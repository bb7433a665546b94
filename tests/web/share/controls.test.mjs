/** Controls that a URL hides or locks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actions } from '../../../web/src/model/actions.js';
import { PARTS, isOff, rulesHiding, selectorOf, unknownNames } from '../../../web/src/share/controls.js';
import { allSettings } from '../../../web/src/model/settings.js';
import { english } from '../../../web/src/text/en/index.js';

test('every setting and every part can be named, and every part has a label', () => {
  for (const { name } of allSettings) assert.match(selectorOf(name) ?? '', new RegExp(`\\.field-${name}`));
  assert.deepEqual(Object.keys(english.share.parts).toSorted(), Object.keys(PARTS).toSorted());
});

test('unknown names are reported, and no style rule is made from them', () => {
  const setup = { hide: ['noise', 'norp'], lock: ['norp', 'body{}', 'toString'] };
  assert.deepEqual(unknownNames(setup), ['norp', 'body{}', 'toString']);
  assert.equal(rulesHiding(['norp', 'body{}', 'toString']), '');
  assert.equal(rulesHiding(['noise']), ':is(.field-noise) { display: none !important; }');
});

test('the key of a hidden or locked button has no effect either', () => {
  assert.equal(isOff({ hide: ['play'], lock: [] }, actions.play), true);
  assert.equal(isOff({ hide: [], lock: ['new_seed'] }, actions.newSeed), true);
  assert.equal(isOff({ hide: ['play'], lock: ['new_seed'] }, actions.step), false);
});
