/**
 * Reports the tests, then the line coverage of the page's logic: every file of web/src except elements
 * and drawing. A file that no test loads counts with all its lines. Below `LEAST`, the run fails.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';

/** The share of lines that tests have to run. */
const LEAST = 0.85;
const SOURCE = new URL('../../web/src/', import.meta.url);

/** The builder writes these. */
const GENERATED = /^generated\//;
/** Files with templates, and the entries of the pages, which load them: tested in a browser. */
const ELEMENT = /from 'lit'|^import '\.\/(?:lab|microscope)\//m;
/** Files that paint on a canvas or through uPlot: tested in a browser, too. */
const DRAWING = /CanvasRenderingContext2D|getContext\(|from 'uplot'/;

/** @typedef {{ path: string, lines: { line: number, count: number }[] }} Covered */

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* report(source) {
  /** @type {Covered[]} */
  let covered = [];
  const shown = async function* () {
    for await (const event of source) {
      if (event.type === 'test:coverage') covered = event.data.summary.files;
      else yield event;
    }
  };
  yield* Readable.from(shown()).compose(new spec());
  yield* table(measure(covered));
}

/** @typedef {{ name: string, lines: number, missed: number[] }} Row `missed`: lines that no test ran */

/**
 * @param {Covered[]} covered
 * @returns {Row[]}
 */
function measure(covered) {
  const counts = new Map(covered.map(({ path, lines }) => [path, new Map(lines.map(({ line, count }) => [line, count]))]));
  const rows = [];
  for (const name of readdirSync(SOURCE, { recursive: true }).map(String).sort()) {
    if (!name.endsWith('.js') || GENERATED.test(name)) continue;
    const file = new URL(name, SOURCE);
    const text = readFileSync(file, 'utf8');
    if (ELEMENT.test(text) || DRAWING.test(text)) continue;
    const lines = codeLines(text);
    if (!lines.length) continue;
    const count = counts.get(file.pathname);
    rows.push({ name, lines: lines.length, missed: lines.filter((line) => !count?.get(line)) });
  }
  return rows;
}

/**
 * The numbers of the lines that hold code. Blank lines and comments would raise the share.
 *
 * @param {string} text
 */
function codeLines(text) {
  const lines = text.replace(/\/\*.*?\*\//gs, (comment) => comment.replace(/[^\n]/g, '')).split('\n');
  return lines.flatMap((line, index) => (/^\s*(?:\/\/.*)?$/.test(line) ? [] : [index + 1]));
}

/** @param {Row[]} rows */
function* table(rows) {
  const ran = ({ lines, missed }) => (lines - missed.length) / lines;
  yield '\nLine coverage of web/src without elements and drawing (lines that no test runs)\n';
  for (const row of rows) yield `${percent(ran(row))} ${row.name.padEnd(30)} ${ranges(row.missed)}\n`;
  const sum = { lines: 0, missed: /** @type {number[]} */ ([]) };
  for (const { lines, missed } of rows) {
    sum.lines += lines;
    sum.missed.push(...missed);
  }
  yield `${percent(ran(sum))} of ${sum.lines} lines in ${rows.length} files; at least ${100 * LEAST} % are asked for\n`;
  if (ran(sum) < LEAST) process.exitCode = 1;
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1).padStart(5)} %`;
}

/** @param {number[]} lines */
function ranges(lines) {
  const found = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(' ');
}
