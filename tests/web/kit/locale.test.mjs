import assert from 'node:assert/strict';
import { test } from 'node:test';

test('in a browser whose language Intl does not support, the page uses English, so that uPlot loads', async () => {
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { language: 'c' } });
  await import('../../../web/src/kit/locale.js');
  assert.equal(navigator.language, 'en');
});
