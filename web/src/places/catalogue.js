/** A list of all instruments, with one line each; a click opens the instrument in the lab and scrolls to it. */
import { html } from 'lit';
import { openInstrument } from '../lab/cr-instruments.js';
import { text } from '../text/index.js';

/** @import { InstrumentRow } from '../model/instruments.js' */
/** @import { Lab } from '../model/lab.js' */
/** @import { Navigation } from './navigation.js' */

/**
 * @param {Lab} lab
 * @param {Navigation} navigation
 */
export function catalogue(lab, navigation) {
  const open = (/** @type {InstrumentRow} */ row) => () => {
    navigation.go('lab');
    if (row.open) row.open(lab);
    else openInstrument(lab, row.name);
  };
  return html`<p>${text.instrumentsAbout}</p>
    ${lab.isLive ? '' : html`<p class="quiet">${text.instrumentsWait}</p>`}
    <dl class="instrument-list">
      ${withoutButtonFirst(lab).map((row) => {
        const { name, title = row.label } = row;
        if (!title) return '';
        return html`<div>
          <dt><button type="button" class="text-button" ?disabled=${!lab.isLive} @click=${open(row)}>${title}</button></dt>
          <dd>${text.instrumentLines[name]}</dd>
        </div>`;
      })}
    </dl>`;
}

/** @param {Lab} lab */
const withoutButtonFirst = ({ instruments: { rows } }) => rows.toSorted((one, other) => Number(Boolean(other.title)) - Number(Boolean(one.title)));
