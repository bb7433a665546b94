import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleetOf, raceOf } from '../../../web/src/fleets/state.js';
import { livePage, painter, refresh } from '../page.mjs';

const planned = (/** @type {object} */ facts = {}) => ({
  type: 'fleet_planned',
  instrument: 'fleet',
  hash: '',
  members: ['seed 0', 'seed 1', 'seed 2', 'seed 3'],
  has_test: true,
  arrays: { seeds: Float64Array.of(0, 1, 2, 3), rates: Float64Array.of(0.3, 0.1, 0.3, 0.01) },
  ...facts,
});

const progress = (/** @type {object} */ facts = {}) => ({
  type: 'fleet',
  instrument: 'fleet',
  state: 'training',
  epoch: 5,
  successes: 1,
  success_share: 0.25,
  spread: { lower: 0.1, median: 0.2, upper: 0.3, best: 0, worst: 1 },
  arrays: {
    test_loss: Float64Array.of(0.5, NaN, 0.2, 0.5),
    training_loss: Float64Array.of(4, 3, 2, 1),
    test_accuracy: Float64Array.of(0.7, NaN, 0.9, 0.7),
    succeeded: Float64Array.of(0, 0, 1, 0),
    diverged: Float64Array.of(-1, 3, -1, -1),
  },
  ...facts,
});

async function opened() {
  const page = await livePage();
  const fleet = fleetOf(page.lab);
  page.lab.instruments.toggle('fleet');
  page.news();
  page.report(planned());
  page.report(progress());
  return { page, fleet };
}

test('training a fleet pauses the run, because both would share one processor core', async () => {
  const page = await livePage();
  page.lab.togglePlay();
  page.news();
  fleetOf(page.lab).train([], [{ optimizer: 'adam', learning_rate: 0.01 }], 10);
  const [pause, train] = page.news();
  assert.equal(pause.type, 'pause');
  assert.deepEqual([train.type, train.instrument, train.epochs], ['fleet_train', 'fleet', 10]);
  assert.deepEqual(train.members, [{ optimizer: 'adam', learning_rate: 0.01 }]);
});

test('a command to a fleet names its instrument, so that it does not affect the race', async () => {
  const { page, fleet } = await opened();
  fleet.goOn(20);
  fleet.pause();
  fleet.open(2);
  fleet.setThreshold(0.1);
  assert.deepEqual(page.news(), [
    { type: 'fleet_go', instrument: 'fleet', epochs: 20 },
    { type: 'fleet_pause', instrument: 'fleet' },
    { type: 'fleet_open', instrument: 'fleet', member: 2 },
    { type: 'fleet_threshold', instrument: 'fleet', threshold: 0.1 },
  ]);
  page.report(progress({ instrument: 'race', epoch: 99 }));
  assert.equal(fleet.progress?.epoch, 5);
  assert.equal(raceOf(page.lab).progress?.epoch, 99);
});

test('members are in the chosen order; diverged ones are last, and equal ones in the planned order', async () => {
  const { fleet } = await opened();
  const orders = { plan: [0, 1, 2, 3], loss: [2, 0, 3, 1], accuracy: [2, 0, 3, 1], rate: [3, 1, 0, 2], seed: [0, 1, 2, 3] };
  for (const [sort, order] of Object.entries(orders)) {
    fleet.setSort(/** @type {any} */ (sort));
    assert.deepEqual(fleet.order, order, sort);
  }
});

test('without a test set the training loss is used', async () => {
  const { page, fleet } = await opened();
  assert.equal(fleet.lossName, 'test_loss');
  page.report(planned({ has_test: false }));
  page.report(progress());
  fleet.setSort('loss');
  assert.deepEqual(fleet.order, [3, 2, 1, 0]);
  assert.equal(fleet.accuracyName, 'training_accuracy');
});

test('an infinite or NaN number is null; diverged and successful members are identified', async () => {
  const { fleet } = await opened();
  assert.equal(fleet.number('test_loss', 1), null);
  assert.equal(fleet.number('test_loss', 2), 0.2);
  assert.equal(fleet.number('nothing', 2), null);
  assert.deepEqual([0, 1, 2].map((member) => fleet.isDiverged(member)), [false, true, false]);
  assert.deepEqual([0, 1, 2].map((member) => fleet.hasSucceeded(member)), [false, false, true]);
});

test('the member under the pointer takes precedence over the one with keyboard focus', async () => {
  const { fleet } = await opened();
  assert.equal(fleet.shown, undefined);
  fleet.goTo(2);
  assert.equal(fleet.shown, 2);
  fleet.point(1);
  assert.equal(fleet.shown, 1);
  fleet.point(undefined);
  assert.equal(fleet.shown, 2);
});

test('a new plan clears the selection among the members', async () => {
  const { page, fleet } = await opened();
  fleet.goTo(3);
  page.report(planned());
  assert.equal(fleet.shown, undefined);
  assert.equal(fleet.progress, undefined);
});

test('the result is announced once, when training has finished', async () => {
  const { page, fleet } = await opened();
  assert.equal(fleet.isTraining, true);
  const { lab } = page;
  lab.notices.announcement = '';
  page.report(progress({ epoch: 6 }));
  assert.equal(lab.notices.announcement, '');
  page.report(progress({ state: 'done', epoch: 10 }));
  assert.match(lab.notices.announcement, /10/);
  lab.notices.announcement = '';
  page.report(progress({ state: 'done', epoch: 10 }));
  assert.equal(lab.notices.announcement, '');
  assert.equal(fleet.isTraining, false);
});

test('the settings that can vary are requested once per experiment, and only while the instrument is open', async () => {
  const { page, fleet } = await opened();
  page.report({ type: 'fleet_choices', instrument: 'fleet', hash: '' });
  page.lab.reset();
  page.answer({ hash: 'noise=20' });
  const asked = () => page.news().filter(({ type }) => type === 'fleet_show');
  assert.equal(asked().length, 1);
  page.frame();
  assert.equal(asked().length, 0);
  page.report({ type: 'fleet_choices', instrument: 'fleet', hash: 'noise=20' });
  page.frame();
  assert.equal(asked().length, 0);
  assert.equal(fleet.isOfOther, true);
});

test('a rejected fleet is reported until the next request', async () => {
  const { page, fleet } = await opened();
  page.report({ type: 'fleet_refused', instrument: 'fleet', sentence: 'Too many.', field: 'epochs' });
  assert.equal(fleet.refused?.sentence, 'Too many.');
  fleet.pause();
  assert.equal(fleet.refused, undefined);
});

test('fleets are lost if Python dies; a frame redraws the fleet only if it has changed', async () => {
  const { page, fleet } = await opened();
  refresh();
  const paints = painter(page.lab, () => [fleet.progress, fleet.shown]);
  page.frame();
  assert.equal(paints.count, 0);
  fleet.point(1);
  refresh();
  assert.equal(paints.count, 1);
  page.lab.instruments.forget();
  assert.deepEqual([fleet.planned, fleet.progress], [undefined, undefined]);
});
