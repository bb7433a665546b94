import { html, render } from 'lit';
import { text } from '../../text/index.js';

/**
 * Copy a link to the clipboard. In a frame on another origin, or on plain http, the browser does not allow this; the
 * link is then shown and selected.
 *
 * @param {string} link
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyLink(link) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    showLink(link);
    return false;
  }
}

/** @param {string} link */
function showLink(link) {
  const dialog = document.createElement('dialog');
  dialog.className = 'link-dialog';
  dialog.setAttribute('aria-label', text.linkByHand);
  render(
    html`<div class="dialog-head">
        <h2>${text.linkByHand}</h2>
        <button type="button" class="text-button" @click=${() => dialog.close()}>${text.close}</button>
      </div>
      <p class="quiet">${text.linkByHandHint}</p>
      <input readonly aria-label=${text.link} .value=${link} />`,
    dialog,
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  const field = dialog.querySelector('input');
  field?.focus();
  field?.select();
}
