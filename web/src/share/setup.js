/** The set-up of this page from its URL: hidden and locked controls, a task, and embedding. */
import { LabElement } from '../kit/lab-element.js';
import { pageQuery } from '../store/address.js';
import { setupIn } from '../store/query.js';
import { lockIn, rulesHiding } from './controls.js';

/** @import { Setup } from '../store/query.js' */

/**
 * Hide and lock controls, now and in everything that is rendered later.
 *
 * @returns {Setup}
 */
export function applySetup() {
  const setup = setupIn(pageQuery.read());
  document.documentElement.classList.toggle('embed', setup.isEmbedded);
  document.documentElement.classList.toggle('has-no-settings', setup.hide.includes('settings'));
  const rules = rulesHiding(setup.hide);
  if (rules) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  if (setup.lock.length) LabElement.afterUpdate = (element) => lockIn(element, setup.lock);
  return setup;
}
