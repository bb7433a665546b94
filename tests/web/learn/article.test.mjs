import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { chapter } from '../../../web/chapter.js';
import { appStills } from '../../../web/stills.js';
import { pageHead } from '../../../web/page-head.js';
import { CHAPTERS } from '../../../web/src/text/learn/chapters.js';
import { decades, withRoom } from '../../../web/src/learn/plot.js';
import { texts } from '../../../web/src/text/learn/texts.js';

const FOLDER = new URL('../../../web/learn/', import.meta.url);
const PARTS = 'network output chart norms histograms units updates landscape drive microscope'.split(' ');
const built = (/** @type {string} */ file) => {
  const at = { path: `/learn/${file}` };
  const page = chapter.transformIndexHtml.handler(readFileSync(new URL(file, FOLDER), 'utf8'), at);
  return pageHead.transformIndexHtml.handler(page, at);
};
const pages = CHAPTERS.map(({ file }) => ({ file, html: built(`${file}.html`) }));

/** The epoch at which an experiment stops, from its URL or an application's file. @param {string} experiment */
function lastEpoch(experiment) {
  const name = /^app:(.*)$/.exec(experiment)?.[1]?.replace('/', '-');
  const settings = name ? readFileSync(new URL(`../../../py/chainrule/apps/experiments/${name}.json`, import.meta.url), 'utf8') : experiment;
  return Number(/stop_epoch"?[=:] ?(\d+)/.exec(settings)?.[1]);
}

test('every chapter that exists is listed, and every chapter that is listed exists', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.html'));
  assert.deepEqual(files.sort(), ['index.html', 'glossary.html', ...CHAPTERS.map(({ file }) => `${file}.html`)].sort());
});

test('a built chapter has its title, its neighbours and its formulas, and no placeholder is left', () => {
  pages.forEach(({ file, html }, at) => {
    assert.ok(html.includes(`<h1>${CHAPTERS[at]?.title}</h1>`), file);
    assert.equal(html.includes(`href="./${CHAPTERS[at + 1]?.file}.html"`), at + 1 < CHAPTERS.length, file);
    assert.doesNotMatch(html, /<tex|<!-- (head|top|navigation|contents) -->/, file);
  });
  assert.equal(built('index.html').match(/<li>/g)?.length, CHAPTERS.length);
});

test('a line does not begin with the punctuation mark after a formula, and a long formula has several parts', () => {
  for (const { file, html } of pages) assert.doesNotMatch(html.replace(/<span class="unbroken">.*?<\/math><\/span>[^<]+<\/span>/gs, ''), /<\/math><\/span>[,.;:?!)]/, file);
  const backward = pages.find(({ file }) => file === 'backward')?.html ?? '';
  const [formula = ''] = backward.match(/<div class="formula"[^>]*>(?:(?!<\/div>).)*0\.5933.*?<\/div>/s) ?? [];
  assert.equal(formula.match(/<math/g)?.length, 3);
});

test('every chapter has at least three live figures, a prediction, an exercise, suggestions for further work, and sources', () => {
  for (const { file, html } of pages) {
    const figures = html.match(/<cr-(figure|measure)\b/g) ?? [];
    assert.ok(figures.length >= 3 && figures.length <= 6, `${file}: ${figures.length} figures`);
    assert.match(html, /<cr-predict /, file);
    assert.match(html, /<cr-(exercise|code) /, file);
    assert.match(html, /class="afterwards"/, file);
    assert.match(html, /class="sources"/, file);
  }
});

test('figures have unique names and known parts, and predictions refer to a figure', () => {
  for (const { file, html } of pages) {
    const ids = [...html.matchAll(/<cr-figure\s[^>]*?\bid="([\w-]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, file);
    for (const [, parts] of html.matchAll(/\sparts="([^"]+)"/g)) for (const part of parts?.split(' ') ?? []) assert.ok(PARTS.includes(part), `${file}: ${part}`);
    for (const [, id] of html.matchAll(/<cr-predict for="([\w-]+)"/g)) assert.ok(id === 'none' || ids.includes(id), `${file}: ${id}`);
  }
});

test('every figure has a still picture with a description and a size, and no picture is left over', () => {
  const files = readdirSync(new URL('pictures/', FOLDER), { recursive: true }).map(String).filter((file) => file.endsWith('.png'));
  const shown = pages.flatMap(({ file, html }) => {
    const stills = [...html.matchAll(/<cr-(?:figure|measure)\s[^>]*><img class="still" src="\.\/pictures\/([^"]+)" width="\d+" height="\d+" alt="[^"]+"/g)];
    assert.equal(stills.length, html.match(/<cr-(figure|measure)\b/g)?.length, file);
    return stills.map(([, name]) => name ?? '');
  });
  assert.deepEqual(shown.sort(), files.sort());
  const bytes = files.reduce((sum, name) => sum + statSync(new URL(`pictures/${name}`, FOLDER)).size, 0);
  assert.ok(bytes < 500_000, `${bytes} bytes`);
});

test('the figure of every application has a still picture with a caption', () => {
  const folder = new URL('../../../web/apps/', import.meta.url);
  const apps = readdirSync(folder).filter((file) => file.endsWith('.html'));
  assert.equal(apps.length, 4);
  for (const file of apps) {
    const page = appStills.transformIndexHtml.handler(readFileSync(new URL(file, folder), 'utf8'), { path: `/apps/${file}` });
    const name = file.replace('.html', '');
    assert.match(page, new RegExp(`<cr-${name}[^>]*><figure class="still"><img class="still-picture" src="\\./pictures/${name}\\.png" width="\\d+" height="\\d+" alt="[^"]+" loading="lazy" /><figcaption class="quiet">[^<]+</figcaption></figure></cr-${name}>`));
  }
});

test('every figure that trains stops, but not before it has shown the answer to its question', () => {
  for (const { file, html } of pages) {
    const epochs = new Map([...html.matchAll(/<cr-predict for="([\w-]+)" epochs="(\d+)"/g)].map(([, id, asked]) => [id, Number(asked)]));
    for (const [tag] of html.matchAll(/<cr-figure\s[^>]*>/g)) {
      if (tag.includes('parts="microscope"')) continue;
      const last = lastEpoch(/\bexperiment="([^"]+)"/.exec(tag)?.[1] ?? '');
      assert.ok(last >= (epochs.get(/\bid="([\w-]+)"/.exec(tag)?.[1] ?? '') ?? 1), `${file}: ${tag}`);
    }
  }
});

test('links between pages lead to files that exist', () => {
  for (const { file, html } of pages) {
    for (const [, link] of html.matchAll(/href="(\.\.?\/[\w/-]+\.html)"/g)) assert.ok(readFileSync(new URL(link ?? '', FOLDER)), `${file}: ${link}`);
  }
});

test('axes end at powers of ten, and the labels of a chart do not overlap', () => {
  assert.deepEqual(decades([6, 998_994]), [0, 6]);
  assert.deepEqual(decades([NaN, 0, 2]), [0, 1]);
  const at = (/** @type {string} */ name, /** @type {number} */ y) => ({ name, label: name, points: /** @type {[number, number][]} */ ([[0, y]]) });
  assert.deepEqual(withRoom([at('b', 12), at('a', 10), at('c', 90)]).map(({ y }) => y), [10, 25, 90]);
});

test('times are written with two significant digits', () => {
  assert.deepEqual([9.9e-4, 0.0043, 4.54, 700, 468_000].map(texts.seconds), ['990 µs', '4.3 ms', '4.5 s', '12 min', '130 h']);
});
