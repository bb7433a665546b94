/**
 * Sentences that depend on numbers. Each case checks the facts and numbers that must appear; the wording may change.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from '../../../web/src/text/index.js';

/** @param {string} sentence @param {...(string | RegExp)} parts */
function says(sentence, ...parts) {
  for (const part of parts) {
    const isSaid = typeof part === 'string' ? sentence.includes(part) : part.test(sentence);
    assert.ok(isSaid, `“${sentence}” has no ${part}`);
  }
}

/** Check that all sentences differ, so that no two cases give the same text. @param {string[]} sentences */
const differ = (sentences) => assert.equal(new Set(sentences).size, sentences.length, sentences.join('\n'));

test('the learning rule shows what the settings add to the gradient', () => {
  const rule = (/** @type {boolean} */ hasDecay, /** @type {boolean} */ hasPenalty) => text.learningRule('θ ← θ − η g', hasDecay, hasPenalty);
  assert.equal(rule(false, false), 'θ ← θ − η g');
  differ([rule(false, false), rule(true, false), rule(false, true), rule(true, true)]);
  says(rule(true, true), 'θ ← θ − η g', 'λ θ', ' and ');
});

test('the diagram is described by its inputs, hidden layers and outputs', () => {
  const layers = [
    { kind: 'linear', is_dense: true, units: 8, activation: 'tanh' },
    { kind: 'linear', is_dense: true, units: 3, activation: 'softmax' },
  ];
  const input = { kind: 'numbers', sizes: [2], symbols: 0 };
  const summary = (/** @type {object} */ network) => text.networkSummary(/** @type {any} */ (network));
  const outputs = ['setosa', 'versicolor', 'virginica'];
  const words = summary({ features: ['x1', 'x2'], input, layers, outputs });
  says(words, 'x1', 'x2', '8 tanh', '3 units in the last layer', ...outputs);
  differ([words, summary({ features: ['x1', 'x2'], input, layers: layers.slice(1), outputs })]);
});

test('a diagram with other layers is described by their names and the shape of the input', () => {
  const layers = [
    { kind: 'conv', words: 'Convolution 8 × 3, ReLU', units: 8, activation: 'relu' },
    { kind: 'linear', is_dense: true, words: '', units: 10, activation: 'identity' },
  ];
  const input = { kind: 'image', sizes: [1, 8, 8], symbols: 0 };
  const words = text.networkSummary(/** @type {any} */ ({ features: [], input, layers, outputs: ['0', '9'] }));
  says(words, '1 × 8 × 8', 'Convolution 8 × 3, ReLU', '10 units in the last layer');
  says(text.shape(/** @type {any} */ ({ kind: 'tokens', sizes: [12], symbols: 2 })), '12', '2');
  differ(['units', 'maps', 'matrix'].map((kind) => text.pictureName('layer 1', 2, /** @type {any} */ (kind))));
});

test('the output layer is named as such, and hidden layers by their numbers', () => {
  assert.notEqual(text.layerName(2, 3), text.layerName(1, 3));
  says(text.layerName(1, 3), '2');
  says(text.layerName(0, 2), '1');
});

test('the legend of the diagram’s lines depends on what they show', () => {
  differ(['weight', 'gradient', 'all'].map((kind) => text.linkLegend(/** @type {any} */ (kind), '0.5', '0.01')));
  says(text.linkLegend('all', '0.5', '0.01'), '±0.5', '±0.01');
});

const finding = (/** @type {object} */ facts) => /** @type {any} */ ({
  gradient: 0.125, quotient: 0.12500001, digits: 7, difference: 1e-8, allowed: 1e-6, left: 0, right: 1, precision: 'float32',
  trained: 0.12499, trained_difference: 1e-5, trained_allowed: 1e-4, ...facts,
});

test('a checked gradient is judged, with the numbers that justify it', () => {
  const answers = ['yes', 'zero', 'kink', 'overflow', 'no'].map((answer) => text.checkAnswer(finding({ answer })));
  differ(answers);
  says(answers[0], '0.125', '7');
  says(answers[2], '0.125');
  differ([text.checkAnswer(finding({ answer: 'zero', gradient: 0, quotient: 0 })), text.checkAnswer(finding({ answer: 'zero', gradient: 1e-9, quotient: 0 }))]);
  // Wrong compared with the quotient, or only in the precision used for training.
  differ([text.checkAnswer(finding({ answer: 'no' })), text.checkAnswer(finding({ answer: 'no', trained_difference: 1e-3 }))]);
  says(text.checkAnswer(finding({ answer: 'no', trained_difference: null })), 'float32', 'float64');
});

test('all gradients are judged in one sentence, with exceptions and the largest difference', () => {
  const all = (/** @type {object} */ facts) =>
    text.allAnswer(/** @type {any} */ ({ answer: 'yes', counts: {}, parameters: 26, frozen: 0, name: 'W₁[0, 1]', worst: finding({ answer: 'yes' }), ...facts }));
  says(all({}).head, '26', '✓');
  says(all({}).details, 'W₁[0, 1]');
  says(all({ answer: 'no', counts: { no: 2 } }).head, '2', '26', '✗');
  says(all({ answer: 'overflow', counts: { overflow: 3 } }).head, '3', 'float32', '✗');
  const { details } = all({ counts: { zero: 1, kink: 4 }, frozen: 2 });
  says(details, /\b1 is\b/, /\b4 are\b/, /\b2 are\b/);
  differ([all({ parameters: 1 }).head, all({}).head]);
});

test('the cost of checking is given in passes and operations', () => {
  says(text.costOfChecking(/** @type {any} */ ({ parameters: 26, passes: 104, times: 40, growth: [[26, 40], [1e6, 333333]] })), '26', '104', '40', '333,333');
  says(text.checkedSoFar(/** @type {any} */ ({ done: 5, of: 1026, stopped: false })), '5', '1,026');
  differ([true, false].map((stopped) => text.checkedSoFar(/** @type {any} */ ({ done: 5, of: 26, stopped }))));
});

test('the effect of a step is described by the losses and the predicted change, or as infinite or NaN', () => {
  const effect = (/** @type {number | null} */ after, rows = [3, 5]) =>
    text.effectOf(/** @type {any} */ ({ loss_before: 0.7, loss_after: after, predicted_change: -0.0125, rows }));
  says(effect(0.69), 'this batch', '0.700000000', '0.690000000', '−0.01250');
  says(effect(0.69, [3]), 'this example');
  differ([effect(0.69), effect(null)]);
});

test('paths are summed, and the omitted ones are counted', () => {
  const summary = (/** @type {number} */ count) =>
    text.pathsSummary(/** @type {any} */ ({ example: 4, examples: 10, paths: [1, 2], count, of_example: 0.5, gradient: 0.25 }));
  says(summary(9), 'Example 5 of 10', '2 largest of 9', '0.5000', '0.2500');
  differ([summary(2), summary(9)]);
});

test('a landscape is described in one sentence, including its holes', () => {
  const lowest = { a: -0.5, b: 1, loss: 0.123456 };
  const highest = { a: 1, b: 1, loss: 7 };
  const summary = (/** @type {object} */ facts, /** @type {number[] | undefined} */ path = undefined) =>
    text.landscapeSummary(/** @type {any} */ ({ lowest, highest, not_finite: 0, ...facts }), path);
  says(summary({}), '0.1235', '(−0.50, 1.00)', '7.000');
  says(summary({ not_finite: 5 }), '5');
  says(summary({}, [0, 0, 1, -2]), '(0.00, 0.00)', '(1.00, −2.00)');
  // A path with a single point is not drawn.
  assert.equal(summary({}, [0, 0]), summary({}));
  differ([summary({}), summary({ lowest: null })]);
});

test('pending, refined and rejected landscapes have different descriptions', () => {
  const map = (/** @type {object} */ facts) => /** @type {any} */ ({ step: 7, is_complete: true, refusal: null, ...facts });
  differ([
    text.landscapeAside(undefined, undefined), text.landscapeAside(map({}), undefined), text.landscapeAside(map({}), 9),
    text.landscapeAside(map({ is_complete: false }), undefined),
  ]);
  says(text.landscapeAside(map({}), 9), '7', '9');
});

test('the axes, paths and points of a landscape are named', () => {
  says(text.axisNames([0.9, 0.05]).join(), '90.0', '5.00');
  differ(text.axisNames(null));
  says(text.pathShare(0.5), '50.0');
  says(text.pathsBeside(['lion', '', '']), 'lion', '2');
  differ(['loss', 'penalty', 'objective'].map((height) => text.pointTold('0', '0', '1', /** @type {any} */ (height))));
});

test('the largest stable learning rate is given; if there is none, the reason is given', () => {
  says(text.rateAgainstLimit(12.4), '12 times');
  says(text.rateAgainstLimit(0.123), '0.12 times');
  differ([
    text.curvatureNote(true, 2, false), text.curvatureNote(true, 38, true), text.curvatureNote(true, null, true), text.curvatureNote(false, null, true),
  ]);
});

test('dead and saturated units are listed by layer, counted from 1', () => {
  says(text.unitsInWords('layer 1', [0, 1, 2, 1]), 'layer 1', '4 units', /2, 4/, /3/);
  differ([text.unitsInWords('layer 1', [0, 0]), text.unitsInWords('layer 1', [1, 1]), text.unitsInWords('layer 1', [0])]);
  differ([0, 1, 2, 3].map((state) => text.unitState(state, '97 %')));
  assert.ok(!text.unitState(3, '97 %').includes('97'));
});

test('the noise scale is given in examples; if there is none, the reason is given', () => {
  assert.equal(text.noiseScale(undefined, 10), '');
  differ([text.noiseScale(null, 10), text.noiseScale(0.4, 10), text.noiseScale(1234, 10)]);
  says(text.noiseScale(1234, 10), '1,234 examples', '10');
  says(text.noiseScale(0.4, 10), /\b1 example\b/);
  says(text.noiseScale(2e7, 10), '2.0e+7');
});

test('values outside all bins are listed if there are any', () => {
  assert.equal(text.outsideInWords([0, 0, 0, 99]), '');
  says(text.outsideInWords([2, 0, 5, 99]), /\b2 /, /\b5 /);
});

test('the progress of a fleet and the result of each member are described', () => {
  const state = (/** @type {object} */ facts) => /** @type {any} */ ({ epoch: 5, steps: 12_000, steps_per_second: 900.4, state: 'training', ...facts });
  says(text.fleetState(state({}), 1), '5', '12,000', '900');
  differ([text.fleetState(state({}), 1), text.fleetState(state({ state: 'done' }), 1), text.fleetState(state({}), 3)]);
  says(text.successRate(3, 12, 0.25), '3', '12', '25 %');
  differ([
    text.memberName('seed 1', '0.5', '', false, false), text.memberName('seed 1', '0.5', '90 %', false, false),
    text.memberName('seed 1', '0.5', '90 %', false, true), text.memberName('seed 1', '0.5', '90 %', true, false),
  ]);
  assert.ok(!text.memberName('seed 1', '0.5', '', true, false).includes('0.5'));
});

test('the descriptions of charts name their curves and scale', () => {
  says(text.chartAside('losses', 'cross-entropy', false), 'cross-entropy');
  differ([text.chartAside('losses', 'mse', false, true), text.chartAside('losses', 'mse', false)]);
  differ([text.chartAside('losses', 'mse', false), text.chartAside('losses', 'mse', true), text.chartAside('accuracies', 'mse', false)]);
  assert.equal(text.chartAside('losses', '', false), '');
});

test('the columns and markers of a table are described', () => {
  assert.equal(text.columnFacts('number', 0, 0), '');
  differ([text.columnFacts('date', 0, 0), text.columnFacts('text', 4, 0), text.columnFacts('number', 0, 2)]);
  says(text.markersFound(['NA', '-', '?', 'x', 'y']), 'NA, -, ?, x');
  assert.notEqual(text.markersFound([]), '');
  says(text.tableSize(12_000, 30, 8), '12,000', '30', '8');
  assert.equal(text.tableSize(1, 1, 1), '1 row, 1 column');
  differ([text.tableSize(5, 8, 8), text.tableSize(5, 8, 4)]);
  differ([text.asFound(''), text.asFound('comma')]);
});

test('the sentence on the slope along a bias names the bias', () => {
  says(text.touch.slope(0.5, true), 'the loss rises as the bias grows');
  says(text.touch.slope(-0.5, false), 'the loss falls as the weight grows');
  says(text.touch.slope(0, true), 'bias');
  differ([text.touch.frozen(true), text.touch.frozen(false)]);
});
