/** A list of all instruments, with one line each; a click opens the instrument in the lab and scrolls to it. */
import { html } from 'lit';
import { openInstrument } from '../lab/cr-instruments.js';
import { openMicroscope } from '../microscope/actions.js';
import { microscopeOf } from '../microscope/state.js';
import { text } from '../text/index.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Navigation } from './navigation.js' */

/**
 * @param {Lab} lab
 * @param {Navigation} navigation
 */
export function catalogue(lab, navigation) {
  const open = (/** @type {string} */ name) => () => {
    navigation.go('lab');
    show(lab, name);
  };
  return html`<p>${text.instrumentsAbout}</p>
    ${lab.isLive ? '' : html`<p class="quiet">${text.instrumentsWait}</p>`}
    <dl class="instrument-list">
      ${microscopeFirst(lab).map(({ name, label, actions }) => {
        const title = actions ? text.microscope : label;
        if (!title) return '';
        return html`<div>
          <dt><button type="button" class="text-button" ?disabled=${!lab.isLive} @click=${open(name)}>${title}</button></dt>
          <dd>${text.instrumentLines[name]}</dd>
        </div>`;
      })}
    </dl>`;
}

/** @param {Lab} lab */
const microscopeFirst = ({ instruments: { rows } }) => rows.toSorted((one, other) => Number(Boolean(other.actions)) - Number(Boolean(one.actions)));

/**
 * Open an instrument unless it is already open, and scroll to it.
 *
 * @param {Lab} lab
 * @param {string} name
 */
function show(lab, name) {
  if (name === 'microscope') {
    if (!microscopeOf(lab).isOpen) openMicroscope.run(lab);
    return;
  }
  openInstrument(lab, name);
}
