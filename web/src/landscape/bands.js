/** The colours of a landscape, one for each band between two levels. */

/** @import { Colour } from '../kit/drawing/palette.js' */
import { mix, palette } from '../kit/drawing/palette.js';

/** The number of distinguishable heights. */
const SHADES = 1024;

/**
 * The colour of a height.
 *
 * @param {number} height from 0 to 1
 * @returns {Colour}
 */
export function landColour(height) {
  const { landLow, landHigh } = palette();
  return mix(landLow, landHigh, Math.min(1, Math.max(0, height)));
}

/**
 * The height that determines the colour of a band, halfway between its levels.
 *
 * @param {number} height
 * @param {number[]} bounds heights of the levels, ascending
 */
function bandMiddle(height, bounds) {
  let index = 0;
  while (index < bounds.length && height >= (bounds[index] ?? 1)) index++;
  return ((bounds[index - 1] ?? 0) + (bounds[index] ?? 1)) / 2;
}

/**
 * Colours for heights from 0 to 1, in bands.
 *
 * @param {number[]} bounds
 */
export function ramp(bounds) {
  const colours = new Uint32Array(SHADES);
  for (let i = 0; i < SHADES; i++) colours[i] = packed(landColour(bandMiddle(i / (SHADES - 1), bounds)));
  return colours;
}

/** A pixel of an image. @param {Colour} colour */
export function packed([red, green, blue]) {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/** @param {Colour} colour @returns {Colour} */
export function readableOn([red, green, blue]) {
  return 0.3 * red + 0.59 * green + 0.11 * blue > 140 ? [16, 24, 28] : [245, 250, 250];
}

