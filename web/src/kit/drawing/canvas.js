import { text } from '../../text/index.js';

/** A canvas whose units are CSS pixels but which is sharp on every screen. */
export class Canvas {
  /** @param {HTMLCanvasElement} element */
  constructor(element) {
    this.element = element;
    this.context = contextOf(element);
    this.width = 0;
    this.height = 0;
    this.density = 1;
  }

  /**
   * Set the size; this clears the canvas.
   *
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    this.density = Math.min(devicePixelRatio || 1, 2);
    this.width = width;
    this.height = height;
    this.element.width = Math.round(width * this.density);
    this.element.height = Math.round(height * this.density);
  }

  /** A cleared context whose unit is a CSS pixel. */
  begin() {
    const { context, density } = this;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error(text.noCanvas);
  return context;
}
