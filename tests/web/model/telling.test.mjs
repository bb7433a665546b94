import assert from 'node:assert/strict';
import { test } from 'node:test';
import { livePage } from '../page.mjs';

test('why training stopped by itself is told; that somebody paused it is not', async () => {
  const page = await livePage();
  page.frame({ state: 'training' });
  page.frame({ state: 'paused', sentence: 'The loss is below its target.' });
  assert.equal(page.lab.message, 'The loss is below its target.');
  page.lab.dismiss();
  assert.equal(page.lab.message, undefined);
  page.frame({ state: 'diverged', sentence: 'The loss is infinite.' });
  assert.equal(page.lab.isDiverged, true);
  assert.equal(page.lab.message, undefined);
});

test('why training stopped holds only while frames say so', async () => {
  const page = await livePage();
  const { lab } = page;
  const sentence = 'Stopped at epoch 20, as set.';
  page.frame({ state: 'paused', sentence });
  page.frame({ state: 'paused', is_past: true });
  assert.deepEqual([lab.message, lab.announcement], [undefined, '']);
  page.frame({ state: 'paused', sentence });
  assert.equal(lab.message, sentence);
  lab.step('batch');
  page.frame({ state: 'paused', step: 3 });
  assert.deepEqual([lab.message, lab.announcement], [undefined, '']);
  page.frame({ state: 'paused', sentence });
  lab.tell('Something newer.');
  page.frame({ state: 'paused' });
  assert.deepEqual([lab.message, lab.announcement], ['Something newer.', 'Something newer.']);
});
