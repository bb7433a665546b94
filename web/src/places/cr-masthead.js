import { html, nothing } from 'lit';
import { firstStepOf } from '../first-step/state.js';
import { LabElement } from '../kit/lab-element.js';
import { tools } from '../lab/tools/cr-tools.js';
import { text } from '../text/index.js';
import { PLACES, urlOf } from './navigation.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Navigation, Place } from './navigation.js' */

/** `<cr-masthead>`: the page's name, links to its sections, and the tools of the run. */
export class CrMasthead extends LabElement {
  static properties = { ...LabElement.properties, navigation: { attribute: false } };

  constructor() {
    super();
    /** @type {Navigation | undefined} */
    this.navigation = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`<h1 class="wordmark"><span class="mark">∂</span>Chainrule</h1>
      <nav class="places" aria-label=${text.places}>${PLACES.map((place) => this.link(place))}</nav>
      <div class="masthead-tools">
        <button type="button" class="quiet-button open-share" ?disabled=${!lab.isLive} @click=${() => this.dispatchEvent(new CustomEvent('share', { bubbles: true }))}>
          ${text.share.title}
        </button>
        ${tools({ lab })}
        <button type="button" class="quiet-button" aria-label=${text.keys} title="${text.keys} (?)" @click=${() => this.dispatchEvent(new CustomEvent('keys', { bubbles: true }))}>?</button>
        <cr-theme class="theme"></cr-theme>
      </div>`;
  }

  /** @param {Place} place */
  link(place) {
    const isHere = place === this.navigation?.place;
    return html`<a
      href=${urlOf(place, location.search)}
      aria-current=${isHere ? 'page' : nothing}
      @click=${(/** @type {MouseEvent} */ event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (this.lab) firstStepOf(this.lab).leave();
        this.navigation?.go(place);
      }}
      >${text.placeNames[place]}</a
    >`;
  }
}

customElements.define('cr-masthead', CrMasthead);

/** @param {{ lab: Lab, navigation: Navigation }} properties */
export const masthead = ({ lab, navigation }) =>
  html`<cr-masthead class="masthead" role="banner" .lab=${lab} .navigation=${navigation}></cr-masthead>`;
