import { html } from 'lit';
import { actions, hintOf } from '../../model/actions.js';

/** @import { Action } from '../../model/actions.js' */
/** @import { Lab } from '../../model/lab.js' */

/**
 * @param {Lab} lab
 * @param {keyof typeof actions} name of the action
 * @param {string} label
 * @param {string} [kind] a class
 */
export function actionButton(lab, name, label, kind = '') {
  /** @type {Action} */
  const action = actions[name];
  return html`<button
    type="button"
    class="act-${name} ${kind}"
    title=${hintOf(action)}
    ?disabled=${!action.isReady(lab)}
    @click=${() => action.run(lab)}
  >
    ${label}
  </button>`;
}
