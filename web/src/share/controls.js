/**
 * Controls that a URL hides or locks, by name: the name of a setting, or of a part of the page.
 *
 * @import { Action } from '../model/actions.js'
 * @import { Setup } from '../store/query.js'
 */
import { actions } from '../model/actions.js';
import { isSetting } from '../model/settings.js';
import { openMicroscope } from '../microscope/actions.js';
import { text } from '../text/index.js';

/** The parts, and where they are on the page. */
export const PARTS = /** @type {const} */ ({
  play: '.buttons .play',
  step: '.act-step',
  epoch: '.act-epoch',
  reset: '.act-reset',
  new_seed: '.act-newSeed',
  speed: '.pace',
  undo: '.tools .pair',
  training: '.training, .open-training',
  regularisation: '.field-regularisation',
  microscope: '.open-microscope, .dock',
  settings: '.settings',
  network: '.columns > .network',
  output: '.columns > .output',
  charts: '.charts',
  timeline: 'cr-timeline',
  instruments: '.deeper',
  file: '[popovertarget="file-menu"]',
  share: '.open-share',
  places: '.places',
});

/** Settings with special controls. */
const MORE = /** @type {Record<string, string>} */ ({
  data: '.data-sets',
  layers: '.network .stepper, .layer-control, .layers-editor',
  output_activation: '.layer-row select',
  weights: '.weights, cr-weight-editor',
});

const CONTROLS = 'button, input, select, textarea';

/** @type {[name: string, action: Action][]} */
const ACTIONS = [
  ['play', actions.play],
  ['step', actions.step],
  ['epoch', actions.epoch],
  ['reset', actions.reset],
  ['new_seed', actions.newSeed],
  ['undo', actions.undo],
  ['undo', actions.redo],
  ['microscope', openMicroscope],
];

/**
 * The selector of a control.
 *
 * @param {string} name
 * @returns {string | undefined} nothing if there is no such control
 */
export function selectorOf(name) {
  if (Object.hasOwn(PARTS, name)) return PARTS[/** @type {keyof typeof PARTS} */ (name)];
  if (!isSetting(name)) return undefined;
  return [`.field-${name}`, MORE[name]].filter(Boolean).join(', ');
}

/**
 * Names in a set-up that are not controls.
 *
 * @param {Pick<Setup, 'hide' | 'lock'>} setup
 */
export const unknownNames = ({ hide, lock }) => [...new Set([...hide, ...lock])].filter((name) => selectorOf(name) === undefined);

/**
 * The style rules that hide controls.
 *
 * @param {string[]} names
 */
export function rulesHiding(names) {
  const selectors = names.flatMap((name) => selectorOf(name) ?? []);
  return selectors.length ? `:is(${selectors.join(', ')}) { display: none !important; }` : '';
}

/**
 * Disable the locked controls in an element, and give the reason in their tips.
 *
 * @param {Element} element
 * @param {string[]} names
 */
export function lockIn(element, names) {
  const selectors = names.flatMap((name) => selectorOf(name) ?? []).join(', ');
  if (!selectors) return;
  const owners = element.closest(selectors) ? [element] : [...element.querySelectorAll(selectors)];
  for (const owner of owners) {
    for (const control of [owner, ...owner.querySelectorAll(CONTROLS)]) lock(control);
  }
}

/** @param {Element} control */
function lock(control) {
  if (!control.matches(CONTROLS) || !(control instanceof HTMLElement)) return;
  /** @type {HTMLButtonElement} */ (control).disabled = true;
  control.dataset['locked'] = '';
  control.title = text.share.locked;
}

/**
 * Whether the key of an action does nothing because its button is hidden or locked.
 *
 * @param {Pick<Setup, 'hide' | 'lock'>} setup
 * @param {Action} action
 */
export const isOff = ({ hide, lock: locked }, action) =>
  ACTIONS.some(([name, other]) => other === action && (hide.includes(name) || locked.includes(name)));

/**
 * Whether any of these controls is hidden or locked.
 *
 * @param {Pick<Setup, 'hide' | 'lock'>} setup
 * @param {string[]} names
 */
export const isOffNamed = ({ hide, lock: locked }, ...names) => names.some((name) => hide.includes(name) || locked.includes(name));
