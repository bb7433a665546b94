/** Numbers as colours: square images, row 0 at the top. */
export class HeatMap {
  /** @param {number} size pixels along a side */
  constructor(size) {
    this.size = size;
    this.canvas = document.createElement('canvas');
    this.canvas.width = size;
    this.canvas.height = size;
    const context = this.canvas.getContext('2d');
    if (!context) throw new Error('This browser gave no canvas to draw on.');
    this.context = context;
    this.image = context.createImageData(size, size);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * Colour the image.
   *
   * @param {ArrayLike<number>} values
   * @param {number} offset where in `values` the image starts
   * @param {number} low the value drawn in the first colour
   * @param {number} high the value drawn in the last
   * @param {Uint32Array} ramp 256 colours
   */
  fill(values, offset, low, high, ramp) {
    const { pixels } = this;
    const factor = 255 / (high - low);
    for (let i = 0; i < pixels.length; i++) {
      const place = ((values[offset + i] ?? 0) - low) * factor;
      pixels[i] = ramp[place > 0 ? (place < 255 ? place + 0.5 : 255) | 0 : 0] ?? 0;
    }
    this.context.putImageData(this.image, 0, 0);
  }
}
