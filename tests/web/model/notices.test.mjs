import assert from 'node:assert/strict';
import { test } from 'node:test';
import { livePage } from '../page.mjs';

test('the reason is shown when training stops automatically, but not when the user pauses it', async () => {
  const page = await livePage();
  page.frame({ state: 'training' });
  page.frame({ state: 'paused', sentence: 'The loss is below its target.' });
  assert.equal(page.lab.notices.message, 'The loss is below its target.');
  page.lab.notices.dismiss();
  assert.equal(page.lab.notices.message, undefined);
  page.frame({ state: 'diverged', sentence: 'The loss is infinite.' });
  assert.equal(page.lab.isDiverged, true);
  assert.equal(page.lab.notices.message, undefined);
});

test('the reason is shown only while frames report it', async () => {
  const page = await livePage();
  const { lab } = page;
  const sentence = 'Stopped at epoch 20, as set.';
  page.frame({ state: 'paused', sentence });
  page.frame({ state: 'paused', is_past: true });
  assert.deepEqual([lab.notices.message, lab.notices.announcement], [undefined, '']);
  page.frame({ state: 'paused', sentence });
  assert.equal(lab.notices.message, sentence);
  lab.step('batch');
  page.frame({ state: 'paused', step: 3 });
  assert.deepEqual([lab.notices.message, lab.notices.announcement], [undefined, '']);
  page.frame({ state: 'paused', sentence });
  lab.notices.show('Something newer.');
  page.frame({ state: 'paused' });
  assert.deepEqual([lab.notices.message, lab.notices.announcement], ['Something newer.', 'Something newer.']);
});
