/**
 * The tiny network of the first screen, and below it a ruler with the answer and the target.
 *
 * @import { FirstStepReport } from '../generated/protocol'
 * @import { Layout, Point } from './geometry.js'
 * @import { LinkName, Picture, UnitName } from './pictures.js'
 */
import { nothing, svg } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { text } from '../text/index.js';
import { layoutOf } from './geometry.js';
import { knownIn } from './pictures.js';
import { given, shown } from './words.js';

/** The values at the ends of the ruler: every answer and target that a reader can choose lies between them. */
const RULER_ENDS = /** @type {const} */ ([-1.5, 1.5]);
const LETTER = 8;

/** @typedef {{ step: FirstStepReport, picture: Picture | undefined, layout: Layout, known: ReturnType<typeof knownIn> }} Shown */

/**
 * @param {FirstStepReport} step
 * @param {Picture | undefined} picture none before the first, or while the reader changes values
 * @param {{ width: number, height: number }} size
 * @param {boolean} isWhole whether to show all numbers of the forward pass, whatever the picture
 */
export function drawing(step, picture, { width, height }, isWhole) {
  const layout = layoutOf(width, height);
  const known = isWhole ? { ...knownIn(picture), hidden: true, answer: true, loss: true } : knownIn(picture);
  const it = { step, picture, layout, known };
  const links = /** @type {LinkName[]} */ (Object.keys(layout.links));
  return svg`
    <g class="links">${links.map((name) => link(it, name))}</g>
    ${keyed(picture?.name, svg`<g class="pulses">${links.map((name) => pulse(it, name))}</g>`)}
    <g class="link-labels">${links.map((name) => linkLabel(it, name))}</g>
    ${gradientName(it)}
    <g class="units">${unit(it, 'x1', given(step.inputs[0]), true)} ${unit(it, 'x2', given(step.inputs[1]), true)}
      ${unit(it, 'a1', shown(step.activations[0]), known.hidden)} ${unit(it, 'a2', shown(step.activations[1]), known.hidden)}
      ${unit(it, 'y', shown(known.again ? step.new_answer : step.answer), known.answer)}</g>
    ${unitNames(it)} ${ruler(it)}`;
}

/** @param {FirstStepReport} step @param {LinkName} name */
function numbersOf({ hidden_weights: [first = [], second = []], hidden_gradients: [one = [], two = []], output_weights, output_gradients }, name) {
  const [weight = 0, gradient = 0] = {
    u: [first[0], one[0]],
    x2a1: [first[1], one[1]],
    x1a2: [second[0], two[0]],
    x2a2: [second[1], two[1]],
    w: [output_weights[0], output_gradients[0]],
    a2y: [output_weights[1], output_gradients[1]],
  }[name];
  return { weight, gradient };
}

/** @param {Shown} it @param {LinkName} name */
function stateOf({ step, picture, known }, name) {
  const { weight, gradient } = numbersOf(step, name);
  const isGradient = picture?.back?.includes(name) ?? false;
  const isNew = name === 'w' && known.change;
  const value = isGradient ? gradient : isNew ? step.new_weight : weight;
  const isPointed = isGradient || (name === 'w' && picture?.name === 'change') || (picture?.forward?.includes(name) ?? false);
  return { value, isGradient, isNew, isPointed, isDim: isDim(picture, isPointed) };
}

/** @param {Picture | undefined} picture @param {boolean} isPointed */
const isDim = (picture, isPointed) => (picture?.part === 'back' || picture?.part === 'change') && !isPointed;

/** @param {Shown} it @param {LinkName} name */
function link(it, name) {
  const { value, isGradient, isPointed, isDim } = stateOf(it, name);
  const kind = `${isGradient ? 'gradient' : 'value'}-${value < 0 ? 'minus' : 'plus'}`;
  const { path, arrow } = it.layout.links[name];
  const size = (isPointed ? 3 : 1.6) + 2.4 * Math.min(1, Math.abs(value));
  return svg`<path class="link ${kind} ${isDim ? 'is-dim' : ''}" d=${path} stroke-width=${size} />
    ${isGradient ? svg`<path class="arrow ${kind}" d="M7 0-5-6.5-5 6.5z" transform="translate(${arrow.x} ${arrow.y}) rotate(${arrow.angle})" />` : nothing}`;
}

/** @param {Shown} it @param {LinkName} name */
function pulse({ picture, layout }, name) {
  const isBack = picture?.back?.includes(name);
  if (!isBack && !picture?.forward?.includes(name)) return nothing;
  const isSecond = picture?.name === 'again' && ['w', 'a2y'].includes(name);
  const isLater = picture?.name === 'others' && !['w', 'a2y'].includes(name);
  return svg`<path class="pulse ${isBack ? 'is-back' : ''} ${isSecond || isLater ? 'is-second' : ''}" d=${layout.links[name].path} pathLength="100" />`;
}

/** The weight of a link, or its gradient. The two links that occur in the formulas have names. */
/** @param {Shown} it @param {LinkName} name */
function linkLabel(it, name) {
  const { value, isGradient, isNew, isPointed, isDim } = stateOf(it, name);
  const { x, y } = it.layout.links[name].label;
  const number = isGradient || isNew ? shown(value) : given(value);
  const symbol = name === 'w' || name === 'u' ? name : '';
  const words = symbol && !isGradient ? `${symbol} ${number}` : number;
  const width = LETTER * words.length + 5;
  const kind = isGradient ? `gradient-${value < 0 ? 'minus' : 'plus'}` : '';
  return svg`<g class="link-label ${kind} ${isPointed ? 'is-pointed' : ''} ${isDim ? 'is-dim' : ''}" transform="translate(${x} ${y})">
    <rect x=${-width / 2} y="-10" width=${width} height="20" rx="4" /><text dy="0.35em">${symbol && !isGradient ? svg`<tspan class="symbol">${symbol}</tspan> ` : ''}${number}</text>
  </g>`;
}

/** A label that explains the coloured numbers, beside the link from the first hidden unit. */
/** @param {Shown} it */
function gradientName({ picture, layout }) {
  if (!picture?.back || !layout.isWide) return nothing;
  const { x, y } = layout.links.w.label;
  return svg`<text class="gradient-name" x=${x + 12} y=${y - 22}>∂${text.firstStep.loss}/∂w</text>`;
}

/** @param {Shown} it @param {UnitName} name @param {string} number @param {boolean} isKnown */
function unit({ step, layout, picture }, name, number, isKnown) {
  const { x, y } = layout.units[name];
  const isActive = picture?.units?.includes(name);
  const isNew = isActive && picture?.part !== 'back' && picture?.part !== 'loss';
  const gradient = { a1: step.sum_gradients[0], a2: step.sum_gradients[1], y: step.answer_gradient, x1: 0, x2: 0 }[name] ?? 0;
  const side = picture?.part === 'back' ? `gradient-${gradient < 0 ? 'minus' : 'plus'}` : '';
  return svg`<g class="unit ${isActive ? `is-active ${side}` : ''}" transform="translate(${x} ${y})">
    <circle r=${layout.radius} /><text class=${isNew ? 'arrives' : ''} dy="0.35em">${isKnown ? number : '?'}</text>
  </g>`;
}

/** @param {Shown} it */
function unitNames({ step, picture, layout, known }) {
  const { units, radius } = layout;
  const { loss, output, before } = text.firstStep;
  const above = (/** @type {Point} */ { x, y }, /** @type {string} */ words) => svg`<text x=${x} y=${y - radius - 9}>${words}</text>`;
  const below = (/** @type {Point} */ { x, y }, /** @type {string} */ words, line = 0) => svg`<text x=${x} y=${y + radius + 20 + 18 * line}>${words}</text>`;
  const target = given(step.target);
  return svg`<g class="unit-names">
    ${above(units.x1, 'x₁')} ${below(units.x2, 'x₂')} ${above(units.a1, 'a₁')} ${below(units.a2, 'a₂')} ${above(units.y, layout.isWide ? output(target) : 'ŷ')}
    ${known.loss ? svg`<g class=${picture?.part === 'loss' || known.again ? 'is-pointed' : ''}>${below(units.y, `${loss} ${shown(known.again ? step.new_loss : step.loss)}`)}</g>` : nothing}
    ${known.again ? below(units.y, `${before} ${shown(step.loss)}`, 1) : nothing}
  </g>`;
}

/** The answer and the target, on a line. */
/** @param {Shown} it */
function ruler(it) {
  const { step, layout, known } = it;
  const { left, right, y } = layout.ruler;
  const [low, high] = RULER_ENDS;
  const at = (/** @type {number} */ value) => left + ((right - left) * (value - low)) / (high - low);
  const target = at(step.target);
  const answer = at(known.again ? step.new_answer : step.answer);
  return svg`<g class="ruler">
    <path class="scale-line" d="M${left} ${y}H${right}" />
    ${[-1, 0, 1].map((tick) => svg`<path class="scale-line" d="M${at(tick)} ${y - 4}v8" /><text class="tick" x=${at(tick)} y=${y + 20}>${given(tick)}</text>`)}
    ${known.answer ? svg`<path class="gap" d="M${answer} ${y}H${target}" />` : nothing}
    ${known.again ? svg`<circle class="was" cx=${at(step.answer)} cy=${y} r="5" />` : nothing}
    <path class="flag" d="M${target} ${y + 6}v-24" />${rulerNames(it, answer, target)}
    ${known.answer ? svg`<circle class="answer" cx=${answer} cy=${y} r="6" />` : nothing}
  </g>`;
}

/**
 * The names of the two marks: that of the target above its flag, and that of the answer beside its dot.
 *
 * @param {Shown} it
 * @param {number} answer
 * @param {number} target
 */
function rulerNames({ layout, known }, answer, target) {
  const { left, right, y } = layout.ruler;
  // The name is on the side away from the target, unless the edge is near.
  const isLeft = answer <= target ? answer > left + 60 : answer > right - 60;
  const flag = Math.min(right - 26, Math.max(left + 26, target));
  return svg`<text x=${flag} y=${y - 25}>${text.firstStep.wanted}</text>
    ${known.answer ? svg`<text class=${isLeft ? 'ends' : 'starts'} x=${answer + (isLeft ? -8 : 8)} y=${y - 9}>${text.firstStep.answer}</text>` : nothing}`;
}
