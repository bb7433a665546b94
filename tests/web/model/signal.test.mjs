import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Signal } from '../../../web/src/model/signal.js';

test('whoever listens is called at each emit, until the listening ends', () => {
  const signal = new Signal();
  let calls = 0;
  const end = signal.listen(() => calls++);
  signal.emit();
  signal.emit();
  end();
  signal.emit();
  assert.equal(calls, 2);
});
