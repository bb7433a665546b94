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

/**
 * A result with two decimal places.
 *
 * @param {number | undefined} value
 */
export function shown(value = 0) {
  const digits = formatFixed(Math.abs(value), 2);
  return value < 0 && /[1-9]/.test(digits) ? `−${digits}` : digits;
}

/**
 * An input or a weight, with as few digits as possible.
 *
 * @param {number | undefined} value
 */
export const given = (value = 0) => formatShort(value);

/** @param {string} number as a factor after a sign */
const factor = (number) => (number.startsWith('−') ? `(${number})` : number);

/** @param {number} value @returns {Side} of zero, as it is shown */
function sideOf(value) {
  const words = shown(value);
  if (!/[1-9]/.test(words)) return 'none';
  return value < 0 ? 'below' : 'above';
}

/** @param {string} number */
const withoutSign = (number) => number.replace('−', '');

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
      return `${captions.off(sideOf(step.error), withoutSign(shown(step.error)))} ${captions.weight(sideOf(gradient), withoutSign(shown(gradient)))}`;
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
  const x = inputs.map(given);
  const [u, second] = (hidden[0] ?? []).map(given);
  const [w, v] = output.map(given);
  const [first, other] = a.map(shown);
  const slope = factor(shown(step.answer_gradient));
  const sum = (/** @type {string} */ weight) => `${weight} · ${factor(first ?? '')} + ${factor(v ?? '')} · ${factor(other ?? '')}`;
  switch (name) {
    case 'example':
      return `x₁ = ${x[0]}, x₂ = ${x[1]}, y = ${given(step.target)}`;
    case 'hidden':
      return `a₁ = tanh(${u} · ${factor(x[0] ?? '')} + ${factor(second ?? '')} · ${factor(x[1] ?? '')}) = tanh(${shown(sums[0])}) = ${first}`;
    case 'output':
      return `ŷ = ${sum(w ?? '')} = ${shown(step.answer)}`;
    case 'loss':
      return `loss = (ŷ − y)² = (${shown(step.answer)} − ${factor(given(step.target))})² = ${shown(step.loss)}`;
    case 'weight':
      return `∂loss/∂w = 2 · (ŷ − y) · a₁ = 2 · ${factor(shown(step.error))} · ${factor(first ?? '')} = ${shown(slopes[0])}`;
    case 'others':
      return `∂loss/∂u = ${withoutBrackets(slope)} · ${factor(w ?? '')} · (1 − ${withoutSign(first ?? '')}²) · ${factor(x[0] ?? '')} = ${shown(step.hidden_gradients[0]?.[0])}`;
    case 'change':
      return `w − ${given(step.rate)} · ∂loss/∂w = ${w} − ${given(step.rate)} · ${factor(shown(slopes[0]))} = ${shown(step.new_weight)}`;
    case 'again':
      return `ŷ = ${sum(shown(step.new_weight))} = ${shown(step.new_answer)}, loss = ${shown(step.new_loss)}`;
  }
}

/** @param {string} number */
const withoutBrackets = (number) => number.replace(/[()]/g, '');
