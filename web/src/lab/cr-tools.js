import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { actions, hintOf } from '../model/actions.js';
import presets from '../generated/presets.json';
import { chooseFile } from '../store/files.js';
import { text } from '../text/index.js';
import { say } from '../text/phrases.js';
import { LabElement } from '../kit/lab-element.js';
import { copyLink } from './link-dialog.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Action } from '../model/actions.js' */

const UNDO = 'M7.5 3.5 3.5 7.5l4 4M3.5 7.5h8a5 5 0 0 1 0 10h-3';
const GLASS = 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.5 12.5 17 17';
const REDO = 'M12.5 3.5l4 4-4 4M16.5 7.5h-8a5 5 0 0 0 0 10h3';

/**
 * `<cr-tools>`: training speed, undo and redo, saving and opening files, the list of keys. Next to the
 * transport if there is room; otherwise in a menu of its last button.
 */
export class CrTools extends LabElement {
  /** @param {Lab} lab */
  view(lab) {
    return html`<div class="tools" id="tools" popover role="group" aria-label=${text.tools}>
        ${paceMenu(lab)}
        <span class="pair">${iconButton(lab, actions.undo, text.undo, UNDO)} ${iconButton(lab, actions.redo, text.redo, REDO)}</span>
        ${lab.instruments.wings.map(({ action }) => (action ? iconButton(lab, action, text.microscope, GLASS) : nothing))}
        <button type="button" class="quiet-button" popovertarget="file-menu" ?disabled=${!lab.isLive}>${text.file}</button>
        <button type="button" class="quiet-button" aria-label=${text.keys} title="${text.keys} (?)" @click=${() => this.openKeys()}>?</button>
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
      ${item(text.copyLink, () => void copyAddress(lab))}
      ${item(text.saveData, () => lab.save('data'))}
      ${item(text.saveHistory, () => lab.save('history'))} ${item(text.keepWeights, () => lab.keepWeights())}
      <span class="quiet menu-head">${text.presets}</span>
      ${presets.map(({ name, hash }) => item(presetName(name), () => void lab.openHash(`${hash}&step=0&op=0`, false)))}
      <a class="menu-link" href="worked-example.html">${text.lesson}</a>
      <a class="menu-link" href="every-op.html">${text.everyOp}</a>
    </div>`;
  }

  get menu() {
    return /** @type {HTMLElement | null} */ (this.querySelector('#file-menu'));
  }

  /** Place it below the button that opened it, or above if there is no room. */
  place() {
    const button = this.querySelector('[popovertarget="file-menu"]');
    const { menu } = this;
    if (!menu || !button) return;
    const { left, top, bottom } = button.getBoundingClientRect();
    const highest = innerHeight - menu.offsetHeight - 8;
    const isBelow = bottom + 4 <= highest;
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${isBelow ? bottom + 4 : Math.min(highest, Math.max(8, top - menu.offsetHeight - 4))}px`;
  }

  openKeys() {
    this.dispatchEvent(new CustomEvent('keys', { bubbles: true }));
  }
}

/** @param {string} name of a preset */
const presetName = (name) => say({ key: `preset.${name}`, values: {} });

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

/** @param {Lab} lab */
async function copyAddress(lab) {
  if (await copyLink(location.href)) lab.tell(text.linkCopied);
}

customElements.define('cr-tools', CrTools);

/** @param {{ lab: Lab }} properties */
export const tools = ({ lab }) => html`<cr-tools .lab=${lab}></cr-tools>`;
