import { html, nothing } from 'lit';
import { text } from '../text/index.js';

/** @import { TableReading } from '../generated/protocol' */
/** @typedef {keyof typeof text.readingChoices} Choice */
/** @typedef {Partial<TableReading>} Decisions the user's choices; everything else is detected */

/**
 * One menu per format option, which shows the detected value until the user chooses.
 *
 * @param {{ decisions: Decisions, found: TableReading | null, hasBytes: boolean, decide: (decisions: Decisions) => void }} properties
 */
export function readingMenus({ decisions, found, hasBytes, decide }) {
  const names = /** @type {Choice[]} */ (Object.keys(text.readingChoices));
  const shown = names.filter((name) => hasBytes || name !== 'encoding');
  return html`<fieldset class="reading-menus">
    <legend>${text.whatWasDecided}</legend>
    ${shown.map((name) => menu(name, decisions, found, decide))} ${markers(decisions, found, decide)}
  </fieldset>`;
}

/**
 * @param {Choice} name
 * @param {Decisions} decisions
 * @param {TableReading | null} found
 * @param {(decisions: Decisions) => void} decide
 */
function menu(name, decisions, found, decide) {
  const [label, choices] = text.readingChoices[name];
  const chosen = decisions[name] ?? null;
  const labels = new Map(choices);
  const known = found?.[name] ?? null;
  const foundLabel = known === null ? '' : (labels.get(String(known)) ?? String(known));
  const change = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    const decided = value === FOUND ? null : name === 'header' ? value === 'true' : value;
    decide({ ...decisions, [name]: decided });
  };
  return html`<label>
    <span>${label}</span>
    <select name=${name} @change=${change}>
      <option value=${FOUND} ?selected=${chosen === null}>${text.asFound(chosen === null ? foundLabel : '')}</option>
      ${choices.map(
        ([value, words]) =>
          html`<option value=${value} ?selected=${chosen !== null && String(chosen) === value}>${words}</option>`,
      )}
    </select>
  </label>`;
}

/** The value of the menu item for automatic detection; no option has this value. */
const FOUND = 'found';

/**
 * @param {Decisions} decisions
 * @param {TableReading | null} found
 * @param {(decisions: Decisions) => void} decide
 */
function markers(decisions, found, decide) {
  const { missing } = decisions;
  const kind = !missing ? FOUND : missing.length ? 'own' : 'none';
  const isOwn = kind === 'own';
  const change = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target);
    const start = found?.missing?.length ? found.missing : ['NA'];
    decide({ ...decisions, missing: value === FOUND ? null : value === 'none' ? [] : start });
  };
  const write = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    const texts = value.split(',').map((marker) => marker.trim());
    decide({ ...decisions, missing: texts.filter(Boolean) });
  };
  return html`<label>
      <span>${text.markerChoices.label}</span>
      <select name="missing" @change=${change}>
        <option value=${FOUND} ?selected=${kind === FOUND}>
          ${text.asFound(found && kind === FOUND ? text.markersFound(found.missing ?? []) : '')}
        </option>
        <option value="none" ?selected=${kind === 'none'}>${text.markerChoices.none}</option>
        <option value="own" ?selected=${isOwn}>${text.markerChoices.own}</option>
      </select>
    </label>
    ${isOwn
      ? html`<label>
          <span>${text.ownMarkers}</span>
          <input .value=${missing?.join(', ') ?? ''} placeholder=${text.markersPlaceholder} @change=${write} />
        </label>`
      : nothing}`;
}
