/**
 * The page's query: what is open in addition to the experiment, and how a teacher has set up the page. All of it is
 * optional, so older URLs can still be opened.
 */

/**
 * @typedef {object} OpenParts what is open
 * @property {string[]} open instruments, in the order in which they were opened
 * @property {string | undefined} view of the output: `examples`, or the number of a hidden layer
 * @property {number | null | undefined} speed steps per second
 * @property {number | undefined} example the number of the selected example, from 1
 * @property {number | undefined} layer the number of the selected layer, from 1
 */

/**
 * @typedef {object} Setup what a teacher asked for
 * @property {string[]} hide names of controls that are not shown
 * @property {string[]} lock names of controls that cannot be changed
 * @property {string} title of the task
 * @property {string} question of the task
 * @property {boolean} isEmbedded whether the page has no masthead
 */

/** The maximum lengths of a title and a question; the rest is cut off. */
export const MOST_TITLE = 120;
export const MOST_QUESTION = 1000;
/** The maximum number of names in one list. */
const MOST_NAMES = 100;

/**
 * What is open according to a query. Values that are not allowed are ignored.
 *
 * @param {string} query with `?`
 * @returns {OpenParts}
 */
export function openIn(query) {
  const parameters = new URLSearchParams(query);
  const view = parameters.get('view') ?? undefined;
  const speed = parameters.get('speed');
  return {
    open: namesIn(parameters, 'open'),
    view: view === 'examples' || wholeIn(view) !== undefined ? view : undefined,
    speed: speed === null ? undefined : wholeIn(speed),
    example: wholeIn(parameters.get('example')),
    layer: wholeIn(parameters.get('layer')),
  };
}

/**
 * @param {string} query with `?`
 * @returns {Setup}
 */
export function setupIn(query) {
  const parameters = new URLSearchParams(query);
  const [title = '', ...lines] = (parameters.get('task') ?? '').split(/\r?\n/);
  return {
    hide: namesIn(parameters, 'hide'),
    lock: namesIn(parameters, 'lock'),
    title: cut(title, MOST_TITLE),
    question: cut(lines.join('\n'), MOST_QUESTION),
    isEmbedded: parameters.has('embed'),
  };
}

/**
 * The query with other values for what is open; its other parts are unchanged.
 *
 * @param {string} query with `?`
 * @param {Partial<OpenParts>} parts
 */
export function withOpen(query, { open, view, speed, example, layer }) {
  return withParameters(query, { open: open?.join(','), view, speed, example, layer });
}

/**
 * The query with another set-up; its other parts are unchanged.
 *
 * @param {string} query with `?`
 * @param {Setup} setup
 */
export function withSetup(query, { hide, lock, title, question, isEmbedded }) {
  const task = question ? `${title}\n${question}` : title;
  return withParameters(query, { hide: hide.join(','), lock: lock.join(','), task, embed: isEmbedded ? '1' : '' });
}

/**
 * The query with these values; empty ones are removed.
 *
 * @param {string} query with `?`
 * @param {Record<string, string | number | null | undefined>} values
 */
export function withParameters(query, values) {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '') parameters.delete(name);
    else parameters.set(name, String(value));
  }
  // Commas are not escaped, so that lists of names stay readable.
  const words = parameters.toString().replaceAll('%2C', ',');
  return words ? `?${words}` : '';
}

/**
 * @param {URLSearchParams} parameters
 * @param {string} key
 */
function namesIn(parameters, key) {
  const names = (parameters.get(key) ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter(Boolean))].slice(0, MOST_NAMES);
}

/** @param {string | null | undefined} word a whole number from 1 to 999,999 */
const wholeIn = (word) => (word && /^[1-9]\d{0,5}$/.test(word) ? Number(word) : undefined);

/**
 * @param {string} words
 * @param {number} most
 */
function cut(words, most) {
  const trimmed = words.trim();
  return trimmed.length > most ? `${trimmed.slice(0, most - 1).trimEnd()}…` : trimmed;
}
