/** What the figures and exercises of a chapter share: one worker, and one lab for all exercises. */
import { SharedEngine } from '../engine/shared.js';
import { Gradients } from '../gradients/state.js';
import { Landscape } from '../landscape/state.js';
import { Microscope } from '../microscope/state.js';
import { Lab } from '../model/lab.js';
import { fixedAddress } from '../store/address.js';
import { Touch } from '../touch/state.js';
import { Exercises } from './state.js';

/** @import { InstrumentRow } from '../model/instruments.js' */

/** @type {InstrumentRow[]} */
const ROWS = [
  { name: 'verdict', State: Gradients },
  { name: 'histograms', State: Gradients },
  { name: 'updates', State: Gradients },
  { name: 'units', State: Gradients },
  { name: 'norms', State: Gradients },
  { name: 'landscape', State: Landscape },
  { name: 'microscope', State: Microscope },
  { name: 'touch', State: Touch },
  { name: 'exercises', State: Exercises },
];

const engine = new SharedEngine();

/** Start Python before the first figure is visible, because readers often reach it before Python has started. */
export const startPython = () => engine.prepare();

/**
 * A lab with its own session in the page's worker.
 *
 * @param {string} experiment as after `#` in the lab's URL
 * @param {InstrumentRow[]} more instruments of this lab
 */
export function newLab(experiment, more = []) {
  return new Lab(engine.join, undefined, fixedAddress(experiment), [...ROWS, ...more]);
}

/** @type {Lab | undefined} */
let exercising;

/** The lab whose session judges all answers of the page. */
export function exerciseLab() {
  if (!exercising) {
    exercising = newLab('data=xor&samples=10&layers=1-tanh');
    exercising.start();
  }
  return exercising;
}
