/**
 * Resolves Vite's imports: `…?url` and `…?worker&url` return a URL, and JSON files need no import attribute.
 */

const ADDRESS = /\?(?:worker&)?url$/;

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (!ADDRESS.test(specifier)) return next(specifier, context);
  const file = new URL(specifier.replace(ADDRESS, ''), context.parentURL);
  const name = file.pathname.slice(file.pathname.lastIndexOf('/') + 1);
  return { url: `data:text/javascript,export default "assets/${name}"`, shortCircuit: true };
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!new URL(url).pathname.endsWith('.json')) return next(url, context);
  return next(url, { ...context, importAttributes: { type: 'json' } });
}
