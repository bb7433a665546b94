import { html } from 'lit';
import recordedFirst from '../generated/recorded-first.json?url';
import recordedAll from '../generated/recorded.json?url';
import { startEngine } from '../engine/client.js';
import { pageAddress } from '../store/address.js';
import { Lab } from '../model/lab.js';
import { LeftRun } from '../store/left-run.js';
import { actionOf, actionsOf, keyOf } from '../model/actions.js';
import { chart } from '../charts/cr-chart.js';
import { CrCsv, csv } from '../settings/cr-csv.js';
import { CrKeys, keys } from './cr-keys.js';
import { instruments } from './cr-instruments.js';
import { microscope } from '../microscope/cr-microscope.js';
import { norms } from '../gradients/cr-norms.js';
import { network } from '../network/cr-network.js';
import { output } from '../output/cr-output.js';
import { settings } from '../settings/cr-settings.js';
import { strip } from './cr-strip.js';
import { timeline } from './cr-timeline.js';
import { transport } from './cr-transport.js';
import { WINGS } from './wings.js';
import { LabElement } from '../kit/lab-element.js';

/**
 * `<cr-lab>`: the whole lab. It replaces the shell of the first paint.
 */
export class CrLab extends LabElement {
  constructor() {
    super();
    this.lab = new Lab(startEngine, { first: recordedFirst, all: recordedAll }, pageAddress, WINGS);
    this.lab.leftRun = new LeftRun(this.lab);
    this.onHash = () => this.lab?.openAddress();
    this.onKeys = () => this.openKeys();
    this.onCsv = () => {
      const dialog = this.querySelector('cr-csv');
      if (dialog instanceof CrCsv) dialog.open();
    };
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
  }

  connectedCallback() {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener('hashchange', this.onHash);
    addEventListener('keydown', this.onKey);
    this.addEventListener('keys', this.onKeys);
    this.addEventListener('csv', this.onCsv);
    this.lab?.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.onHash);
    removeEventListener('keydown', this.onKey);
    this.removeEventListener('keys', this.onKeys);
    this.removeEventListener('csv', this.onCsv);
    this.lab?.connection.stop();
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`${transport({ lab })}
      <main class="columns">
        ${network({ lab })} ${output({ lab })}
        <div class="charts">
          ${timeline({ lab })} ${microscope({ lab })} ${chart({ lab })} ${norms({ lab })}
          ${instruments({ lab })}
        </div>
        ${settings({ lab })}
      </main>
      ${strip({ lab })} ${keys({ lab })} ${csv({ lab })}
      <p class="unseen announcement" aria-live="polite"></p>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    this.write('.announcement', lab.announcement);
  }

  /**
   * Handle the keys of `actions`, and ? for their list, where a key has no other meaning.
   *
   * @param {KeyboardEvent} event
   */
  key(event) {
    const { lab } = this;
    if (!lab || event.defaultPrevented || hasOwnMeaning(event)) return;
    const action = actionOf(actionsOf(lab), event);
    if (keyOf(event) === '?') {
      this.openKeys();
    } else if (action?.isReady(lab) && (action.repeats || !event.repeat)) {
      event.preventDefault();
      action.run(lab);
    }
  }

  openKeys() {
    const list = this.querySelector('cr-keys');
    if (list instanceof CrKeys) list.open();
  }
}

/**
 * Whether a key has its own effect where it was pressed: typing, choosing or pressing.
 *
 * @param {KeyboardEvent} event
 */
function hasOwnMeaning({ key, target }) {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog, [popover]:popover-open')) return true;
  const typed = 'input:not([type="checkbox"]), select, textarea, [contenteditable]';
  return target.closest(key === ' ' ? `${typed}, input, button, summary, a, pre` : typed) !== null;
}

customElements.define('cr-lab', CrLab);
