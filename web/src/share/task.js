/** The task above the lab, from the URL: plain text, never markup. */
import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { unknownNames } from './controls.js';

/** @import { Setup } from '../store/query.js' */

/** @param {Setup} setup */
export function task(setup) {
  const { title, question } = setup;
  const unknown = unknownNames(setup);
  if (!title && !question && !unknown.length) return nothing;
  return html`<section class="task" aria-label=${text.share.task}>
    ${title ? html`<h2>${title}</h2>` : nothing} ${question ? html`<p>${question}</p>` : nothing}
    ${unknown.length ? html`<p class="field-error">${text.share.unknownNames(unknown.join(', '))}</p>` : nothing}
  </section>`;
}

/** In a frame, a link to the whole page. */
export function wholePage() {
  const url = new URL(location.href);
  url.searchParams.delete('embed');
  return html`<p class="whole-page">
    <a href=${url.href} target="_blank" rel="noopener" @click=${follow}>${text.share.wholePage}</a>
  </p>`;
}

/** @param {Event} event of a click on the link, which leads to the page in its current state */
function follow(event) {
  const url = new URL(location.href);
  url.searchParams.delete('embed');
  if (event.currentTarget instanceof HTMLAnchorElement) event.currentTarget.href = url.href;
}
