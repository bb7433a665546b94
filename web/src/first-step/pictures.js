/**
 * The pictures of the step, in order, with what is known, what moves and what is highlighted in each.
 */

/** The parts of a training step. */
export const PARTS = /** @type {const} */ (['forward', 'loss', 'back', 'change', 'again']);

/** @typedef {'u' | 'x1a2' | 'x2a1' | 'x2a2' | 'w' | 'a2y'} LinkName */
/** @typedef {'x1' | 'x2' | 'a1' | 'a2' | 'y'} UnitName */

/** @type {LinkName[]} */
export const HIDDEN_LINKS = ['u', 'x1a2', 'x2a1', 'x2a2'];
/** @type {LinkName[]} */
export const OUTPUT_LINKS = ['w', 'a2y'];
const ALL_LINKS = [...HIDDEN_LINKS, ...OUTPUT_LINKS];

/**
 * One picture of the step.
 *
 * @typedef {object} Picture
 * @property {'example' | 'hidden' | 'output' | 'loss' | 'weight' | 'others' | 'change' | 'again'} name
 * @property {typeof PARTS[number]} part
 * @property {LinkName[]} [forward] links along which numbers flow
 * @property {LinkName[]} [back] links along which the error flows back; they show their gradients
 * @property {UnitName[]} [units] the units that the picture is about
 */

/** @type {readonly Picture[]} */
export const PICTURES = [
  { name: 'example', part: 'forward', units: ['x1', 'x2'] },
  { name: 'hidden', part: 'forward', units: ['a1', 'a2'], forward: HIDDEN_LINKS },
  { name: 'output', part: 'forward', units: ['y'], forward: OUTPUT_LINKS },
  { name: 'loss', part: 'loss', units: ['y'] },
  { name: 'weight', part: 'back', units: ['y'], back: ['w'] },
  { name: 'others', part: 'back', units: ['a1', 'a2'], back: ALL_LINKS },
  { name: 'change', part: 'change' },
  { name: 'again', part: 'again', units: ['y'], forward: ALL_LINKS },
];

/**
 * How much of the step is known in a picture; numbers that are computed later are blank.
 *
 * @param {Picture | undefined} picture none before the first
 */
export function knownIn(picture) {
  const at = picture ? PICTURES.indexOf(picture) : 0;
  const has = (/** @type {Picture['name']} */ name) => at >= PICTURES.findIndex((other) => other.name === name);
  return { hidden: has('hidden'), answer: has('output'), loss: has('loss'), change: has('change'), again: has('again') };
}
