import { contextOf } from './canvas.js';

/** The share of the background in a blended colour, so that points stand out. */
const SOFT = 0.26;

/** Draws numbers as colours, in square images with row 0 at the top. */
export class HeatMap {
  /** @param {number} size pixels along a side */
  constructor(size) {
    this.size = size;
    this.canvas = document.createElement('canvas');
    this.canvas.width = size;
    this.canvas.height = size;
    this.context = contextOf(this.canvas);
    this.image = this.context.createImageData(size, size);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * Colour the image.
   *
   * @param {ArrayLike<number>} values
   * @param {number} offset where in `values` the image starts
   * @param {number} low the value drawn in the first colour
   * @param {number} high the value drawn in the last colour
   * @param {Uint32Array} ramp 256 colours
   * @param {boolean} [isDiscrete] whether to show only in which half of the scale each value lies
   */
  fill(values, offset, low, high, ramp, isDiscrete = false) {
    const { pixels } = this;
    const factor = 255 / (high - low);
    for (let i = 0; i < pixels.length; i++) {
      const exact = ((values[offset + i] ?? 0) - low) * factor;
      const place = isDiscrete ? (exact < 127.5 ? 0 : 255) : exact;
      pixels[i] = ramp[place > 0 ? (place < 255 ? place + 0.5 : 255) | 0 : 0] ?? 0;
    }
    this.context.putImageData(this.image, 0, 0);
  }

  /**
   * Blend the classes' colours by their probabilities, given one image per class.
   *
   * @param {ArrayLike<number>} shares
   * @param {import('./palette.js').Colour[]} colours
   * @param {import('./palette.js').Colour} paper
   * @param {boolean} isDiscrete whether to show only the most probable class
   */
  blend(shares, colours, paper, isDiscrete) {
    const { data } = this.image;
    const count = this.pixels.length;
    for (let i = 0; i < count; i++) {
      const winner = isDiscrete ? largest(shares, i, count, colours.length) : -1;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let kind = 0; kind < colours.length; kind++) {
          const share = isDiscrete ? Number(kind === winner) : (shares[kind * count + i] ?? 0);
          sum += share * (colours[kind]?.[channel] ?? 0);
        }
        data[4 * i + channel] = SOFT * (paper[channel] ?? 0) + (1 - SOFT) * sum;
      }
      data[4 * i + 3] = 255;
    }
    this.context.putImageData(this.image, 0, 0);
  }
}

/**
 * The most probable class of a pixel.
 *
 * @param {ArrayLike<number>} shares
 * @param {number} pixel
 * @param {number} count pixels per image
 * @param {number} kinds
 */
function largest(shares, pixel, count, kinds) {
  let winner = 0;
  for (let kind = 1; kind < kinds; kind++) {
    if ((shares[kind * count + pixel] ?? 0) > (shares[winner * count + pixel] ?? 0)) winner = kind;
  }
  return winner;
}
