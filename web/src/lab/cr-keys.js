import { html } from 'lit';
import { actions } from '../model/actions.js';
import { text } from '../text/index.js';
import { LabElement } from '../kit/lab-element.js';

/** @import { Lab } from '../model/lab.js' */

/** `<cr-keys>`: a dialog that lists the keys. */
export class CrKeys extends LabElement {
  /** @param {Lab} lab */
  view({ opened }) {
    const rows = [
      ...Object.values(actions).map(({ keys, label }) => [keys.join(' or '), label]),
      ...text.otherKeys,
    ];
    return html`<dialog aria-labelledby="keys-title">
      <div class="dialog-head">
        <h2 id="keys-title">${text.keys}</h2>
        <form method="dialog"><button class="text-button">${text.close}</button></form>
      </div>
      <dl class="keys">
        ${rows.map(([keys = '', label]) => html`<div><dt>${keys.split(' ').map(keyCap)}</dt><dd>${label}</dd></div>`)}
      </dl>
      <p class="quiet">${text.keysWhere}</p>
      <p class="quiet">${text.engines[opened?.engine ?? ''] ?? ''}</p>
    </dialog>`;
  }

  open() {
    this.querySelector('dialog')?.showModal();
  }
}

/** @param {string} words a key's name, or a word between two */
function keyCap(words) {
  return /^(and|to|or|on)$/.test(words) ? html` ${words} ` : html`<kbd>${words}</kbd>`;
}

customElements.define('cr-keys', CrKeys);

/** @param {{ lab: Lab }} properties */
export const keys = ({ lab }) => html`<cr-keys .lab=${lab}></cr-keys>`;
