import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inUnicode } from '../../../web/src/microscope/highlight.js';
import { microscopeOf } from '../../../web/src/microscope/state.js';
import { watchMenu } from '../../../web/src/microscope/views/head.js';
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

test('opening the microscope requests the next step; a playing run is paused first', async () => {
  const page = await livePage();
  microscopeOf(page.lab).toggle();
  assert.deepEqual(page.news(), [{ type: 'walk', example: 'first', exhibit: null, step: 0 }]);
  microscopeOf(page.lab).toggle();
  page.lab.togglePlay();
  page.news();
  microscopeOf(page.lab).toggle();
  assert.deepEqual(page.news(), [{ type: 'pause' }]);
});

test('when the run has trained and pauses, the next step is requested again at the same position', async () => {
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

test('a step of another experiment shows its first example', async () => {
  const { page, microscope } = await opened();
  microscope.watch(4);
  assert.equal(page.news()[0].example, 4);
  page.report(walked({ example: 4 }));
  page.lab.change({ noise: 20 });
  page.answer();
  assert.equal(microscope.example, 'first');
});

test('at another op, the entry at the same position is selected, if it exists', async () => {
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

test('an operand has no entries to explain', async () => {
  const { page, microscope } = await opened();
  microscope.choose(ops[0].matrices[0], 0, 0);
  assert.deepEqual(page.news(), []);
  assert.equal(microscope.matrixOf({ op: 0, name: 'x' }), undefined);
  assert.equal(microscope.matrixOf({ op: 0, name: 'y' }), ops[0].matrices[1]);
});

test('an entry of a large matrix is shown through a window that contains it', async () => {
  const { page, microscope } = await opened();
  microscope.go(1, { name: 'y', row: 130, column: 70 });
  assert.deepEqual(page.news()[0].start, [128, 64]);
  microscope.move([64, 0]);
  assert.deepEqual(page.news()[0], { type: 'look', op: 1, start: [64, 0], entry: null });
});

test('answers about an op that is no longer selected are not shown', async () => {
  const { page, microscope } = await opened();
  microscope.go(1);
  page.report({ type: 'look', op: 0, start: [0, 0], arrays: {} });
  page.report({ type: 'explained', op: 0, name: 'y', row: 0, column: 0, lines: [], sentence: 'old', uses: {}, shares: [] });
  assert.equal(microscope.look, undefined);
  assert.equal(microscope.explained, undefined);
  page.report({ type: 'explained', op: 1, name: 'y', row: 0, column: 0, lines: [], sentence: 'new', uses: {}, shares: [] });
  assert.equal(microscope.announced, 'new');
});

test('the microscope goes to the first entry that is infinite or NaN', async () => {
  const { page, microscope } = await opened();
  page.report(walked({ first_bad: { op: 3, name: 'dweight', row: 2, column: 1 } }));
  assert.equal(microscope.op, 3);
  assert.deepEqual(microscope.entry, { name: 'dweight', row: 2, column: 1 });
});

test('a gradient’s entry names its parameter in θ: rows of weights, each followed by its bias', async () => {
  const { microscope } = await opened();
  microscope.go(3, { name: 'dweight', row: 2, column: 1 });
  // Each unit has 2 weights and 1 bias, and the units are in order.
  assert.equal(microscope.parameter, 2 * 3 + 1);
  microscope.go(3, { name: 'dbias', row: 0, column: 1 });
  assert.equal(microscope.parameter, 1 * 3 + 2);
  microscope.go(3, { name: 'dx', row: 0, column: 0 });
  assert.equal(microscope.parameter, undefined);
  microscope.go(0);
  assert.equal(microscope.parameter, undefined);
});

test('the paths of a gradient’s entry are requested, unless the gradient has none', async () => {
  const { page, microscope } = await opened();
  microscope.go(3, { name: 'dweight', row: 2, column: 1 });
  page.news();
  microscope.askPaths(5);
  assert.deepEqual(page.news()[0], { type: 'paths', op: 3, name: 'dweight', row: 2, column: 1, example: 5 });
  microscope.go(0);
  page.news();
  microscope.askPaths(5);
  assert.deepEqual(page.news(), []);
});

test('a path is followed one stop at a time; after it is left, every op is a stop again', async () => {
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

test('a section is entered at its first op or, on a path, at its first stop', async () => {
  const { page, microscope } = await opened();
  microscope.goToSection('backward');
  assert.equal(microscope.op, 3);
  microscope.goToSection('clip');
  assert.equal(microscope.op, 3);
  const stops = [{ op: 0, name: 'y', row: 0, column: 1 }, { op: 3, name: 'dweight', row: 1, column: 0 }];
  page.report({ type: 'paths', stops: [stops] });
  microscope.followPath(0);
  microscope.goToSection('backward');
  assert.equal(microscope.at, 1);
});

test('closing the microscope releases the example that it marked, but no other', async () => {
  const { page, microscope } = await opened();
  page.report(walked({ example: 2, rows: [15] }));
  assert.equal(page.lab.selection.pinned, 15);
  microscope.close();
  assert.equal(page.lab.selection.pinned, undefined);
  microscope.toggle();
  page.report(walked({ example: 2, rows: [15] }));
  page.lab.selection.pin(4);
  microscope.close();
  assert.equal(page.lab.selection.pinned, 4);
});

test('a symbol is written as in the formulas', () => {
  assert.deepEqual(['\\delta^{12}', '\\bar{a}^{1}', 'x'].map(inUnicode), ['δ¹²', 'a\u0304¹', 'x']);
});

test('the diagram highlights the layer of the op and the values of the chosen example', async () => {
  const { page, microscope } = await opened();
  microscope.go(1, { name: 'y', row: 1, column: 0 });
  assert.equal(microscope.highlight?.values, undefined);
  page.report({ type: 'look', op: 1, start: [0, 0], arrays: { 'result y': Float64Array.of(1, 2, 3, 4, 5, 6) } });
  const { layer, backward, isLinear, values, at, symbol } = microscope.highlight ?? {};
  assert.deepEqual([layer, backward, isLinear, at, symbol], [0, false, false, 0, 'a¹']);
  assert.deepEqual([...(values ?? [])], [4, 5, 6]);
  // In the backward pass of a Linear, the gradient is the one with respect to the layer's inputs.
  microscope.go(3, { name: 'dx', row: 0, column: 0 });
  page.report({ type: 'look', op: 3, start: [0, 0], arrays: { 'result dx': Float64Array.of(7, 8) } });
  assert.equal(microscope.highlight?.at, -1);
  assert.deepEqual([...(microscope.highlight?.values ?? [])], [7, 8]);
  microscope.go(4);
  assert.equal(microscope.highlight, undefined);
});

test('a check can be stopped and reports that it was; its result disappears at the next op', async () => {
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
  assert.ok(microscope.announced);
  page.report({ type: 'checked', finding: {}, nudges: [], best: {} });
  assert.ok(microscope.checked);
  microscope.go(1);
  assert.equal(microscope.checked, undefined);
  page.report({ type: 'all_checked', passes: 26 });
  assert.equal(microscope.allChecked?.passes, 26);
});

test('closing the microscope stops a running check', async () => {
  const { page, microscope } = await opened();
  microscope.check(3);
  page.news();
  microscope.toggle();
  assert.deepEqual(page.news(), [{ type: 'stop_check' }]);
});

test('a step has a URL only if the experiment alone determines it', async (context) => {
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

test('a separate network is shown after a given number of steps, and has a link of its own', async (context) => {
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

test('the microscope draws once per screen refresh', async () => {
  const { page, microscope } = await opened();
  await settled();
  refresh();
  const paints = painter(page.lab, () => microscope.look);
  page.report({ type: 'look', op: 0, start: [0, 0], arrays: {} });
  page.report({ type: 'look', op: 0, start: [0, 0], arrays: {} });
  refresh();
  assert.equal(paints.count, 1);
});

test('for a network that needs several examples, the view of a single one is not offered', async () => {
  const { page, microscope } = await opened();
  assert.match(watchMenu(microscope).strings.join(''), /<select/);
  page.report(walked({ takes_one: false }));
  const shown = watchMenu(microscope);
  assert.doesNotMatch(shown.strings.join(''), /<select/);
  assert.deepEqual(shown.values, ['All 10 in the batch: batch norm needs several examples']);
});
