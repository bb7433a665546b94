/**
 * Links to a step of the microscope.
 *
 * @import { Microscope } from './state.js'
 */

/**
 * A URL that opens the displayed step, if the step is determined by the experiment alone.
 *
 * @param {Microscope} microscope
 */
export function linkTo({ exhibit, lab, op, walked }) {
  const { opened, frame } = lab;
  if (exhibit && walked) return addressOf([`exhibit=${exhibit}`, `step=${walked.step}`, `op=${op}`]);
  if (!opened || !walked || frame?.marks.length || frame?.state === 'diverged') return undefined;
  return addressOf([opened.hash, `step=${walked.step}`, `op=${op}`], './');
}

/**
 * @param {string[]} parts of the URL after `#`
 * @param {string} [page] if not this one
 */
function addressOf(parts, page = location.pathname) {
  return `${new URL(page, location.href).href}#${parts.filter(Boolean).join('&')}`;
}
