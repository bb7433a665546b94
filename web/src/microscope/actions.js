/**
 * The microscope's actions and keys. While it is open, the arrow keys walk through its step.
 *
 * @import { Action } from '../model/actions.js'
 * @import { Lab } from '../model/lab.js'
 */
import { text } from '../text/index.js';
import { microscopeOf } from './state.js';

/** @type {Action} */
export const openMicroscope = {
  label: text.microscopeHint,
  keys: ['M'],
  run: (lab) => microscopeOf(lab).toggle(),
  isReady: (lab) => lab.isLive,
};

/** @param {Lab} lab */
export function showMicroscope(lab) {
  if (!microscopeOf(lab).isOpen) openMicroscope.run(lab);
}

const isOpen = (/** @type {Lab} */ lab) => microscopeOf(lab).isOpen && microscopeOf(lab).walked !== undefined;

/** @param {number} by */
const move = (by) => (/** @type {Lab} */ lab) => microscopeOf(lab).goAlong(microscopeOf(lab).at + by);

/** @satisfies {Record<string, Action>} */
export const walking = {
  next: { label: text.nextOp, keys: ['→'], run: move(1), isReady: isOpen, repeats: true },
  previous: { label: text.previousOp, keys: ['←'], run: move(-1), isReady: isOpen, repeats: true },
};

/** @type {Action} */
export const closeMicroscope = {
  label: text.closeMicroscope,
  keys: ['Escape'],
  run: (lab) => microscopeOf(lab).close(),
  isReady: (lab) => microscopeOf(lab).isOpen,
};

/** @type {Action[]} */
export const microscopeActions = [openMicroscope, ...Object.values(walking), closeMicroscope];
