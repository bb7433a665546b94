/**
 * The page's colours as numbers, read from the style sheet's tokens, for drawing on a canvas.
 */

/** @typedef {[red: number, green: number, blue: number]} Colour */

/**
 * @typedef {object} Palette
 * @property {Colour} paper
 * @property {Colour} ink
 * @property {Colour} second
 * @property {Colour} third
 * @property {Colour} line
 * @property {Colour} accent
 * @property {Colour} alarm
 * @property {Colour} minus
 * @property {Colour} zero
 * @property {Colour} plus
 * @property {Colour} gradientMinus
 * @property {Colour} gradientPlus
 * @property {Colour} landLow
 * @property {Colour} landHigh
 * @property {Colour[]} classes
 * @property {Colour[]} layers of hidden layers, in turn
 * @property {Colour} outputLayer
 * @property {Uint32Array} values 256 pixels from minus through zero to plus
 * @property {Uint32Array} softValues the same, paler, as a background
 * @property {string} sans
 * @property {string} serif
 */

/** The number of tokens for hidden layers. */
export const LAYER_COLOURS = 7;

/** @type {Palette | undefined} */
let known;

/** @type {Set<() => void>} */
const listeners = new Set();

/**
 * A length from the style sheet, in CSS pixels.
 *
 * @param {string} name of a token
 */
export function lengthOf(name) {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.position = 'absolute';
  probe.style.width = `var(--${name})`;
  const width = probe.offsetWidth;
  probe.remove();
  return width;
}

/** The colours of the current theme. */
export function palette() {
  known ??= read();
  return known;
}

/**
 * @param {() => void} listener called when the theme has changed
 * @returns {() => void} removes the listener
 */
export function onThemeChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function themeChanged() {
  known = undefined;
  for (const listener of listeners) listener();
}

for (const preference of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(preference).addEventListener('change', themeChanged);
}

/** @returns {Palette} */
function read() {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.hidden = true;
  // With forced colours, the tokens themselves are already the system's colours.
  probe.style.forcedColorAdjust = 'none';
  // A token may be light-dark(…); only a real property's computed value is a plain colour.
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return parse(getComputedStyle(probe).color);
  };
  const root = getComputedStyle(document.documentElement);
  const minus = colour('value-minus');
  const zero = colour('value-zero');
  const plus = colour('value-plus');
  const paper = colour('paper');
  const read = {
    paper,
    ink: colour('ink'),
    second: colour('second'),
    third: colour('third'),
    line: colour('line'),
    accent: colour('accent'),
    alarm: colour('alarm'),
    minus,
    zero,
    plus,
    gradientMinus: colour('gradient-minus'),
    gradientPlus: colour('gradient-plus'),
    landLow: colour('land-low'),
    landHigh: colour('land-high'),
    classes: [minus, plus, ...[3, 4, 5, 6, 7, 8, 9, 10].map((number) => colour(`class-${number}`))],
    layers: Array.from({ length: LAYER_COLOURS }, (_, index) => colour(`layer-${index + 1}`)),
    outputLayer: colour('layer-output'),
    values: ramp(minus, zero, plus),
    softValues: ramp(mix(minus, zero, 0.26), zero, mix(plus, zero, 0.26)),
    sans: root.getPropertyValue('--sans'),
    serif: root.getPropertyValue('--serif'),
  };
  probe.remove();
  return read;
}

/**
 * @param {Colour} a
 * @param {Colour} b
 * @param {number} share of b
 * @returns {Colour}
 */
export function mix(a, b, share) {
  return [
    a[0] + (b[0] - a[0]) * share,
    a[1] + (b[1] - a[1]) * share,
    a[2] + (b[2] - a[2]) * share,
  ];
}

/**
 * The colour of one of several runs; index 0 is the current run.
 *
 * @param {number} index
 * @returns {Colour}
 */
export function runColour(index) {
  const { ink, classes } = palette();
  return index === 0 ? ink : (classes[(index - 1) % classes.length] ?? ink);
}

/**
 * @param {Colour} colour
 * @param {number} [alpha]
 */
export function css([red, green, blue], alpha = 1) {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${alpha})`;
}

/** Small text needs this contrast with its background (WCAG 2.2, criterion 1.4.3). */
const ENOUGH = 4.5;

/**
 * A colour for text on the page's background: the given one, moved towards the ink until it is legible.
 *
 * @param {string} colour as `css` returns it
 */
export function legible(colour) {
  const { ink, paper } = palette();
  const given = parse(colour);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(given, ink, share);
    if (contrast(mixed, paper) >= ENOUGH) return css(mixed);
  }
  return css(ink);
}

/**
 * The contrast ratio of two colours, as WCAG 2.2 defines it.
 *
 * @param {Colour} one
 * @param {Colour} other
 */
export function contrast(one, other) {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {Colour} colour */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {Colour} minus
 * @param {Colour} zero
 * @param {Colour} plus
 */
export function ramp(minus, zero, plus) {
  const pixels = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const t = (i - 127.5) / 127.5;
    const colour = t < 0 ? mix(zero, minus, -t) : mix(zero, plus, t);
    pixels.set([...colour, 255], i * 4);
  }
  return new Uint32Array(pixels.buffer);
}

/**
 * @param {string} text rgb(…) as computed styles give it
 * @returns {Colour}
 */
function parse(text) {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
