/**
 * Actions on a run that a key or a button triggers. Tooltips, key bindings and the list of keys are derived from this
 * table.
 *
 * @import { Lab } from './lab.js'
 */
import { text } from '../text/index.js';

/**
 * @typedef {object} Action
 * @property {string} label
 * @property {string[]} keys as `keyOf` writes them; the first is shown
 * @property {(lab: Lab) => void} run
 * @property {(lab: Lab) => boolean} isReady
 * @property {boolean} [repeats] whether it repeats while the key is held down
 */

const isLive = (/** @type {Lab} */ lab) => lab.isLive;

/**
 * Actions on any run; instruments add their own.
 *
 * @satisfies {Record<string, Action>}
 */
export const actions = {
  play: {
    label: text.playOrPause,
    keys: ['Space'],
    run: (lab) => lab.togglePlay(),
    isReady: (lab) => lab.bootFailure === undefined,
  },
  step: { label: text.stepHint, keys: ['→'], run: (lab) => lab.step('batch'), isReady: isLive, repeats: true },
  epoch: { label: text.epochHint, keys: ['Shift-→'], run: (lab) => lab.step('epoch'), isReady: isLive, repeats: true },
  reset: { label: text.resetHint, keys: ['R'], run: (lab) => lab.reset(), isReady: isLive },
  newSeed: { label: text.newSeedHint, keys: ['N'], run: (lab) => lab.newSeed(), isReady: isLive },
  undo: {
    label: text.undoHint,
    keys: ['Ctrl-Z'],
    run: (lab) => lab.undo(),
    isReady: (lab) => lab.canUndo,
  },
  redo: {
    label: text.redoHint,
    keys: ['Ctrl-Shift-Z', 'Ctrl-Y'],
    run: (lab) => lab.redo(),
    isReady: (lab) => lab.canRedo,
  },
};

/**
 * All actions of a lab, including those of its instruments.
 *
 * @param {Lab} lab
 * @returns {Action[]}
 */
export const actionsOf = (lab) => [...Object.values(actions), ...lab.instruments.rows.flatMap(({ actions: own = [] }) => own)];


/**
 * An action's description and key, for a button's title.
 *
 * @param {Action} action
 */
export const hintOf = ({ label, keys }) => `${label} (${text.keyName(keys[0] ?? '')})`;

/**
 * The action of a pressed key, if it is possible now. An action of an instrument takes precedence, for example while
 * the microscope is open.
 *
 * @param {Lab} lab
 * @param {KeyboardEvent} event
 */
export function actionOf(lab, event) {
  const key = keyOf(event);
  return actionsOf(lab).findLast(({ keys, isReady }) => keys.includes(key) && isReady(lab));
}

/**
 * A pressed key in words; Cmd counts as Ctrl.
 *
 * @param {KeyboardEvent} event
 */
export function keyOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const name = { ' ': 'Space', ArrowRight: '→', ArrowLeft: '←' }[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const isLetter = name.length > 1 || /[A-Z←→]/.test(name);
  return [
    ctrlKey || metaKey ? 'Ctrl-' : '',
    altKey ? 'Alt-' : '',
    // A character such as ? needs Shift on some keyboards but not on others.
    shiftKey && isLetter ? 'Shift-' : '',
    name,
  ].join('');
}
