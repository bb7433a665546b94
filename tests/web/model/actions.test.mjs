import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeMicroscope, microscopeActions, openMicroscope, walking } from '../../../web/src/microscope/actions.js';
import { actionOf, actions, actionsOf, hintOf, keyOf } from '../../../web/src/model/actions.js';

const press = (/** @type {string} */ key, /** @type {Partial<KeyboardEvent>} */ held = {}) =>
  /** @type {KeyboardEvent} */ ({ ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held, key });

test('keys are named as in the list of keys, whatever the keyboard layout', () => {
  assert.equal(keyOf(press(' ')), 'Space');
  assert.equal(keyOf(press('ArrowRight', { shiftKey: true })), 'Shift-→');
  assert.equal(keyOf(press('z', { metaKey: true })), 'Ctrl-Z');
  assert.equal(keyOf(press('Z', { ctrlKey: true, shiftKey: true })), 'Ctrl-Shift-Z');
  assert.equal(keyOf(press('r')), 'R');
  assert.equal(keyOf(press('e', { altKey: true })), 'Alt-E');
  // ? is Shift-/ on some keyboards and a separate key on others.
  assert.equal(keyOf(press('?', { shiftKey: true })), '?');
  assert.equal(keyOf(press('Escape')), 'Escape');
});

/**
 * A lab with a microscope.
 *
 * @param {object} [microscope]
 */
const labWith = (microscope = {}) =>
  /** @type {any} */ ({
    isLive: true,
    canUndo: true,
    canRedo: true,
    instruments: { rows: [{ name: 'microscope', actions: microscopeActions }, { name: 'other' }], get: () => microscope },
  });

test('each key belongs to only one action, except that an open microscope takes → and ←', () => {
  const keys = actionsOf(labWith()).flatMap((action) => action.keys);
  assert.deepEqual(keys.filter((key, index) => keys.indexOf(key) !== index), ['→']);
  const open = labWith({ isOpen: true, walked: {} });
  assert.equal(actionOf(labWith(), press('ArrowRight')), actions.step);
  assert.equal(actionOf(open, press('ArrowRight')), walking.next);
  assert.equal(actionOf(open, press('ArrowLeft')), walking.previous);
  assert.equal(actionOf(open, press('Escape')), closeMicroscope);
  assert.equal(actionOf(labWith(), press('Escape')), undefined);
});

test('a pressed key finds its action, and the tooltip shows the first of its keys', () => {
  const lab = labWith();
  assert.equal(actionOf(lab, press('y', { ctrlKey: true })), actions.redo);
  assert.equal(actionOf(lab, press('m')), openMicroscope);
  assert.equal(actionOf(lab, press('q')), undefined);
  assert.match(hintOf(actions.redo), /\(Ctrl-Shift-Z\)$/);
});

test('each action does what its name says', () => {
  /** @type {string[]} */
  const calls = [];
  const lab = /** @type {any} */ ({
    togglePlay: () => calls.push('play'),
    step: (/** @type {string} */ unit) => calls.push(unit),
    reset: () => calls.push('reset'),
    newSeed: () => calls.push('newSeed'),
    instruments: {
      rows: [{ actions: microscopeActions }],
      get: () => ({ at: 3, toggle: () => calls.push('microscope'), close: () => calls.push('close'), goAlong: (/** @type {number} */ at) => calls.push(`op ${at}`) }),
    },
    undo: () => calls.push('undo'),
    redo: () => calls.push('redo'),
  });
  for (const action of actionsOf(lab)) action.run(lab);
  assert.deepEqual(calls, ['play', 'batch', 'epoch', 'reset', 'newSeed', 'undo', 'redo', 'microscope', 'op 4', 'op 2', 'close']);
});

test('before Python is ready, only Play is available; Undo requires a change', () => {
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
