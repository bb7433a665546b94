/** Kept runs and their comparison. */

export const compare = {
  compare: {
    title: 'Compare runs',
    about: 'kept runs, the settings in which they differ, and their results',
    none: 'No run is kept. “Keep this curve” keeps the current run with its results; it stays in the loss chart and in this table.',
    keep: 'Keep this curve',
    keepLast: 'Keep the last curve',
    keepHint: 'Keeps this run in the chart for comparison with others; up to 20 runs, even across reloads',
    offer: 'The run was reset. Its curve can be kept for comparison.',
    legend: 'Kept runs',
    whichCurve: 'Curve of each kept run',
    table: 'Table',
    thisRun: 'current run',
    runColumn: 'Run',
    nameColumn: 'Name',
    rmse: 'Test RMSE',
    r2: 'Test R²',
    epochs: 'Epochs',
    seconds: 'Seconds',
    actions: 'Open or remove',
    openHint: 'Opens the experiment of this run at its first step',
    remove: 'Remove',
    saveCsv: 'Save CSV',
    saveMarkdown: 'Save Markdown',
    notStored: 'This browser does not let the page store runs, so they are lost on a reload.',
    /** @param {number} number */
    run: (number) => `run ${number}`,
    /** @param {number} number @param {string} name */
    runNamed: (number, name) => (name ? `${number}: ${name}` : String(number)),
    /** @param {number} number @param {string} name */
    kept: (number, name) => `Kept as run ${number}: ${name}.`,
    /** @param {number} number @param {string} name */
    full: (number, name) => `20 runs are kept. The next one replaces the oldest, run ${number}${name && ` (${name})`}.`,
    /** @param {number} count of kept runs, after a chart's description */
    inChart: (count) => `; and ${count} kept ${count === 1 ? 'run' : 'runs'}`,
    /** @param {number} number */
    removed: (number) => `Run ${number} was removed.`,
    /** @param {number} number */
    openRun: (number) => `Open run ${number}`,
    /** @param {number} number */
    removeRun: (number) => `Remove run ${number}`,
  },
};
