/**
 * The image in the output map: that of the output or of the selected unit.
 *
 * @import { Lab } from '../../model/lab.js'
 * @import { Picture } from './output-map.js'
 */
import { unitName } from '../../network/layer-names.js';
import { formatShort } from '../../text/format.js';
import { text } from '../../text/index.js';
import { targetInWords } from '../../text/target.js';

/**
 * Whether there is a plane or a line over which the output can be drawn. Pictures and sequences have
 * none: they are shown as examples.
 *
 * @param {import('../../generated/protocol').MapScale} scale
 */
export function hasPlane({ kind }) {
  return kind === 'plane' || kind === 'curve';
}

/**
 * The image to show: the selected unit's, or the output's.
 *
 * @param {Lab} lab
 * @returns {{ picture: Picture | undefined, title: string, label: string, ends: [low: string, high: string] }} `ends`:
 *   the values of the colours at both ends
 */
export function pictureOf({ opened, frame, selection: { unit } }) {
  if (!opened) return { picture: undefined, title: '', label: '', ends: ['', ''] };
  const { scale, map_size: size, network } = opened;
  const side = size / 2;
  const isHidden = unit !== undefined && unit.layer < network.layers.length - 1;
  if (isHidden && unit.layer < 0) {
    const values = opened.arrays['feature_maps'];
    const high = opened.arrays['feature_scales']?.[unit.unit] ?? 1;
    const title = network.input.kind === 'numbers' ? (network.features[unit.unit] ?? '') : text.inputs;
    const offset = unit.unit * side * side;
    return { picture: values && { values, offset, side, low: -high, high }, title, label: text.feature, ends: bothEnds(high) };
  }
  if (isHidden) {
    const before = network.layers.slice(0, unit.layer).reduce((sum, { images }) => sum + images, 0);
    const values = frame?.arrays['maps'];
    const high = frame?.arrays['scales']?.[unit.layer] ?? 1;
    const title = unitName(network, unit.layer, unit.unit);
    const offset = (before + unit.unit) * side * side;
    return { picture: values && { values, offset, side, low: -high, high }, title, label: text.unitOutput, ends: bothEnds(high) };
  }
  const { target } = scale;
  const [from, to] = scale.ends.map((end) => (target ? targetInWords(target, end) : formatShort(end)));
  const ends = /** @type {[string, string]} */ ([from, to]);
  if (!hasPlane(scale)) return { picture: undefined, title: '', label: '', ends };
  const values = frame?.arrays['output'];
  const { low, high, label } = scale;
  const classes = scale.classes > 2 ? scale.classes : 0;
  return { picture: values && { values, offset: 0, side: size, low, high, classes }, title: '', label, ends };
}

/** @param {number} high @returns {[string, string]} */
const bothEnds = (high) => [formatShort(-high), formatShort(high)];
