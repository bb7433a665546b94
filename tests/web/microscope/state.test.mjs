import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microscopeOf } from '../../../web/src/microscope/state.js';
import { livePage, painter, refresh, settled } from '../page.mjs';
import { ops, walked } from './step.mjs';

/** A page whose microscope is open at the first op. */
async function opened() {
  const page = await livePage();
  const microscope = microscopeOf(page.lab);
  microscope.toggle();
  page.news();
  page.report(walked());
  page.news();
  return { page, microscope };
}

test('opening the microscope asks for the step that comes next; a run that plays is paused first', async () => {
  const page = await livePage();
  microscopeOf(page.lab).toggle();
  assert.deepEqual(page.news(), [{ type: 'walk', example: null, exhibit: null, step: 0 }]);
  microscopeOf(page.lab).toggle();
  page.lab.togglePlay();
  page.news();
  microscopeOf(page.lab).toggle();
  assert.deepEqual(page.news(), [{ type: 'pause' }]);
});

test('when the run has moved and rests, the next step is asked for again, the place in it kept', async () => {
  const { page, microscope } = await opened();
  microscope.go(3);
  page.news();
  page.frame({ state: 'training', step: 1 });
  assert.deepEqual(page.news().filter(({ type }) => type === 'walk'), []);
  page.frame({ state: 'paused', step: 2 });
  assert.equal(page.news().filter(({ type }) => type === 'walk').length, 1);
  page.frame({ state: 'paused', step: 2 });
  assert.equal(page.news().filter(({ type }) => type === 'walk').length, 0);
  page.report(walked({ step: 2 }));
  assert.equal(microscope.op, 3);
});

test('a step of another experiment shows all examples again', async () => {
  const { page, microscope } = await opened();
  microscope.watch(4);
  assert.equal(page.news()[0].example, 4);
  page.report(walked({ example: 4 }));
  page.lab.change({ noise: 20 });
  page.answer();
  assert.equal(microscope.example, null);
});

test('at an op, the entry at the same place as before is looked at, as far as there is one', async () => {
  const { page, microscope } = await opened();
  microscope.choose(ops[0].matrices[1], 7, 2);
  assert.deepEqual(page.news(), [{ type: 'explain', op: 0, name: 'y', row: 7, column: 2 }]);
  microscope.go(3);
  assert.deepEqual(microscope.entry, { name: 'dx', row: 7, column: 0 });
  microscope.go(99);
  assert.equal(microscope.op, 4);
  microscope.go(-5);
  assert.equal(microscope.op, 0);
});

test('an operand has no entry to explain', async () => {
  const { page, microscope } = await opened();
  microscope.choose(ops[0].matrices[0], 0, 0);
  assert.deepEqual(page.news(), []);
  assert.equal(microscope.matrixOf({ op: 0, name: 'x' }), undefined);
  assert.equal(microscope.matrixOf({ op: 0, name: 'y' }), ops[0].matrices[1]);
});

test('an entry of a large matrix is looked at through a window that holds it', async () => {
  const { page, microscope } = await opened();
  microscope.go(1, { name: 'y', row: 130, column: 70 });
  assert.deepEqual(page.news()[0].start, [128, 64]);
  microscope.move([64, 0]);
  assert.deepEqual(page.news()[0], { type: 'look', op: 1, start: [64, 0], entry: null });
});

test('numbers and explanations of an op that was left are not shown', async () => {
  const { page, microscope } = await opened();
  microscope.go(1);
  page.report({ type: 'look', op: 0, start: [0, 0], arrays: {} });
  page.report({ type: 'explained', op: 0, name: 'y', row: 0, column: 0, lines: [], sentence: 'old', uses: {}, shares: [] });
  assert.equal(microscope.look, undefined);
  assert.equal(microscope.explained, undefined);
  page.report({ type: 'explained', op: 1, name: 'y', row: 0, column: 0, lines: [], sentence: 'new', uses: {}, shares: [] });
  assert.equal(microscope.heard, 'new');
});

test('the first entry that is no number is gone to', async () => {
  const { page, microscope } = await opened();
  page.report(walked({ first_bad: { op: 3, name: 'dweight', row: 2, column: 1 } }));
  assert.equal(microscope.op, 3);
  assert.deepEqual(microscope.entry, { name: 'dweight', row: 2, column: 1 });
});

test('a gradient’s entry names its parameter in θ: rows of weights, each followed by its bias', async () => {
  const { microscope } = await opened();
  microscope.go(3, { name: 'dweight', row: 2, column: 1 });
  // (2 inputs + 1 bias) a unit, units in order.
  assert.equal(microscope.parameter, 2 * 3 + 1);
  microscope.go(3, { name: 'dbias', row: 0, column: 1 });
  assert.equal(microscope.parameter, 1 * 3 + 2);
  microscope.go(3, { name: 'dx', row: 0, column: 0 });
  assert.equal(microscope.parameter, undefined);
  microscope.go(0);
  assert.equal(microscope.parameter, undefined);
});

test('a gradient is asked for along its paths by unit and source, a bias by its unit alone', async () => {
  const { page, microscope } = await opened();
  microscope.go(3, { name: 'dweight', row: 2, column: 1 });
  page.news();
  microscope.askPaths(5);
  assert.deepEqual(page.news()[0], { type: 'paths', layer: 0, unit: 2, source: 1, example: 5 });
  microscope.go(3, { name: 'dbias', row: 0, column: 1 });
  page.news();
  microscope.askPaths(5);
  assert.deepEqual(page.news()[0], { type: 'paths', layer: 0, unit: 1, source: null, example: 5 });
});

test('a path is followed stop by stop and nothing else; leaving it, every op counts again', async () => {
  const { page, microscope } = await opened();
  microscope.go(3);
  const stops = [
    { op: 0, name: 'y', row: 0, column: 1 },
    { op: 3, name: 'dweight', row: 1, column: 0 },
  ];
  page.report({ type: 'paths', stops: [stops] });
  microscope.followPath(7);
  assert.equal(microscope.way, undefined);
  microscope.followPath(0);
  assert.deepEqual([microscope.length, microscope.at, microscope.op], [2, 0, 0]);
  microscope.goAlong(1);
  assert.deepEqual([microscope.op, microscope.entry?.name], [3, 'dweight']);
  microscope.goAlong(9);
  assert.equal(microscope.at, 1);
  microscope.leavePath();
  assert.equal(microscope.length, ops.length);
});

test('a section is left for the first op after it; after the last, for the end', async () => {
  const { microscope } = await opened();
  microscope.finishSection();
  assert.equal(microscope.op, 2);
  microscope.finishSection();
  assert.equal(microscope.op, 3);
  microscope.finishSection();
  microscope.finishSection();
  assert.equal(microscope.op, 4);
});

test('the diagram lights up the layer of the op and the values of the chosen example', async () => {
  const { page, microscope } = await opened();
  microscope.go(1, { name: 'y', row: 1, column: 0 });
  assert.equal(microscope.highlight?.values, undefined);
  page.report({ type: 'look', op: 1, start: [0, 0], arrays: { 'result y': Float64Array.of(1, 2, 3, 4, 5, 6) } });
  const { layer, backward, isLinear, values, at } = microscope.highlight ?? {};
  assert.deepEqual([layer, backward, isLinear, at], [0, false, false, 0]);
  assert.deepEqual([...(values ?? [])], [4, 5, 6]);
  // On its way back through a Linear, the gradient is that of the layer's inputs.
  microscope.go(3, { name: 'dx', row: 0, column: 0 });
  page.report({ type: 'look', op: 3, start: [0, 0], arrays: { 'result dx': Float64Array.of(7, 8) } });
  assert.equal(microscope.highlight?.at, -1);
  assert.deepEqual([...(microscope.highlight?.values ?? [])], [7, 8]);
  microscope.go(4);
  assert.equal(microscope.highlight, undefined);
});

test('a check can be stopped, and says so; its result ends with the next op', async () => {
  const { page, microscope } = await opened();
  microscope.check(null);
  assert.deepEqual(page.news(), [{ type: 'check', index: null }]);
  page.report({ type: 'checking', done: 0, stopped: false });
  assert.equal(microscope.checking, undefined);
  page.report({ type: 'checking', done: 4, stopped: false });
  assert.equal(microscope.checking?.done, 4);
  microscope.stopCheck();
  page.report({ type: 'checking', done: 5, stopped: true });
  assert.equal(microscope.isChecking, false);
  assert.ok(microscope.heard);
  page.report({ type: 'checked', finding: {}, nudges: [], best: {} });
  assert.ok(microscope.checked);
  microscope.go(1);
  assert.equal(microscope.checked, undefined);
  page.report({ type: 'all_checked', passes: 26 });
  assert.equal(microscope.allChecked?.passes, 26);
});

test('closing the microscope ends a check that is under way', async () => {
  const { page, microscope } = await opened();
  microscope.check(3);
  page.news();
  microscope.toggle();
  assert.deepEqual(page.news(), [{ type: 'stop_check' }]);
});

test('a step has an address only if the experiment alone leads there', async (context) => {
  globalThis.location = /** @type {any} */ ({ href: 'https://example.org/lab/', pathname: '/lab/' });
  context.after(() => Reflect.deleteProperty(globalThis, 'location'));
  const { page, microscope } = await opened();
  page.lab.change({ noise: 20 });
  page.answer({ hash: 'noise=20' }, { step: 7 });
  page.report(walked({ revision: 2, step: 7 }));
  microscope.go(3);
  assert.equal(microscope.link, 'https://example.org/lab/#noise=20&step=7&op=3');
  page.frame({ step: 7, marks: [{ epoch: 1, text: 'seed 2' }] });
  assert.equal(microscope.link, undefined);
});

test('a network of its own is looked at after so many of its steps, and has a link of its own', async (context) => {
  globalThis.location = /** @type {any} */ ({ href: 'https://example.org/every-op.html', pathname: '/every-op.html' });
  context.after(() => Reflect.deleteProperty(globalThis, 'location'));
  const { page, microscope } = await opened();
  microscope.exhibitAt('lstm', 20);
  assert.deepEqual(page.news(), [{ type: 'walk', example: null, exhibit: 'lstm', step: 20 }]);
  page.report(walked({ step: 20 }));
  assert.equal(microscope.link, 'https://example.org/every-op.html#exhibit=lstm&step=20&op=0');
  assert.equal(microscope.highlight, undefined);
  assert.equal(microscope.parameter, undefined);
});

test('a step is saved as a table or as text', async () => {
  const { page, microscope } = await opened();
  microscope.save('csv');
  assert.deepEqual(page.news(), [{ type: 'export_step', format: 'csv' }]);
});

test('what the microscope draws is drawn once a screen refresh', async () => {
  const { page, microscope } = await opened();
  await settled();
  refresh();
  const paints = painter(page.lab, () => microscope.look);
  page.report({ type: 'look', op: 0, start: [0, 0], arrays: {} });
  page.report({ type: 'look', op: 0, start: [0, 0], arrays: {} });
  refresh();
  assert.equal(paints.count, 1);
});
