/**
 * The caption and the formula of each picture, with the step's numbers rounded as they are shown.
 *
 * @import { FirstStepReport } from '../generated/protocol'
 * @import { Side } from '../text/en/start/first-step.js'
 * @import { Picture } from './pictures.js'
 */
import { formatFixed, formatShort } from '../text/format.js';
import { text } from '../text/index.js';

const { captions } = text.firstStep;

const DECIMALS = 2;

/** @param {number | undefined} value a result, which is shown with two decimal places */
const rounded = (value = 0) => Number(value.toFixed(DECIMALS));

/** @param {number | undefined} value a result, without its sign */
const sizeOf = (value) => formatFixed(Math.abs(rounded(value)), DECIMALS);

/** @param {number | undefined} value a result */
export const shown = (value) => (rounded(value) < 0 ? `−${sizeOf(value)}` : sizeOf(value));

/**
 * An input or a weight, with as few digits as possible.
 *
 * @param {number | undefined} value
 */
export const given = (value = 0) => formatShort(value);

/** @param {number | undefined} value a result as a factor after a sign */
const factor = (value) => (rounded(value) < 0 ? `(${shown(value)})` : shown(value));

/** @param {number | undefined} value an input or a weight as a factor after a sign */
const givenFactor = (value = 0) => (value < 0 ? `(${given(value)})` : given(value));

/** @param {number} value a result @returns {Side} of zero */
function sideOf(value) {
  if (rounded(value) === 0) return 'none';
  return value < 0 ? 'below' : 'above';
}

/**
 * @param {Picture['name']} name
 * @param {FirstStepReport} step
 */
export function captionOf(name, step) {
  const [gradient = 0] = step.output_gradients;
  switch (name) {
    case 'example':
      return captions.example(given(step.target));
    case 'output':
      return captions.output(shown(step.answer));
    case 'loss':
      return captions.loss(shown(step.loss));
    case 'weight':
      return `${captions.off(sideOf(step.error), sizeOf(step.error))} ${captions.weight(sideOf(gradient), sizeOf(gradient))}`;
    case 'change':
      return captions.change(sideOf(gradient), given(step.output_weights[0]), shown(step.new_weight), given(step.rate));
    case 'again':
      return captions.again(shown(step.new_answer), shown(step.loss), shown(step.new_loss));
    default:
      return captions[name];
  }
}

/**
 * @param {Picture['name']} name
 * @param {FirstStepReport} step
 */
export function formulaOf(name, step) {
  const { inputs, hidden_weights: hidden, output_weights: output, sums, activations: a, output_gradients: slopes } = step;
  const [x1, x2] = inputs;
  const [u, second] = hidden[0] ?? [];
  const [w, v] = output;
  const [first, other] = a;
  const sum = (/** @type {string} */ weight) => `${weight} · ${factor(first)} + ${givenFactor(v)} · ${factor(other)}`;
  switch (name) {
    case 'example':
      return `x₁ = ${given(x1)}, x₂ = ${given(x2)}, y = ${given(step.target)}`;
    case 'hidden':
      return `a₁ = tanh(${given(u)} · ${givenFactor(x1)} + ${givenFactor(second)} · ${givenFactor(x2)}) = tanh(${shown(sums[0])}) = ${shown(first)}`;
    case 'output':
      return `ŷ = ${sum(given(w))} = ${shown(step.answer)}`;
    case 'loss':
      return `loss = (ŷ − y)² = (${shown(step.answer)} − ${givenFactor(step.target)})² = ${shown(step.loss)}`;
    case 'weight':
      return `∂loss/∂w = 2 · (ŷ − y) · a₁ = 2 · ${factor(step.error)} · ${factor(first)} = ${shown(slopes[0])}`;
    case 'others':
      return `∂loss/∂u = ${shown(step.answer_gradient)} · ${givenFactor(w)} · (1 − ${sizeOf(first)}²) · ${givenFactor(x1)} = ${shown(step.hidden_gradients[0]?.[0])}`;
    case 'change':
      return `w − ${given(step.rate)} · ∂loss/∂w = ${given(w)} − ${given(step.rate)} · ${factor(slopes[0])} = ${shown(step.new_weight)}`;
    case 'again':
      return `ŷ = ${sum(shown(step.new_weight))} = ${shown(step.new_answer)}, loss = ${shown(step.new_loss)}`;
  }
}
