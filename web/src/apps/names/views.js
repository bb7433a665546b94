/** Parts of the figure of the application Language. */
import { html, nothing } from 'lit';
import { names as text } from '../../text/apps/names.js';
import { formatEpoch, formatFixed, formatLoss, formatPercent, formatWhole } from '../../text/format.js';
import { NETS, PAIR } from './state.js';

/** @import { Letters, Received, WrittenNames } from '../../generated/protocol' */
/** @import { Names } from './state.js' */

/** The number of next letters that are listed. */
const LISTED = 8;

/** The networks' losses, with both reference losses. @param {Names} state */
export function lossTable(state) {
  const { trained } = state;
  const bound = (/** @type {string} */ name, /** @type {number | undefined} */ value) =>
    html`<tr><th scope="row">${name}</th><td></td><td></td><td class="number">${formatLoss(value)}</td><td></td></tr>`;
  return html`<table class="app-table">
    <caption class="unseen">${text.table}</caption>
    <thead><tr>${text.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>
      ${bound(text.uniform, trained?.uniform)} ${bound(text.bigram, trained?.bigram)}
      ${NETS.map((name) => row(state, name, (facts) => html`<td class="number">${formatLoss(facts?.test_loss)}</td><td class="number">${facts ? formatFixed(facts.seconds, 1) : '–'}</td>`))}
    </tbody>
  </table>`;
}

/**
 * @param {Names} state
 * @param {typeof NETS[number] | typeof PAIR[number]} name
 * @param {(facts: ReturnType<Names['facts']>) => unknown} cells
 */
function row(state, name, cells) {
  const facts = state.facts(name);
  return html`<tr class=${facts?.is_training ? 'is-here' : ''}>
    <th scope="row">${text.nets[name]}</th>
    <td class="number">${facts ? formatWhole(facts.parameters) : '–'}</td>
    <td class="number">${facts ? text.epochs(formatEpoch(facts.epoch), facts.epochs) : text.waiting}</td>
    ${cells(facts)}
  </tr>`;
}

/** Each network's predictions for the prefix, and what it has written. @param {Names} state */
export function answers(state) {
  if (!Object.keys(state.letters).length) return html`<p class="quiet">${text.nothing}</p>`;
  return html`<div class="app-columns is-dense">
    ${NETS.map((name) => {
      const letters = state.letters[name];
      return html`<section class="app-part app-net" aria-label=${text.nets[name]}>
        <h3>${text.nets[name]}</h3>
        ${letters ? answer(letters, state.facts(name)?.written ?? []) : html`<p class="quiet">${text.waiting}</p>`}
      </section>`;
    })}
  </div>`;
}

/** @param {Received<Letters>} report @param {WrittenNames[]} written */
function answer({ arrays, letters, names, prefix }, written) {
  const shares = [...arrays.probabilities].map((share, at) => ({ letter: at ? (letters[at] ?? '') : text.end, share }));
  const top = shares.toSorted((a, b) => b.share - a.share).slice(0, LISTED);
  return html`<p class="quiet">${text.next(prefix)}</p>
    <ul class="app-letters">
      ${top.map(({ letter, share }) => html`<li><span>${letter}</span><meter min="0" max="1" .value=${share} aria-label=${text.chance(letter, formatPercent(share))}></meter><span class="number">${formatPercent(share)}</span></li>`)}
    </ul>
    <p class="quiet">${text.writes}</p>
    <p class="app-names">${listed(names)}</p>
    <p class="quiet">${text.written}</p>
    <div class="app-log" tabindex="0" role="group" aria-label=${text.written}>
      <ol reversed>
        ${written.toReversed().map((row) => html`<li><span class="quiet">${text.moment(formatWhole(row.step), formatLoss(row.test_loss), formatFixed(row.temperature, 1))}</span> ${listed(row.names)}</li>`)}
      </ol>
    </div>`;
}

/** A network may end a name before its first letter. @param {string[]} names */
const listed = (names) => names.map((name) => name || text.empty).join(', ');

/**
 * One matrix of attention weights per head, labelled with the steps.
 *
 * @param {{ arrays: { attention: ArrayLike<number> }, heads: number }} report
 * @param {string[]} steps
 * @param {number} first the first row that is shown
 */
export function attention({ arrays, heads }, steps, first) {
  const count = steps.length;
  return html`<div class="app-columns">
    ${Array.from({ length: heads }, (_, head) => {
      const weight = (/** @type {number} */ from, /** @type {number} */ to) => arrays.attention[(head * count + from) * count + to] ?? 0;
      return html`<div class="app-scroll" tabindex="0" role="group" aria-label=${text.weights(head + 1)}><table class="app-attention">
        <caption>${text.head(head + 1)}</caption>
        <thead><tr><td></td>${steps.map((step) => html`<th scope="col">${step}</th>`)}</tr></thead>
        <tbody>
          ${steps.slice(first).map((step, at) => html`<tr><th scope="row">${step}</th>${steps.map((_step, to) => cell(weight(first + at, to)))}</tr>`)}
        </tbody>
      </table></div>`;
    })}
  </div>`;
}

/** @param {number} weight */
const cell = (weight) => html`<td .style=${`--weight: ${weight}`}>${weight ? formatFixed(weight, 2) : nothing}</td>`;

/** The second task. @param {Names} state */
export function task(state) {
  const { where } = state;
  const answer = (/** @type {string} */ name) => {
    const at = where?.nets.indexOf(name) ?? -1;
    if (!where || at < 0) return '–';
    const place = where.answers[at] ?? 0;
    const share = where.arrays.probabilities[at * where.places.length + place];
    return text.answer(where.places[place] ?? '', formatPercent(share), place === where.truth);
  };
  return html`${where
      ? html`<ol class="app-facts">${where.steps.map((step) => html`<li>${step}</li>`)}</ol>
          <p>${text.truth(where.places[where.truth] ?? '')}</p>`
      : nothing}
    <table class="app-table">
      <caption class="quiet">${text.taskTable}</caption>
      <thead><tr>${text.taskColumns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${PAIR.map((name) => row(state, name, (facts) => html`<td class="number">${formatPercent(facts?.test_accuracy)}</td><td>${answer(name)}</td>`))}
      </tbody>
    </table>
    ${where?.heads ? attention(where, where.steps, where.steps.length - 1) : nothing}`;
}
