/**
 * The comparison as a table of text, for the page, as Markdown and as CSV.
 *
 * @import { RegressionTarget, RunResults } from '../generated/protocol'
 * @import { Lab } from '../model/lab.js'
 * @import { KeptRun } from '../store/kept-runs.js'
 * @import { Comparison } from './state.js'
 */
import { formatAsGiven, formatEpoch, formatLoss, formatPercent, formatShort, R2_DECIMALS } from '../text/format.js';
import { text } from '../text/index.js';
import { unitOf } from '../text/target.js';

/**
 * @typedef {object} Table
 * @property {string[]} settings the labels of the differing settings
 * @property {string[]} results the labels of the results
 * @property {Row[]} rows the current run first
 */

/**
 * @typedef {object} Row
 * @property {KeptRun | undefined} run undefined for the current run
 * @property {string} name
 * @property {string[]} settings
 * @property {string[]} results
 */

/** @typedef {{ accuracy: boolean, fit: boolean }} Measures the results that some of the runs have */

/**
 * @param {Lab} lab
 * @param {Comparison} comparison
 * @returns {Table}
 */
export function tableOf(lab, comparison) {
  const { compared, numbers, runs } = comparison;
  const settings = compared?.settings ?? [];
  const has = {
    accuracy: runs.some(({ results }) => results.accuracy !== null),
    fit: runs.some(({ results }) => results.fit),
  };
  const { frame } = lab;
  /** @type {Row} */
  const current = {
    run: undefined,
    name: text.compare.thisRun,
    settings: settings.map((setting) => setting.current || '–'),
    results: frame ? cellsOf({ ...frame, ...fitOf(lab), seconds: null }, has) : [],
  };
  const kept = runs.map((run) => ({
    run,
    name: comparison.nameOf(run),
    settings: settings.map(({ values }) => values[numbers.indexOf(run.number)] || '–'),
    results: cellsOf(run.results, has),
  }));
  const { trainingLoss, testLoss, accuracyName, compare } = text;
  return {
    settings: settings.map(({ title }) => title),
    results: [
      ...[trainingLoss, testLoss, ...(has.accuracy ? [accuracyName] : [])],
      ...[...(has.fit ? [compare.rmse, compare.r2] : []), compare.epochs, compare.seconds],
    ],
    rows: [current, ...kept],
  };
}

/**
 * The errors of the current run, if it is a regression.
 *
 * @param {Lab} lab
 * @returns {Pick<RunResults, 'fit' | 'target'>}
 */
function fitOf({ frame, scale }) {
  return frame?.fit && scale?.target ? { fit: frame.fit, target: scale.target } : {};
}

/**
 * The results of a run as text.
 *
 * @param {Omit<RunResults, 'hash'>} results
 * @param {Measures} has
 */
function cellsOf({ training_loss: training, test_loss: test, accuracy, fit, target, epoch, seconds }, has) {
  return [
    formatLoss(training),
    formatLoss(test),
    ...(has.accuracy ? [formatPercent(accuracy)] : []),
    ...(has.fit ? [fit && target ? errorIn(target, fit.test_rmse, fit.decimals) : '–', formatAsGiven(fit?.test_r2 ?? null, R2_DECIMALS)] : []),
    formatEpoch(epoch, true),
    seconds === null ? '–' : formatShort(seconds),
  ];
}

/**
 * An error with the unit of its target; the targets of kept runs may differ.
 *
 * @param {RegressionTarget} target
 * @param {number | null} error
 * @param {number | null} decimals
 */
function errorIn(target, error, decimals) {
  return error === null ? '–' : [formatAsGiven(error, decimals), unitOf(target)].filter(Boolean).join('\u00a0');
}

/**
 * The kept runs as a Markdown table.
 *
 * @param {Table} table
 */
export function markdownOf({ settings, results, rows }) {
  const head = [text.compare.runColumn, text.compare.nameColumn, ...settings, ...results];
  const rule = head.map((_, place) => (place > 1 + settings.length ? '--:' : '---'));
  const kept = rows.flatMap((row) => (row.run ? [[String(row.run.number), row.name, ...row.settings, ...row.results]] : []));
  return [head, rule, ...kept].map((cells) => `| ${cells.map(escaped).join(' | ')} |\n`).join('');
}

/**
 * Rows of cells as CSV.
 *
 * @param {readonly (readonly string[])[]} rows
 */
export const csvOf = (rows) => rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');

/** @param {string} cell */
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** @param {string} cell */
const escaped = (cell) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ');
