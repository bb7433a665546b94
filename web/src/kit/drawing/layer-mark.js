/** Samples of curves, to be shown beside their names. */
import { html, nothing, svg } from 'lit';
import { layerStyle } from './layer-style.js';

/**
 * A sample of a layer's curve.
 *
 * @param {number | null | undefined} index of the layer, among those with weights; none for other layers
 * @param {number} count of these layers
 */
export function layerMark(index, count) {
  if (index === null || index === undefined) return nothing;
  const { token, dash } = layerStyle(index, count);
  return lineMark(`var(${token})`, dash);
}

/**
 * A sample of a curve.
 *
 * @param {string} colour
 * @param {number[]} dash
 */
export function lineMark(colour, dash) {
  const line = svg`<line x1="0" y1="4" x2="24" y2="4" stroke=${colour} stroke-dasharray=${dash.length ? dash.join(' ') : nothing}></line>`;
  return html`<svg class="line-mark" viewBox="0 0 24 8" aria-hidden="true">${line}</svg>`;
}
