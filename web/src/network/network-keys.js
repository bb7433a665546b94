/**
 * Moving over the diagram with the keyboard.
 *
 * @import { Place } from '../model/places.js'
 * @import { NetworkLayout } from './network-layout.js'
 */

/**
 * The unit or link that a key moves to, or null.
 *
 * @param {NetworkLayout} layout
 * @param {Place} selection
 * @param {string} key
 * @returns {Place | undefined | null}
 */
export function moved(layout, { layer, unit, source }, key) {
  const counts = layout.columns.map((places) => places.length);
  const wrap = (/** @type {number} */ index, /** @type {number} */ count) => (index + count) % count;
  const vertical = { ArrowDown: 1, ArrowUp: -1 }[key];
  const horizontal = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const count = counts[layer + 1] ?? 1;
  if (vertical !== undefined) {
    if (source === null) return { layer, unit: wrap(Math.max(unit, vertical < 0 ? 0 : -1) + vertical, count), source };
    return { layer, unit, source: wrap(source + vertical, counts[layer] ?? 1) };
  }
  if (horizontal !== undefined) {
    const target = wrap(layer + 1 + horizontal, counts.length);
    return { layer: target - 1, unit: Math.min(Math.max(unit, 0), (counts[target] ?? 1) - 1), source: null };
  }
  if (key === 'Enter' && source === null && unit >= 0 && layout.isLinked(layer)) return { layer, unit, source: 0 };
  if (key === 'Escape') return source === null ? undefined : { layer, unit, source: null };
  return null;
}
