/** The captions and formulas: their numbers are those of the step, and their words agree with the signs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import step from '../../../web/src/generated/first-step.json' with { type: 'json' };
import { layoutOf } from '../../../web/src/first-step/geometry.js';
import { PICTURES } from '../../../web/src/first-step/pictures.js';
import { captionOf, formulaOf, shown } from '../../../web/src/first-step/words.js';

test('the caption of the error says which change in the weight helps, and by how much', () => {
  assert.match(captionOf('weight', step), /^The answer was too small by 0\.69\. .*raising `w` a little would lower the loss, at a rate of 0\.80 per unit of `w`\.$/);
  const other = { ...step, error: 0.25, output_gradients: [0.29, -0.2] };
  assert.match(captionOf('weight', other), /^The answer was too large by 0\.25\. .*lowering `w` a little would lower the loss, at a rate of 0\.29 per unit of `w`\.$/);
  const none = { ...step, error: 0.001, output_gradients: [-0.001, 0], new_weight: 1, new_loss: step.loss };
  assert.match(captionOf('weight', none), /^The answer was right\. No error/);
  assert.match(captionOf('change', none), /`w` stays at 1\.00\.$/);
  assert.match(captionOf('again', none), /the loss stays at 0\.48\.$/);
});

test('the result of each formula follows from the numbers in it', () => {
  for (const { name } of PICTURES.slice(1)) {
    const formula = formulaOf(name, step).split(', loss')[0] ?? '';
    const [numbers = '', result = ''] = formula.split(' = ').slice(-2);
    const script = numbers.replaceAll('−', '-').replaceAll('·', '*').replaceAll('²', '**2').replaceAll('tanh', 'Math.tanh');
    const value = /** @type {number} */ (new Function(`return ${script}`)());
    assert.ok(Math.abs(value - Number(result.replace('−', '-'))) <= 0.005 + 1e-9, `${name}: ${formula}`);
  }
});

test('a result that rounds to zero has no sign', () => {
  assert.deepEqual([shown(-0.001), shown(0.004), shown(-0.006), shown(-1)], ['0.00', '0.00', '−0.01', '−1.00']);
});

for (const [width, height] of /** @type {const} */ ([[300, 300], [328, 296], [720, 330], [1000, 460]])) {
  test(`units and labels do not overlap and are inside the picture, at ${width} × ${height}`, () => {
    const { units, links, radius } = layoutOf(width, height);
    for (const { x, y } of Object.values(units)) {
      assert.ok(x - radius >= 0 && x + radius <= width && y - radius >= 0 && y + radius <= height - 74);
    }
    const labels = Object.values(links).map(({ label }) => label);
    for (const [at, { x, y }] of labels.entries()) {
      for (const unit of Object.values(units)) assert.ok(Math.hypot(x - unit.x, y - unit.y) > radius + 10);
      for (const other of labels.slice(at + 1)) assert.ok(Math.abs(x - other.x) > 50 || Math.abs(y - other.y) > 20);
    }
  });
}
