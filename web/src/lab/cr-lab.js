import { html, nothing } from 'lit';
import recordedFirst from '../generated/recorded-first.json?url';
import recordedAll from '../generated/recorded.json?url';
import { showEngineFault } from '../engine/asked.js';
import { startEngine } from '../engine/client.js';
import { pageAddress, pageQuery } from '../store/address.js';
import { Lab } from '../model/lab.js';
import { LeftRun } from '../store/left-run.js';
import { actionOf, keyOf } from '../model/actions.js';
import { chart } from '../charts/cr-chart.js';
import { CrCsv, csv } from '../settings/cr-csv.js';
import { dock } from './cr-dock.js';
import { CrKeys, keys } from './tools/cr-keys.js';
import { instruments } from './cr-instruments.js';
import { norms } from '../gradients/cr-norms.js';
import { network } from '../network/cr-network.js';
import { output } from '../output/cr-output.js';
import { settings } from '../settings/cr-settings.js';
import { preparePrinting, printedSize } from './printing.js';
import { skipLinks } from '../places/skip-links.js';
import { strip } from './status/cr-strip.js';
import { timeline } from './transport/cr-timeline.js';
import { transport } from './transport/cr-transport.js';
import { INSTRUMENTS } from './instrument-rows.js';
import { text } from '../text/index.js';
import { hasOwnMeaning } from '../kit/key-meaning.js';
import { LabElement } from '../kit/lab-element.js';
import { walking } from '../microscope/actions.js';
import { masthead } from '../places/cr-masthead.js';
import { CrPlaces, places } from '../places/cr-places.js';
import { Navigation, placeIn } from '../places/navigation.js';
import { firstScreen, firstStepKey } from '../first-step/cr-first-step.js';
import { firstStepOf } from '../first-step/state.js';
import { isOff, isOffNamed } from '../share/controls.js';
import { openIn } from '../store/query.js';
import { followOpen, openAgain } from '../share/open-parts.js';
import { applySetup } from '../share/setup.js';
import { task, wholePage } from '../share/task.js';

/** @import { Place } from '../places/navigation.js' */

/**
 * `<cr-lab>`: the whole lab. It replaces the shell of the first paint.
 */
export class CrLab extends LabElement {
  constructor() {
    super();
    this.setup = applySetup();
    this.lab = new Lab(startEngine, { first: recordedFirst, all: recordedAll }, pageAddress, INSTRUMENTS);
    if (!this.setup.isEmbedded) this.lab.leftRun = new LeftRun(this.lab);
    this.navigation = new Navigation();
    /** @type {Place | 'first'} the page that is shown: a place, or the first screen */
    this.shown = this.isAtFirst(this.lab) ? 'first' : this.navigation.place;
    this.labScroll = 0;
    /** Whether the reader came to the page by Back or Forward. */
    this.isReturning = false;
    this.onBack = () => this.goneBack();
    this.onKeys = () => this.openKeys();
    this.onFirst = () => this.openFirst();
    this.onShare = () => void this.openShare();
    this.onCsv = () => {
      if (isOffNamed(this.setup, 'data', 'settings')) return;
      const dialog = this.querySelector('cr-csv');
      if (dialog instanceof CrCsv) dialog.open();
    };
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
  }

  connectedCallback() {
    super.connectedCallback();
    this.replaceChildren();
    document.documentElement.classList.remove('first-visit');
    addEventListener('popstate', this.onBack);
    addEventListener('keydown', this.onKey);
    this.addEventListener('keys', this.onKeys);
    this.addEventListener('first', this.onFirst);
    this.addEventListener('csv', this.onCsv);
    this.addEventListener('share', this.onShare);
    if (this.lab) this.until('open', followOpen(this.lab));
    if (this.lab) this.until('engine', showEngineFault(this.lab, pageQuery.read()));
    this.until('printing', preparePrinting(this, '.columns', printedSize));
    this.lab?.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.onBack);
    removeEventListener('keydown', this.onKey);
    this.removeEventListener('keys', this.onKeys);
    this.removeEventListener('first', this.onFirst);
    this.removeEventListener('csv', this.onCsv);
    this.removeEventListener('share', this.onShare);
    this.lab?.connection.stop();
  }

  /** @param {Lab} lab */
  view(lab) {
    const { navigation } = this;
    return html`${this.navigation.place === 'lab' && !this.isAtFirst(lab) ? skipLinks(isOffNamed(this.setup, 'data', 'settings') ? ['data'] : []) : nothing} ${masthead({ lab, navigation })} ${task(this.setup)} ${transport({ lab })}
      <main class="columns">
        ${network({ lab })} ${output({ lab })}
        <div class="charts">
          ${timeline({ lab })} ${chart({ lab })} ${norms({ lab })}
        </div>
        <div class="deeper">${instruments({ lab })}</div>
        ${settings({ lab })}
      </main>
      ${places({ lab, navigation })} ${this.isAtFirst(lab) ? firstScreen({ lab, navigation }) : nothing} ${dock({ lab })} ${strip({ lab })} ${keys({ lab })} ${csv({ lab, isLocked: isOffNamed(this.setup, 'data', 'settings') })}
      ${this.setup.isEmbedded ? wholePage() : nothing}
      <p class="unseen announcement" aria-live="polite"></p>`;
  }

  /** @param {Lab} lab */
  mark(lab) {
    const { place } = this.navigation;
    const shown = this.isAtFirst(lab) ? 'first' : place;
    // The position is stored before the lab is hidden, because the page may then be too short to stay scrolled.
    if (this.shown === 'lab' && shown !== 'lab') this.labScroll = scrollY;
    document.title = place === 'lab' ? text.pageTitle : `${text.placeNames[place]} · Chainrule`;
    this.classList.toggle('is-unopened', !lab.opened);
    this.classList.toggle('is-away', place !== 'lab' || firstStepOf(lab).isOpen);
    if (shown === this.shown) return;
    this.shown = shown;
    // Wait until the new section is rendered.
    requestAnimationFrame(() => this.arrive());
  }

  /**
   * Whether the first screen is shown instead of the lab.
   *
   * @param {Lab} lab
   */
  isAtFirst(lab) {
    return this.navigation.place === 'lab' && firstStepOf(lab).isOpen;
  }

  /** Scroll to the top of the new section; Back and Forward return to the position at which the lab was left. */
  arrive() {
    scrollTo(0, this.shown === 'lab' && this.isReturning ? this.labScroll : 0);
    this.isReturning = false;
    const page = this.querySelector('cr-places');
    if (page instanceof CrPlaces) page.focusHeading();
  }

  /** @param {Lab} lab */
  paint(lab) {
    this.write('.announcement', lab.notices.announcement);
  }

  /**
   * Handle the keys of `actions`, and ? for their list, where a key has no other meaning.
   *
   * @param {KeyboardEvent} event
   */
  key(event) {
    const { lab } = this;
    if (!lab || event.defaultPrevented || hasOwnMeaning(event, walking.next.isReady(lab))) return;
    const isAtFirst = this.isAtFirst(lab);
    const action = this.navigation.place === 'lab' && !isAtFirst ? actionOf(lab, event) : undefined;
    if (keyOf(event) === '?') {
      this.openKeys();
    } else if (isAtFirst) {
      if (firstStepKey(lab, event)) event.preventDefault();
    } else if (action && !isOff(this.setup, action) && (action.repeats || !event.repeat)) {
      event.preventDefault();
      action.run(lab);
    }
  }

  /**
   * Keep the run if the history entry belongs to this experiment; otherwise, return to the run that the entry showed,
   * or open its experiment.
   */
  goneBack() {
    const { lab } = this;
    this.isReturning = placeIn(location.search) !== this.navigation.place;
    const entry = this.navigation.follow();
    if (!lab) return;
    firstStepOf(lab).leave();
    if (entry === 'other') openAgain(lab, openIn(pageQuery.read()));
    if (entry !== 'same') lab.openAddress();
    else if (lab.opened) lab.link.write(lab.opened.hash);
  }

  openFirst() {
    if (!this.lab) return;
    this.navigation.go('lab');
    firstStepOf(this.lab).open();
  }

  /** The dialog is loaded when it is first needed. */
  async openShare() {
    const { openShare } = await import('../share/cr-share.js');
    if (this.lab) await openShare(this, this.lab);
  }

  openKeys() {
    const list = this.querySelector('cr-keys');
    if (list instanceof CrKeys) list.open();
  }
}

customElements.define('cr-lab', CrLab);
