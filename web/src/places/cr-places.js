import { html, nothing } from 'lit';
import { LabElement } from '../kit/lab-element.js';
import { text } from '../text/index.js';
import { about } from './about.js';
import { catalogue } from './catalogue.js';
import { learn } from './learn.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Navigation } from './navigation.js' */

/** `<cr-places>`: the sections other than the lab, each a page of text with links. */
export class CrPlaces extends LabElement {
  static properties = { ...LabElement.properties, navigation: { attribute: false } };

  constructor() {
    super();
    /** @type {Navigation | undefined} */
    this.navigation = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    const { navigation } = this;
    if (!navigation || navigation.place === 'lab') return nothing;
    const contents = { learn, instruments: catalogue, about }[navigation.place];
    return html`<main class="place">
      <h2 tabindex="-1">${text.placeNames[navigation.place]}</h2>
      ${contents(lab, navigation)}
    </main>`;
  }

  focusHeading() {
    const heading = this.querySelector('h2');
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  }
}

customElements.define('cr-places', CrPlaces);

/** @param {{ lab: Lab, navigation: Navigation }} properties */
export const places = ({ lab, navigation }) => html`<cr-places .lab=${lab} .navigation=${navigation}></cr-places>`;
