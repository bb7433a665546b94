/**
 * The engine that the page's URL requests, for comparison: `?engine=numpy`.
 *
 * @import { Lab } from '../model/lab.js'
 */
import { watch } from '../signals/tracked.js';
import { text } from '../text/index.js';

/** A browser with SIMD uses "wasm" anyway. */
const ENGINES = ['numpy', 'wasm'];
/** The longest name that a message repeats. */
const MOST_NAME = 20;

/**
 * The engine for Python to use; null for its own choice, even if the name is unknown.
 *
 * @param {string} query with `?`
 * @returns {string | null}
 */
export function engineIn(query) {
  return new URLSearchParams(query).get('engine') === 'numpy' ? 'numpy' : null;
}

/**
 * What to tell the user about an engine that does not exist.
 *
 * @param {string} query with `?`
 * @returns {string | undefined}
 */
export function engineFault(query) {
  const name = new URLSearchParams(query).get('engine');
  if (name === null || ENGINES.includes(name)) return undefined;
  return text.unknownEngine(name.length > MOST_NAME ? `${name.slice(0, MOST_NAME)}…` : name);
}

/**
 * Notify the user of an unknown engine when Python has answered, after Python's own message.
 *
 * @param {Lab} lab which has not been started
 * @param {string} query with `?`
 * @returns {() => void} ends it
 */
export function showEngineFault(lab, query) {
  const fault = engineFault(query);
  if (fault === undefined) return () => {};
  const { notices } = lab;
  return watch(() => lab.isLive, () => notices.show([notices.message, fault].filter(Boolean).join(' '))).stop;
}
