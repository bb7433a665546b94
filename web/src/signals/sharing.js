/**
 * `now`, with every part that equals the same part of `before` replaced by it, so that comparing
 * objects by identity detects changes. Typed arrays are not compared.
 *
 * @template T
 * @param {unknown} before
 * @param {T} now plain data; its parts are replaced in place
 * @returns {T}
 */
export function sharing(before, now) {
  return /** @type {T} */ (shared(before, now));
}

/**
 * @param {unknown} before
 * @param {unknown} now
 * @returns {unknown}
 */
function shared(before, now) {
  if (Object.is(before, now)) return now;
  if (!isPlain(before) || !isPlain(now) || Array.isArray(before) !== Array.isArray(now)) return now;
  const names = Object.keys(now);
  let isSame = names.length === Object.keys(before).length;
  for (const name of names) {
    const part = shared(before[name], now[name]);
    if (part !== now[name]) now[name] = part;
    isSame &&= name in before && Object.is(part, before[name]);
  }
  return isSame ? before : now;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isPlain(value) {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
