/** Objects that notify readers exactly when values that they have read change. */
import { computed, effect, signal, untracked } from '@preact/signals-core';

/** @typedef {import('@preact/signals-core').ReadonlySignal<unknown>} Source */

/**
 * A base class: every field of an instance is a signal, and every getter is computed from the signals that it reads and
 * notifies only if its value differs. A list, map or set counts as one value, so it must be replaced in order to change
 * it. Fields are assigned in the constructor, after `super()`.
 */
export class Tracked {
  constructor() {
    /** @type {Map<PropertyKey, Source>} */
    const sources = new Map();
    return new Proxy(this, {
      get(target, key, self) {
        const source = sources.get(key) ?? computedOf(target, key, self, sources);
        return source ? source.value : /** @type {unknown} */ (Reflect.get(target, key, self));
      },
      set(target, key, /** @type {unknown} */ value) {
        const source = sources.get(key);
        if (source) /** @type {import('@preact/signals-core').Signal} */ (source).value = value;
        else sources.set(key, signal(value));
        return Reflect.set(target, key, value);
      },
    });
  }
}

/**
 * The signal of a getter, created when it is first read.
 *
 * @param {object} target
 * @param {PropertyKey} key
 * @param {unknown} self
 * @param {Map<PropertyKey, Source>} sources
 */
function computedOf(target, key, self, sources) {
  if (!isGetter(target, key)) return undefined;
  const source = computed(() => /** @type {unknown} */ (Reflect.get(target, key, self)));
  sources.set(key, source);
  return source;
}

/**
 * @param {object} target
 * @param {PropertyKey} key
 * @returns {boolean}
 */
function isGetter(target, key) {
  const prototype = /** @type {object | null} */ (Reflect.getPrototypeOf(target));
  if (!prototype || prototype === Object.prototype) return false;
  const found = Object.getOwnPropertyDescriptor(prototype, key);
  return found ? found.get !== undefined : isGetter(prototype, key);
}

/**
 * A view of a plain object that may be replaced. A reader of one property is notified only when the
 * value of that property changes.
 *
 * @param {() => Record<string, unknown>} read
 * @returns {Readonly<Record<string, unknown>>}
 */
export function properties(read) {
  /** @type {Map<string, Source>} */
  const sources = new Map();
  return new Proxy(/** @type {Record<string, unknown>} */ ({}), {
    get(_, name) {
      const key = String(name);
      const source = sources.get(key) ?? computed(() => read()[key]);
      sources.set(key, source);
      return source.value;
    },
  });
}

/**
 * Run a function; when any tracked value that it read changes, call `then` once.
 *
 * @template T
 * @param {() => T} read
 * @param {() => void} then
 * @returns {{ value: T, stop: () => void }} the value read, and a function that stops the observation
 */
export function watch(read, then) {
  /** @type {T | undefined} */
  let value;
  let isRead = false;
  const stop = effect(() => {
    if (isRead) return untracked(then);
    isRead = true;
    value = read();
  });
  return { value: /** @type {T} */ (value), stop };
}
