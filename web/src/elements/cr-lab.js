import { html } from 'lit';
import recordedFirst from '../generated/recorded-first.json?url';
import recordedAll from '../generated/recorded.json?url';
import { startEngine } from '../runtime/client.js';
import { Lab } from '../state/lab.js';
import { chart } from './cr-chart.js';
import { network } from './cr-network.js';
import { output } from './cr-output.js';
import { settings } from './cr-settings.js';
import { strip } from './cr-strip.js';
import { transport } from './cr-transport.js';
import { LabElement } from './lab-element.js';

/**
 * `<cr-lab>`: the whole lab. It takes the place of the shell that the page was painted with.
 */
export class CrLab extends LabElement {
  constructor() {
    super();
    this.lab = new Lab(startEngine, { first: recordedFirst, all: recordedAll });
    this.onHash = () => this.lab?.openAddress();
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
  }

  connectedCallback() {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener('hashchange', this.onHash);
    addEventListener('keydown', this.onKey);
    this.lab?.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.onHash);
    removeEventListener('keydown', this.onKey);
    this.lab?.engine?.stop();
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`${transport({ lab })}
      <main class="columns">
        ${network({ lab })} ${output({ lab })}
        <div class="charts">${chart({ lab, kind: 'losses' })} ${chart({ lab, kind: 'norms' })}</div>
        ${settings({ lab })}
      </main>
      ${strip({ lab })}`;
  }

  /**
   * Space plays, → steps a batch, Shift-→ an epoch, R resets: wherever a key has no other meaning.
   *
   * @param {KeyboardEvent} event
   */
  key(event) {
    const { lab } = this;
    if (!lab || event.ctrlKey || event.metaKey || event.altKey) return;
    const isPlay = event.key === ' ';
    const act = isPlay ? () => lab.togglePlay() : lab.isLive ? actionOf(lab, event) : undefined;
    if (!act || (event.repeat && event.key !== 'ArrowRight')) return;
    const typed = 'input, select, textarea, [contenteditable]';
    const pressed = `${typed}, button, summary, a, pre`;
    if (event.target instanceof Element && event.target.closest(isPlay ? pressed : typed)) return;
    event.preventDefault();
    act();
  }
}

/**
 * What a key does besides Play, once Python is here.
 *
 * @param {Lab} lab
 * @param {KeyboardEvent} event
 */
function actionOf(lab, { key, shiftKey }) {
  if (key === 'ArrowRight') return () => lab.step(shiftKey ? 'epoch' : 'batch');
  return key === 'r' || key === 'R' ? () => lab.reset() : undefined;
}

customElements.define('cr-lab', CrLab);
