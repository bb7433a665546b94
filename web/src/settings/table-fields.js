import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { isInUse, setting } from '../model/settings.js';
import { text } from '../text/index.js';
import { faultOf, labelled, menu, toggle } from './setting-controls.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { TableFacts } from '../generated/protocol' */

/**
 * The settings of a table: target and inputs, handling of missing values and dates, and how the table
 * was read.
 *
 * @param {Lab} lab
 */
export function tableFields(lab) {
  const facts = lab.opened?.table;
  if (!facts || !isInUse('target', lab.experiment)) return nothing;
  const isPicture = lab.opened?.scale.kind === 'pictures';
  const names = columnsBeside(facts);
  const isUsed = (/** @type {string} */ name) => usedColumns(lab, facts).includes(name);
  const used = facts.columns.filter(({ name }) => isUsed(name));
  const isNumber = isReadAsClasses(facts) || lab.experiment['target_is_number'];
  return html`${isPicture ? nothing : targetMenu(lab, facts)}
    ${isPicture || names.length < 2 ? nothing : columnList(lab, facts)}
    ${lab.notices.faults.get('columns') ? faultOf(lab, 'columns', lab.notices.faults.get('columns') ?? '') : nothing}
    ${facts.left_out.map((reason) => leftOut(lab, facts, reason))}
    ${used.some(({ missing }) => missing > 0) ? missingMenu(lab) : nothing}
    ${isNumber ? toggle(lab, setting('target_is_number')) : nothing}
    ${used.some(({ kind }) => kind === 'date') ? toggle(lab, setting('date_parts')) : nothing}
    ${facts.has_sets ? toggle(lab, setting('split_by_set')) : nothing}
    ${isInUse('standardise', lab.experiment) ? toggle(lab, setting('standardise')) : nothing}
    ${[...facts.remarks, ...facts.doubtful].map((remark) => html`<p class="quiet remark">${remark}</p>`)}
    ${lab.experiment['data'] === 'table' ? otherTable() : nothing}`;
}

/**
 * The columns that can be inputs.
 *
 * @param {TableFacts} facts
 */
function columnsBeside({ columns, target }) {
  return columns.map(({ name }) => name).filter((name) => name !== target);
}

/**
 * The columns that are inputs; an empty setting stands for all columns except the target.
 *
 * @param {Lab} lab
 * @param {TableFacts} facts
 */
function usedColumns(lab, facts) {
  const chosen = /** @type {string[]} */ (lab.experiment['columns']);
  return chosen.length ? chosen : columnsBeside(facts);
}

/**
 * Use other columns.
 *
 * @param {Lab} lab
 * @param {TableFacts} facts
 * @param {(name: string) => boolean} isWanted
 */
function useColumns(lab, facts, isWanted) {
  const names = columnsBeside(facts);
  const next = names.filter(isWanted);
  lab.change({ columns: next.length === names.length ? [] : next });
}

/**
 * @param {Lab} lab
 * @param {TableFacts} facts
 */
function targetMenu(lab, { columns, target }) {
  const control = html`<select
    id="setting-target"
    @change=${(/** @type {Event} */ event) => lab.change({ target: /** @type {HTMLSelectElement} */ (event.target).value })}
  >
    ${columns.map(({ name }) => html`<option value=${name} .selected=${live(name === target)}>${name}</option>`)}
  </select>`;
  return labelled(lab, setting('target'), control);
}

/** @param {Lab} lab */
function missingMenu(lab) {
  const row = setting('missing_values');
  return labelled(lab, row, menu(lab, row, lab.experiment[row.name]));
}

/**
 * A switch for each column.
 *
 * @param {Lab} lab
 * @param {TableFacts} facts
 */
function columnList(lab, facts) {
  const used = usedColumns(lab, facts);
  const toggleColumn = (/** @type {string} */ name) =>
    useColumns(lab, facts, (other) => (other === name) !== used.includes(other));
  return html`<details class="columns-used">
    <summary>${text.columnsUsed(used.length, columnsBeside(facts).length)}</summary>
    <div role="group" aria-label=${setting('columns').label}>
      ${facts.columns
        .filter(({ name }) => name !== facts.target)
        .map(
          ({ name, kind, texts, missing }) => html`<label class="switch"
            ><input
              type="checkbox"
              ?disabled=${used.length === 1 && used.includes(name)}
              .checked=${live(used.includes(name))}
              @change=${() => toggleColumn(name)}
            />${name} <span class="quiet">${text.columnFacts(kind, texts, missing)}</span></label
          >`,
        )}
    </div>
  </details>`;
}

/**
 * The reason that some columns are left out, and a button to include them.
 *
 * @param {Lab} lab
 * @param {TableFacts} facts
 * @param {TableFacts['left_out'][number]} reason
 */
function leftOut(lab, facts, { columns, sentence, can_include }) {
  const used = usedColumns(lab, facts);
  const include = () => useColumns(lab, facts, (name) => used.includes(name) || columns.includes(name));
  return html`<p class="quiet remark left-out">
    ${sentence}
    ${can_include
      ? html`<button type="button" class="text-button" aria-label=${text.includeColumns(columns)} @click=${include}>
          ${text.includeAnyway}
        </button>`
      : nothing}
  </p>`;
}

function otherTable() {
  return html`<button
    type="button"
    class="text-button"
    @click=${(/** @type {Event} */ event) =>
      /** @type {Element} */ (event.target).dispatchEvent(new CustomEvent('csv', { bubbles: true }))}
  >
    ${text.otherTable}
  </button>`;
}

/**
 * Whether the target's few distinct numbers are treated as classes.
 *
 * @param {TableFacts} facts
 */
function isReadAsClasses({ columns, target, is_regression }) {
  return !is_regression && columns.find(({ name }) => name === target)?.texts === 0;
}
