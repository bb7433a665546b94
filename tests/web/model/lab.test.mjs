import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microscopeOf } from '../../../web/src/microscope/state.js';
import { Page, frameReport, livePage, openedReport, painter, refresh, settled, until } from '../page.mjs';

const types = (/** @type {{ type: string }[]} */ commands) => commands.map(({ type }) => type);

test('at the start, only the experiment in the URL is requested', async () => {
  const page = new Page('data=xor');
  page.lab.start();
  page.lab.change({ noise: 20 });
  await settled();
  assert.deepEqual(page.news(), [{ type: 'open', hash: 'data=xor', revision: 1 }]);
  assert.equal(page.lab.isLive, false);
  // Requests made in the meantime are sent once the experiment is open.
  page.answer({ hash: 'data=xor' });
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 20 }, revision: 2 }]);
  assert.equal(page.lab.isLive, true);
});

test('only one order is in progress at a time; the next is sent after the answer', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.reset();
  lab.newSeed();
  assert.deepEqual(page.news(), [{ type: 'reset', revision: 2 }]);
  assert.equal(lab.isBusy, true);
  page.answer();
  assert.deepEqual(page.news(), [{ type: 'new_seed', revision: 3 }]);
  page.answer();
  assert.equal(lab.isBusy, false);
});

test('waiting changes are sent as one change, and the controls show the requested values', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.change({ noise: 20 });
  lab.change({ noise: 30 });
  lab.change({ seed: 5, noise: 40 });
  assert.equal(lab.experiment['noise'], 40);
  assert.equal(lab.isStale, true);
  page.news();
  page.answer({ experiment: { ...openedReport().experiment, noise: 20 } });
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 40, seed: 5 }, revision: 3 }]);
});

test('an answer to an earlier order is ignored, and its frame is acknowledged', async () => {
  const page = await livePage();
  const { lab } = page;
  page.lab.change({ noise: 20 });
  page.news();
  page.report(frameReport({ revision: 1, step: 99 }));
  assert.notEqual(lab.frame?.step, 99);
  // Python waits for the acknowledgement of every frame, even if it is not drawn.
  assert.deepEqual(types(page.news()), ['drawn']);
});

test('a drawn frame is acknowledged once, at the next screen refresh', async () => {
  const page = await livePage();
  page.report(frameReport({ step: 1 }));
  page.report(frameReport({ step: 2 }));
  assert.deepEqual(page.news(), []);
  refresh();
  assert.deepEqual(types(page.news()), ['drawn']);
  refresh();
  assert.deepEqual(page.news(), []);
});

test('an invalid value is reported at its control, and the other changes are sent again', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.change({ noise: 999, seed: 3 });
  page.news();
  page.fail({ sentence: 'noise: 999 is not allowed.', field: 'noise' });
  assert.equal(lab.notices.faults.get('noise'), 'noise: 999 is not allowed.');
  assert.equal(lab.notices.isShownAtControl, true);
  assert.deepEqual(page.news(), [{ type: 'change', changes: { seed: 3 }, revision: 3 }]);
  // Typing another value removes the message.
  lab.change({ noise: 10 });
  assert.equal(lab.notices.faults.has('noise'), false);
});

test('an error in the layers is shown in the message strip, because their controls have no room for it', async () => {
  const page = await livePage();
  page.lab.change({ layers: [] });
  page.fail({ field: 'layers' });
  assert.equal(page.lab.notices.isShownAtControl, false);
});

test('an invalid URL opens the default experiment, and the message stays', async () => {
  const page = new Page('data=nonsense');
  page.lab.start();
  await settled();
  page.news();
  page.fail({ sentence: 'data: nonsense', field: 'data' });
  assert.deepEqual(page.news(), [{ type: 'open', hash: '', revision: 2 }]);
  page.answer();
  assert.equal(page.lab.notices.failure?.sentence, 'data: nonsense');
});

test('if an open page gets an invalid URL, it keeps its run and the URL of this run', async () => {
  const page = await livePage('noise=20');
  page.hash = 'data=nonsense';
  page.lab.openAddress();
  await settled();
  page.fail();
  assert.equal(page.hash, 'noise=20');
  assert.equal(page.lab.isBusy, false);
});

test('navigating to the current URL sends no request', async () => {
  const page = await livePage('noise=20');
  page.lab.openAddress();
  await settled();
  assert.deepEqual(page.news(), []);
});

test('undo reverts a change and announces it; redo repeats it', async () => {
  const page = await livePage();
  const { lab } = page;
  const before = openedReport().experiment;
  lab.change({ noise: 20 });
  page.answer({ experiment: { ...before, noise: 20 } });
  page.news();
  lab.undo();
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 10 }, revision: 3 }]);
  page.answer({ experiment: before, summary: 'noise 10' });
  assert.match(lab.notices.announcement, /: noise 10$/);
  lab.redo();
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 20 }, revision: 4 }]);
  page.answer({ experiment: { ...before, noise: 20 } });
  assert.deepEqual([lab.undoList.past.length, lab.undoList.future.length], [1, 0]);
});

test('undo right after a change waits for the answer to the change and reverts it', async () => {
  const page = await livePage();
  const { lab } = page;
  const before = openedReport().experiment;
  lab.change({ noise: 20 });
  assert.equal(lab.canUndo, true);
  lab.undo();
  lab.redo();
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 20 }, revision: 2 }]);
  page.answer({ experiment: { ...before, noise: 20 } });
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 10 }, revision: 3 }]);
  page.answer();
  assert.deepEqual(page.news(), [{ type: 'change', changes: { noise: 20 }, revision: 4 }]);
});

test('opening another experiment clears the changes, because opening a URL cannot be undone', async () => {
  const page = await livePage();
  page.lab.change({ noise: 20 });
  page.answer({ experiment: { ...openedReport().experiment, noise: 20 } });
  page.hash = 'data=xor';
  page.lab.openAddress();
  await settled();
  page.answer({ hash: 'data=xor' });
  assert.equal(page.lab.undoList.past.length, 0);
});

test('undo with too few drawn points first discards the drawing', async () => {
  const { lab, ...page } = await livePage();
  lab.draft = [[0, 0, 1]];
  lab.undo();
  assert.equal(lab.draft, undefined);
  assert.deepEqual(page.sent, []);
});

test('Play pressed before Python is ready is remembered, and training starts as soon as Python is ready', async () => {
  const page = new Page();
  page.lab.start();
  page.lab.togglePlay();
  assert.equal(page.lab.playsWhenReady, true);
  await settled();
  page.answer();
  assert.deepEqual(types(page.news()), ['open', 'observe', 'play']);
  page.frame({ state: 'training' });
  assert.equal(page.lab.isPlaying, true);
});

test('the Play button follows the worker, but not a frame from before a pause', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.togglePlay();
  page.frame({ state: 'training', step: 1 });
  assert.equal(lab.isPlaying, true);
  lab.togglePlay();
  page.frame({ state: 'training', step: 2 });
  assert.equal(lab.isPlaying, false);
  page.frame({ state: 'paused', step: 2 });
  page.frame({ state: 'training', step: 3 });
  assert.equal(lab.isPlaying, true);
});

test('steps, resets and saving are sent as commands of the protocol', async () => {
  const page = await livePage();
  const { lab } = page;
  lab.step('batch');
  lab.step('epoch');
  lab.save('history');
  lab.setPace(20);
  lab.travel.resume();
  lab.travel.returnTo(3);
  lab.travel.forgetBranch(2);
  lab.keepWeights();
  assert.deepEqual(page.news(), [
    { type: 'step', unit: 'batch' },
    { type: 'step', unit: 'epoch' },
    { type: 'export', what: 'history' },
    { type: 'pace', steps_per_second: 20 },
    { type: 'resume' },
    { type: 'return', branch: 3 },
    { type: 'forget', branch: 2 },
    { type: 'keep_weights', revision: 2 },
  ]);
});

test('display options chosen before Python was ready are sent when it is', async () => {
  const page = new Page();
  page.lab.start();
  page.lab.showLinks('all');
  page.lab.setPace(5);
  await settled();
  page.answer();
  const [, , view, pace] = page.news();
  assert.equal(view.type, 'view');
  assert.equal(view.update, true);
  assert.deepEqual(pace, { type: 'pace', steps_per_second: 5 });
});

test('while the timeline is dragged, only the newest epoch waits for the answer', async () => {
  const page = await livePage();
  const { lab } = page;
  for (const epoch of [1, 2, 3]) lab.travel.to(epoch);
  lab.travel.by(2);
  assert.deepEqual(page.news(), [{ type: 'travel', epoch: 1, by: 0 }]);
  page.frame({ epoch: 1, is_past: true });
  assert.deepEqual(page.news()[0], { type: 'travel', epoch: 3, by: 0 });
  assert.equal(lab.isPast, true);
  assert.equal(lab.travel.wanted, 3);
  page.frame({ epoch: 3, is_past: true });
  // Afterwards, keys continue from the position of the thumb.
  assert.deepEqual(page.news()[0], { type: 'travel', epoch: 3, by: 2 });
  page.frame({ epoch: 5, is_past: true });
  assert.equal(lab.travel.wanted, undefined);
  lab.travel.toPresent();
  assert.deepEqual(page.news().at(-1), { type: 'travel', epoch: null, by: 0 });
});

test('the records of a frame replace all from the first of them on; another experiment starts without records', async () => {
  const page = await livePage();
  const { lab } = page;
  const records = (/** @type {number[]} */ ...epochs) => ({
    epochs: Float64Array.from(epochs),
    training_losses: Float64Array.from(epochs),
    gradient_norms: new Float64Array(2 * epochs.length),
  });
  page.frame({ arrays: records(0, 1, 2) });
  page.frame({ arrays: records(4), records_from: 2 });
  assert.deepEqual(lab.records.epochs, [0, 1, 4]);
  assert.equal(lab.records.gradientNorms.length, 2);
  lab.reset();
  page.answer();
  assert.deepEqual(lab.records.epochs, []);
});

test('Python is restarted when it dies, and the run continues from the last checkpoint', async () => {
  const page = await livePage();
  const { lab } = page;
  page.report({ type: 'checkpoint', text: '{"step":7}', step: 7, epoch: 1, hash: '' });
  page.report({ type: 'boot_failure', sentence: 'Python crashed.', file: null, can_retry: true, traceback: '' });
  await settled();
  assert.equal(page.starts, 2);
  assert.equal(page.stops, 1);
  assert.equal(lab.bootFailure, undefined);
  assert.deepEqual(page.news(), [{ type: 'restore', checkpoint: '{"step":7}', reason: 'Python crashed.', revision: 2 }]);
  page.answer({ message: 'Restored.' });
  assert.equal(lab.isLive, true);
  assert.equal(lab.notices.announcement, 'Restored.');
});

test('after Python has died too often, it is restarted only on request', async () => {
  const page = await livePage();
  const { lab } = page;
  page.report({ type: 'checkpoint', text: '{}', step: 7, epoch: 1, hash: '' });
  for (let death = 0; death < 4; death++) {
    page.report({ type: 'boot_failure', sentence: 'Python crashed.', file: null, can_retry: true, traceback: '' });
    await settled();
    page.answer();
  }
  assert.equal(page.starts, 4);
  assert.equal(lab.bootFailure?.sentence, 'Python crashed.');
  page.news();
  lab.retry();
  await settled();
  assert.equal(page.starts, 5);
  assert.deepEqual(types(page.news()), ['restore']);
});

test('after a failed start, Python can be started again, and requests are kept', async () => {
  const page = new Page('seed=3');
  const { lab } = page;
  lab.start();
  lab.change({ noise: 20 });
  await settled();
  page.report({ type: 'boot_failure', sentence: 'No.', file: 'numpy', can_retry: true, traceback: '' });
  assert.equal(lab.bootFailure?.file, 'numpy');
  page.news();
  lab.retry();
  await settled();
  assert.equal(lab.bootFailure, undefined);
  assert.deepEqual(page.news(), [{ type: 'open', hash: 'seed=3', revision: 2 }]);
  page.answer({ hash: 'seed=3' });
  assert.deepEqual(page.news()[0].changes, { noise: 20 });
});

test('a link to a step opens its experiment, and the microscope at the op', async () => {
  const page = new Page('data=xor&step=12&op=3');
  page.lab.start();
  await settled();
  assert.deepEqual(page.news(), [{ type: 'open', hash: 'data=xor', step: 12, revision: 1 }]);
  assert.equal(microscopeOf(page.lab).isOpen, true);
  assert.equal(microscopeOf(page.lab).op, 3);
});

test('a selection is drawn once, and ends when its unit no longer exists', async () => {
  const page = await livePage();
  const { lab } = page;
  const paints = painter(lab, () => lab.selection.place);
  lab.selection.choose({ layer: 0, unit: 2, source: 1 });
  lab.selection.choose({ layer: 0, unit: 2, source: 1 });
  refresh();
  refresh();
  assert.equal(paints.count, 1);
  lab.change({ layers: [[2, 'tanh']] });
  page.answer({ network: { ...openedReport().network, layers: [{ images: 2, inputs: 2, units: 2 }, { images: 1, inputs: 2, units: 1 }] } });
  assert.equal(lab.selection.place, undefined);
});

test('branches are listed, and the removal of one is reported', async () => {
  const page = await livePage();
  page.report({ type: 'branches', branches: [{ number: 4, left_at: 2, epoch: 9 }], let_go: 1.5, arrays: {} });
  assert.deepEqual(page.lab.branches.map(({ number }) => number), [4]);
  assert.match(page.lab.notices.message ?? '', /1\.50/);
});

test('a run replaced by a member of a fleet can be exchanged for it again', async () => {
  const page = await livePage();
  page.report({ type: 'taken_over', branch: 2 });
  page.lab.undo();
  assert.deepEqual(page.news(), [{ type: 'return', branch: 2 }]);
  page.report({ type: 'taken_over', branch: -1 });
  assert.equal(page.lab.undoList.past.length, 0);
});

test('opening the URL of a kept run returns to that run; an untrained run in its place is not kept', async () => {
  const page = await livePage();
  const { lab } = page;
  const facts = { left_at: 2, epoch: 2, hash: 'data=xor' };
  lab.change({ noise: 20 });
  page.answer({ experiment: { ...lab.experiment, noise: 20 } });
  void lab.openHash('data=moons', false);
  await until(() => page.sent.some(({ type }) => type === 'open'));
  page.answer({ hash: 'data=moons' });
  page.report({ type: 'branches', branches: [{ ...facts, number: 3 }, { ...facts, number: 4 }], let_go: null, arrays: {} });
  page.report({ type: 'taken_over', branch: 4 });
  assert.ok(lab.notices.message);
  page.news();
  page.hash = 'data=xor';
  lab.openAddress();
  assert.deepEqual(page.news(), [{ type: 'return', branch: 4 }, { type: 'forget', branch: 4 }]);
  assert.equal(lab.undoList.past.length, 1, 'what was changed before can be undone');
});

test('a table that was read changes the URL only if the browser has stored it; otherwise, the page reports this', async () => {
  const page = await livePage();
  const { lab } = page;
  // In some private windows, IndexedDB is not available.
  lab.readTable(/** @type {any} */ ({ text: 'a,b\n1,2', target: 'b' }));
  assert.deepEqual(page.news(), [{ type: 'read_table', text: 'a,b\n1,2', target: 'b', revision: 2 }]);
  page.answer({ hash: 'table=abc', experiment: { table: 'abc' } });
  await settled();
  assert.equal(page.hash, 'table=abc');
  assert.ok(lab.notices.message);
  lab.readTable(/** @type {any} */ ({ text: '' }));
  page.fail({ sentence: 'The table is empty.' });
  assert.equal(lab.notices.faults.get('table'), 'The table is empty.');
});

test('the loading progress and the rows of examples are shown when they arrive', async () => {
  const page = new Page();
  page.lab.start();
  page.report({ type: 'progress', phase: 'Loading Python', loaded: 1, total: 2 });
  assert.equal(page.lab.progress?.loaded, 1);
  page.report({ type: 'rows', revision: 1, start: 0, names: [], cells: [], is_test: [], arrays: {} });
  assert.equal(page.lab.rows?.start, 0);
});
