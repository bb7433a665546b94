import { html } from 'lit';
import { actionsOf } from '../../model/actions.js';
import { text } from '../../text/index.js';
import { LabElement } from '../../kit/lab-element.js';

/** @import { TemplateResult } from 'lit' */
/** @import { Lab } from '../../model/lab.js' */

/** `<cr-keys>`: a dialog that lists the keys. */
export class CrKeys extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    const rows = [
      ...actionsOf(lab).map(({ keys, label }) => row(keys.map(keyCap), ` ${text.keyOr} `, label)),
      ...text.otherKeys.map(([keys, label]) => row(keys.map(keyCap), ' ', label)),
    ];
    return html`<dialog aria-labelledby="keys-title">
      <div class="dialog-head">
        <h2 id="keys-title">${text.keys}</h2>
        <form method="dialog"><button class="text-button">${text.close}</button></form>
      </div>
      <dl class="keys">
        ${rows}
      </dl>
      <p class="quiet">${text.keysWhere}</p>
      <form method="dialog" @submit=${() => this.dispatchEvent(new CustomEvent('first', { bubbles: true }))}>
        <button>${text.firstStep.watch}</button>
      </form>
      <p class="quiet">${text.engines[lab.engineName] ?? ''}</p>
    </dialog>`;
  }

  open() {
    this.querySelector('dialog')?.showModal();
  }
}

/**
 * @param {TemplateResult[]} keys
 * @param {string} between the separator of two keys
 * @param {string} label
 */
function row(keys, between, label) {
  return html`<div><dt>${keys.map((key, at) => [at ? between : '', key])}</dt><dd>${label}</dd></div>`;
}

/** @param {string} name */
const keyCap = (name) => html`<kbd>${text.keyName(name)}</kbd>`;

customElements.define('cr-keys', CrKeys);

/** @param {{ lab: Lab }} properties */
export const keys = ({ lab }) => html`<cr-keys .lab=${lab}></cr-keys>`;
