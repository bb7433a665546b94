import { html } from 'lit';
import { placeAt } from '../kit/popover.js';
import { inGroup, isInUse } from '../model/settings.js';
import { formatSetting } from '../text/format.js';
import { text } from '../text/index.js';
import './cr-explanation.js';
import { SettingForm } from './setting-form.js';

/** @import { Lab } from '../model/lab.js' */

/** The settings against overfitting and against steps that are too large, which share a menu in this row. */
export const REGULARISING = ['weight_decay', ...inGroup('regularisation')];

/**
 * `<cr-training>`: the training settings that are changed most often, beside the Play button:
 * learning rate, optimizer, batch size, regularisation. In a narrow window, a button opens these settings as a sheet.
 */
export class CrTraining extends SettingForm {
  /** @param {Lab} lab */
  view(lab) {
    this.forgetTyped(lab);
    const names = REGULARISING.filter((name) => isInUse(name, lab.settings));
    return html`<div class="training" id="training" popover role="group" aria-label=${text.training}>
      ${this.field(lab, 'learning_rate')} ${this.field(lab, 'optimizer')} ${this.field(lab, 'batch_size')}
      <div class="field field-regularisation ${names.some((name) => lab.notices.faults.has(name)) ? 'is-wrong' : ''}">
        <div class="field-name" id="regularisation-name">${text.regularisation}</div>
        <button
          type="button"
          class="menu-button"
          popovertarget="regularisation"
          aria-labelledby="regularisation-name regularisation-value"
        >
          <span id="regularisation-value">${summary(lab, names)}</span>
        </button>
        <div
          class="regularisation"
          id="regularisation"
          popover
          role="group"
          aria-labelledby="regularisation-name"
          @toggle=${() => this.place()}
        >
          ${names.map((name) => this.field(lab, name))}
        </div>
      </div>
      <cr-explanation></cr-explanation>
    </div>`;
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    super.updated(changed);
    this.showFault('.training');
    this.showFault('.regularisation');
  }

  /**
   * Open the popover of a rejected value, which contains the error message.
   *
   * @param {string} selector
   */
  showFault(selector) {
    const popover = this.querySelector(selector);
    if (!(popover instanceof HTMLElement) || !popover.querySelector('.field-error')) return;
    if (!popover.checkVisibility()) popover.showPopover();
  }

  place() {
    const popover = this.querySelector('#regularisation');
    const button = this.querySelector('.menu-button');
    if (popover instanceof HTMLElement && button) placeAt(popover, button);
  }
}

/**
 * The regularisation in use, in a few words.
 *
 * @param {Lab} lab
 * @param {string[]} names
 */
function summary({ settings }, names) {
  const used = names.filter((name) => settings[name] !== 0);
  if (!used.length) return text.noRegularisation;
  return used.map((name) => `${text.regularisers[name] ?? ''} ${formatSetting(/** @type {number} */ (settings[name]))}`).join(', ');
}

customElements.define('cr-training', CrTraining);

/** @param {{ lab: Lab }} properties */
export const training = ({ lab }) => html`<cr-training .lab=${lab}></cr-training>`;
