/** Links to the parts of the lab, visible while they have the focus. */
import { html } from 'lit';
import { text } from '../text/index.js';

/** The first control of each part. */
const PARTS = /** @type {const} */ ([
  ['data', '.field-data select'],
  ['network', '.network-stage canvas'],
  ['output', '.output-stage canvas, .output select'],
  ['verdict', '.instrument-buttons button'],
]);
const FOCUSABLE = 'a[href], button:not(:disabled), input, select, [tabindex]';

/** @param {readonly string[]} hidden the parts that the URL hides */
export function skipLinks(hidden) {
  return html`<nav class="skip-links" aria-label=${text.skip.title}>
    ${PARTS.filter(([name]) => !hidden.includes(name)).map(([name, target]) => html`<button type="button" @click=${() => goTo(target)}>${text.skip[name]}</button>`)}
  </nav>`;
}

/** @param {string} selector */
function goTo(selector) {
  const part = [...document.querySelectorAll(selector)].find((each) => each.checkVisibility());
  const control = part?.matches(FOCUSABLE) ? part : part?.querySelector(FOCUSABLE);
  if (!(control instanceof HTMLElement)) return;
  control.focus();
  control.scrollIntoView({ block: 'nearest' });
}
