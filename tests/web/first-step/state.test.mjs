/** The first screen: who sees it, the sequence of its pictures, and the reader's own numbers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import recorded from '../../../web/src/generated/first-step.json' with { type: 'json' };
import { knownIn, PICTURES } from '../../../web/src/first-step/pictures.js';
import { firstStepOf } from '../../../web/src/first-step/state.js';
import { livePage } from '../page.mjs';

const visit = readFileSync(new URL('../../../web/src/first-step/visit.js', import.meta.url), 'utf8');

/**
 * Whether the first screen is shown for a URL and a stored mark.
 *
 * @param {string} url what follows the path
 * @param {string | null} kept
 */
function isShown(url, kept = null) {
  const classes = new Set();
  const { search, hash } = new URL(url, 'http://a/');
  runInNewContext(visit, {
    URLSearchParams,
    location: { search, hash },
    localStorage: { getItem: () => kept },
    document: { documentElement: { classList: classes } },
  });
  return classes.has('first-visit');
}

test('the first screen is shown on the first visit, but not to a returning visitor or for a URL that opens something', () => {
  assert.equal(isShown(''), true);
  assert.equal(isShown('?lang=de'), true);
  assert.equal(isShown('#'), true);
  assert.equal(isShown('', 'left'), false);
  assert.equal(isShown('#data=xor'), false);
  assert.equal(isShown('?place=learn'), false);
});

test('the first screen is shown in a browser without storage', () => {
  const classes = new Set();
  const localStorage = { getItem: () => assert.fail('denied') };
  runInNewContext(visit, { URLSearchParams, location: { search: '', hash: '' }, localStorage, document: { documentElement: { classList: classes } } });
  assert.equal(classes.has('first-visit'), true);
});

test('the pictures follow one another and stop at the last', async () => {
  const first = firstStepOf((await livePage()).lab);
  first.open();
  first.start(true);
  for (let turn = 0; turn < 20; turn++) first.advance();
  assert.deepEqual([first.picture?.name, first.isAtEnd, first.isPlaying], ['again', true, false]);
  first.togglePlay();
  assert.deepEqual([first.picture?.name, first.isPlaying], ['example', true]);
});

test('turning to another picture stops the playback, and there is none beyond the first and the last', async () => {
  const first = firstStepOf((await livePage()).lab);
  first.open();
  first.start(true);
  first.turn(-1);
  assert.deepEqual([first.at, first.isPlaying], [0, false]);
  for (let turn = 0; turn < 20; turn++) first.turn(1);
  assert.equal(first.at, PICTURES.length - 1);
});

test('leaving the first screen stores that it was seen, and the page can show it again', async () => {
  const kept = new Map();
  globalThis.localStorage = /** @type {any} */ ({ setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value) });
  const first = firstStepOf((await livePage()).lab);
  first.open();
  first.turn(1);
  first.leave();
  assert.deepEqual([first.isOpen, kept.get('chainrule-first-step')], [false, 'left']);
  assert.match(visit, /'chainrule-first-step'/);
  first.open();
  assert.deepEqual([first.isOpen, first.picture], [true, undefined]);
});

test('while the reader drags, Python gets one request at a time, and the newest one last', async () => {
  const { lab, report, news } = await withNews();
  const first = firstStepOf(lab);
  first.change();
  for (const weight of [0.9, 0.8, 0.7]) first.set({ weight });
  assert.deepEqual(news(), [{ type: 'first_step', weight: 0.9, target: 1 }]);
  report({ ...recorded, output_weights: [0.9, 0.6], arrays: {} });
  assert.deepEqual(news(), [{ type: 'first_step', weight: 0.7, target: 1 }]);
  report({ ...recorded, output_weights: [0.7, 0.6], arrays: {} });
  assert.deepEqual([news(), first.step.output_weights], [[], [0.7, 0.6]]);
});

async function withNews() {
  const page = await livePage();
  return { lab: page.lab, report: page.report, news: () => page.news() };
}

test('a picture shows a number only after the step has computed it', () => {
  const [example, hidden, output, loss] = PICTURES;
  assert.equal(knownIn(undefined).hidden, false);
  assert.equal(knownIn(example).hidden, false);
  assert.deepEqual([knownIn(hidden).hidden, knownIn(hidden).answer], [true, false]);
  assert.deepEqual([knownIn(output).answer, knownIn(output).loss], [true, false]);
  assert.deepEqual([knownIn(loss).loss, knownIn(loss).change], [true, false]);
  assert.equal(knownIn(PICTURES.at(-1)).again, true);
});
