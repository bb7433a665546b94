import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { placeAt } from '../../kit/popover.js';
import { actions, hintOf } from '../../model/actions.js';
import { chooseFile } from '../../store/files.js';
import { text } from '../../text/index.js';
import { LabElement } from '../../kit/lab-element.js';
import { actionButton } from '../transport/action-button.js';
import { copyLink } from './link-dialog.js';

/** @import { Lab } from '../../model/lab.js' */
/** @import { Action } from '../../model/actions.js' */

const UNDO = 'M7.5 3.5 3.5 7.5l4 4M3.5 7.5h8a5 5 0 0 1 0 10h-3';
const REDO = 'M12.5 3.5l4 4-4 4M16.5 7.5h-8a5 5 0 0 0 0 10h3';

/**
 * `<cr-tools>`: training speed, undo and redo, and saving and opening files. It is in the masthead if there is room,
 * and otherwise in the menu of the transport's last button.
 */
export class CrTools extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    return html`<div class="tools" id="tools" popover role="group" aria-label=${text.tools}>
        ${paceMenu(lab)}
        <span class="pair">${iconButton(lab, actions.undo, text.undo, UNDO)} ${iconButton(lab, actions.redo, text.redo, REDO)}</span>
        <span class="for-phones">${actionButton(lab, 'epoch', text.epoch)} ${actionButton(lab, 'newSeed', text.newSeed)}</span>
        <button type="button" class="quiet-button" popovertarget="file-menu" ?disabled=${!lab.isLive}>${text.file}</button>
        ${this.fileMenu(lab)}
      </div>`;
  }

  /** @param {Lab} lab */
  fileMenu(lab) {
    const item = (/** @type {string} */ label, /** @type {() => void} */ act) =>
      html`<button
        type="button"
        @click=${() => {
          this.menu?.hidePopover();
          act();
        }}
      >
        ${label}
      </button>`;
    return html`<div class="menu" id="file-menu" popover role="group" aria-label=${text.file} @toggle=${() => this.place()}>
      ${item(text.saveExperiment, () => lab.save('experiment'))}
      ${item(text.openExperiment, () => void openExperiment(lab))}
      ${item(text.copyLink, () => void this.copyAddress(lab))}
      ${item(text.saveData, () => lab.save('data'))}
      ${item(text.saveHistory, () => lab.save('history'))} ${item(text.keepWeights, () => lab.keepWeights())}
    </div>`;
  }

  get menu() {
    return /** @type {HTMLElement | null} */ (this.querySelector('#file-menu'));
  }

  place() {
    const button = this.querySelector('[popovertarget="file-menu"]');
    if (this.menu && button) placeAt(this.menu, button);
  }

  /**
   * Copy the page's URL. If the run uses the user's own table, the dialog says what the recipient needs.
   *
   * @param {Lab} lab
   */
  async copyAddress(lab) {
    if (lab.dataShown === 'table') this.dispatchEvent(new CustomEvent('share', { bubbles: true }));
    else if (await copyLink(location.href)) lab.notices.show(text.linkCopied);
  }
}

/** @param {Lab} lab */
function paceMenu(lab) {
  return html`<label class="pace"
    ><span class="quiet">${text.pace}</span>
    <select
      @change=${(/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLSelectElement} */ (event.target);
        lab.setPace(value === 'null' ? null : Number(value));
      }}
    >
      ${Object.entries(text.paces).map(
        ([label, pace]) => html`<option value=${String(pace)} .selected=${live(pace === lab.pace)}>${label}</option>`,
      )}
    </select></label
  >`;
}

/**
 * @param {Lab} lab
 * @param {Action} action
 * @param {string} label
 * @param {string} path
 */
function iconButton(lab, action, label, path) {
  return html`<button
    type="button"
    class="quiet-button"
    aria-label=${label}
    title=${hintOf(action)}
    ?disabled=${!action.isReady(lab)}
    @click=${() => action.run(lab)}
  >
    <svg viewBox="0 0 20 20" width="17" height="17" aria-hidden="true"><path d=${path} /></svg>
  </button>`;
}

/** @param {Lab} lab */
async function openExperiment(lab) {
  const file = await chooseFile('.json,application/json');
  if (file) lab.openSaved(await file.text());
}

customElements.define('cr-tools', CrTools);

/** @param {{ lab: Lab }} properties */
export const tools = ({ lab }) => html`<cr-tools .lab=${lab}></cr-tools>`;
