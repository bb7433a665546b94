import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMicroscope } from '../../../web/src/microscope/state.js';
import { actionOf, actions, actionsOf, hintOf, keyOf } from '../../../web/src/model/actions.js';

const press = (/** @type {string} */ key, /** @type {Partial<KeyboardEvent>} */ held = {}) =>
  /** @type {KeyboardEvent} */ ({ ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held, key });

test('keys are named as the list of keys writes them, whatever the keyboard', () => {
  assert.equal(keyOf(press(' ')), 'Space');
  assert.equal(keyOf(press('ArrowRight', { shiftKey: true })), 'Shift-→');
  assert.equal(keyOf(press('z', { metaKey: true })), 'Ctrl-Z');
  assert.equal(keyOf(press('Z', { ctrlKey: true, shiftKey: true })), 'Ctrl-Shift-Z');
  assert.equal(keyOf(press('r')), 'R');
  assert.equal(keyOf(press('e', { altKey: true })), 'Alt-E');
  // ? is Shift-/ on some keyboards and a key of its own on others.
  assert.equal(keyOf(press('?', { shiftKey: true })), '?');
  assert.equal(keyOf(press('Escape')), 'Escape');
});

/** Those of a lab that has the microscope. */
const all = actionsOf(/** @type {any} */ ({ instruments: { wings: [{ name: 'microscope', action: openMicroscope }, { name: 'other' }] } }));

test('each key belongs to one action only', () => {
  const keys = all.flatMap((action) => action.keys);
  assert.equal(new Set(keys).size, keys.length);
});

test('a pressed key finds its action, and its hint shows the first of its keys', () => {
  assert.equal(actionOf(all, press('y', { ctrlKey: true })), actions.redo);
  assert.equal(actionOf(all, press('m')), openMicroscope);
  assert.equal(actionOf(all, press('q')), undefined);
  assert.match(hintOf(actions.redo), /\(Ctrl-Shift-Z\)$/);
});

test('an action does what it is called', () => {
  /** @type {string[]} */
  const calls = [];
  const lab = /** @type {any} */ ({
    togglePlay: () => calls.push('play'),
    step: (/** @type {string} */ unit) => calls.push(unit),
    reset: () => calls.push('reset'),
    newSeed: () => calls.push('newSeed'),
    instruments: { get: () => ({ toggle: () => calls.push('microscope') }) },
    undo: () => calls.push('undo'),
    redo: () => calls.push('redo'),
  });
  for (const action of all) action.run(lab);
  assert.deepEqual(calls, ['play', 'batch', 'epoch', 'reset', 'newSeed', 'undo', 'redo', 'microscope']);
});

test('before Python is ready only Play can be asked for; undo needs something to take back', () => {
  const ready = (/** @type {object} */ lab) => [
    ...Object.keys(actions).filter((name) => actions[name].isReady(/** @type {any} */ (lab))),
    ...(openMicroscope.isReady(/** @type {any} */ (lab)) ? ['microscope'] : []),
  ];
  assert.deepEqual(ready({ isLive: false }), ['play']);
  assert.deepEqual(ready({ isLive: false, bootFailure: {} }), []);
  assert.deepEqual(ready({ isLive: true }), ['play', 'step', 'epoch', 'reset', 'newSeed', 'microscope']);
  assert.ok(ready({ isLive: true, canUndo: true }).includes('undo'));
  assert.ok(ready({ isLive: true, canRedo: true }).includes('redo'));
});
