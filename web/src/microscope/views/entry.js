/**
 * One entry in the microscope: its numbers, its terms, a check of its gradient, and its paths to the
 * loss.
 *
 * @import { TermShare } from '../../generated/protocol'
 * @import { Microscope } from '../state.js'
 */
import { html, nothing } from 'lit';
import { text } from '../../text/index.js';
import { formatPercent, formatShort, formatSigned, inLocale } from '../../text/format.js';
import { checkedView } from './check.js';

/** @typedef {(latex: string) => unknown} Formula renders a formula */

/**
 * @param {Microscope} microscope
 * @param {Formula} formula
 */
export function entryView(microscope, formula) {
  const { explained, op } = microscope;
  if (explained?.op !== op) return html`<p class="quiet">${text.chooseEntry}</p>`;
  return html`<div class="explained" tabindex="0" role="group" aria-label=${text.inNumbers}>
    ${explained.lines.map((line) => html`<div>${pieces(line).map((piece) => html`<span>${plain(piece) ?? formula(large(piece))}</span>`)}</div>`)}
  </div>`;
}

/**
 * The terms of the explained entry, if it is a sum.
 *
 * @param {Microscope} microscope
 * @param {Formula} formula
 */
export function termsView(microscope, formula) {
  const { explained, op } = microscope;
  if (explained?.op !== op) return nothing;
  return shares(explained.shares, formula, microscope.matrixOf(explained)?.is_gradient ?? false);
}

/**
 * The actions on a gradient.
 *
 * @param {Microscope} microscope
 * @param {Formula} formula
 */
export function questionsView(microscope, formula) {
  if (microscope.explained?.op !== microscope.op) return nothing;
  return html`<div class="entry-buttons">${checkOf(microscope)} ${pathsOf(microscope, formula)}</div>`;
}

/**
 * The terms of a sum, the largest first.
 *
 * @param {TermShare[]} found
 * @param {Formula} formula
 * @param {boolean} isGradient
 */
function shares(found, formula, isGradient) {
  if (!found.length) return nothing;
  return html`<ul class="shares ${isGradient ? 'of-gradient' : ''}" aria-label=${text.madeOf}>
    ${found.map(
      ({ label, value, share }) => html`<li>
        <span class="share-label">${formula(label)}</span>
        <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class=${value < 0 ? 'is-negative' : 'is-positive'} width=${100 * share} height="8" />
        </svg>
        <span class="number">${formatSigned(value)}</span> <span class="number quiet">${formatPercent(share)}</span>
      </li>`,
    )}
  </ul>`;
}

/** Formulas with at least this many symbols may also break inside brackets. */
const LONG = 120;

/**
 * A formula in pieces between which lines may break: before equals signs and between summands.
 *
 * @param {string} latex
 */
export function pieces(latex) {
  const found = [''];
  let [held, bracketed] = [0, 0];
  for (const token of latex.match(/\\left(?![a-z]).|\\right(?![a-z]).|\\[a-zA-Z]+|\\.| [=+-] |./g) ?? []) {
    if (token === '{' || token.startsWith('\\left')) held += 1;
    else if (token === '}' || token.startsWith('\\right')) held -= 1;
    else if ('(['.includes(token)) bracketed += 1;
    else if (')]'.includes(token)) bracketed -= 1;
    const isFree = held === 0 && bracketed <= (latex.length > LONG ? 1 : 0);
    if (isFree && / [=+-] /.test(token)) found.push(`{}${token}`);
    else found[found.length - 1] += token;
  }
  return found;
}

/**
 * A formula whose fractions and sums are typeset in full size.
 *
 * @param {string} latex
 */
export function large(latex) {
  return /\\frac|\\sum/.test(latex) ? `\\displaystyle ${latex}` : latex;
}

/**
 * A piece made only of numbers as plain text, because typesetting is the slowest part of moving to another op.
 *
 * @param {string} piece
 * @returns {unknown} undefined if it contains anything else
 */
function plain(piece) {
  const words = piece.replace(/^\{\}/, '').replaceAll('\\cdot', '·').replaceAll('-', '−');
  if (/[^\d.+−=() ·^{}]|\^[^{]/.test(words)) return undefined;
  const [start = '', ...raised] = words.replace(/\d\.\d/g, inLocale).split('^{');
  return html`<span class="plain-math">${start}${raised.map((part) => {
    const [power = '', rest = ''] = part.split('}');
    return html`<sup>${power}</sup>${rest}`;
  })}</span>`;
}

/** @param {Microscope} microscope */
function checkOf(microscope) {
  const { parameter, checked } = microscope;
  if (parameter === undefined) return nothing;
  if (checked?.index === parameter) return checkedView(checked);
  return html`<button type="button" ?disabled=${microscope.isChecking} @click=${() => microscope.check(parameter)}>${text.isItRight}</button>`;
}

/**
 * @param {Microscope} microscope
 * @param {Formula} formula
 */
function pathsOf(microscope, formula) {
  const { parameter, current, entry, paths: found } = microscope;
  const isGradient = current?.backward && ['dweight', 'dbias'].includes(entry?.name ?? '');
  if (isGradient && !current.has_paths) return html`<p class="quiet">${text.noPaths}</p>`;
  if (parameter === undefined) return nothing;
  if (!found) {
    return html`<button type="button" @click=${() => microscope.askPaths(0)}>${text.alongPaths}</button>`;
  }
  const go = (/** @type {number} */ example) => microscope.askPaths(example);
  return html`<div class="paths" role="group" aria-label=${text.paths}>
    <p>
      ${text.pathsSummary(found)}
      <button type="button" class="text-button" ?disabled=${found.example === 0} @click=${() => go(found.example - 1)}>${text.previous}</button>
      <button type="button" class="text-button" ?disabled=${found.example + 1 >= found.examples} @click=${() => go(found.example + 1)}>${text.next}</button>
    </p>
    <ol>
      ${found.paths.map(
        (path, index) => html`<li>
          ${path.map(
            ({ label, value, op }, at) =>
              html`${at ? ' · ' : ''}<button type="button" class="factor" title=${microscope.walked?.ops[op]?.title ?? ''} @click=${() => microscope.go(op)}>
                  ${formula(label)} <span class="number">${formatShort(Number(value.toPrecision(3)))}</span>
                </button>`,
          )}
          = <span class="number">${formatSigned(found.products[index])}</span>
          <button type="button" class="text-button" aria-label=${text.followPath(index + 1)} @click=${() => microscope.followPath(index)}>${text.follow}</button>
        </li>`,
      )}
    </ol>
  </div>`;
}
