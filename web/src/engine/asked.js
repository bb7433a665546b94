/**
 * The engine that the page's URL requests, such as `?engine=numpy`, so that engines can be compared.
 *
 * @import { Lab } from '../model/lab.js'
 */
import { watch } from '../signals/tracked.js';
import { text } from '../text/index.js';

/** The known names; "wasm" is the default in browsers with SIMD. */
const ENGINES = ['numpy', 'wasm'];
/** A message cuts off names that are longer than this. */
const MOST_NAME = 20;

/**
 * The engine that Python has to use; null lets Python choose, also if the name in the URL is unknown.
 *
 * @param {string} query with `?`
 * @returns {string | null}
 */
export function engineIn(query) {
  return new URLSearchParams(query).get('engine') === 'numpy' ? 'numpy' : null;
}

/**
 * The message about an engine that does not exist, if the URL names one.
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
 * Once Python has answered, append the message about an unknown engine to Python's own message.
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
