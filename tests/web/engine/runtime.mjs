/** The worker's environment: a server with its own small runtime, and the worker's globals. */
import { createHash } from 'node:crypto';
import manifest from '../../../web/src/generated/runtime.json';

export { manifest };

/** An engine that is an empty module, and a Pyodide that stores what it receives. */
export const contents = {
  'pyodide.js': Buffer.from(`export async function loadPyodide(options) {
    await options.createPyodideModule();
    await WebAssembly.instantiateStreaming(fetch(options.indexURL + 'pyodide.asm.wasm'), {});
    const stdlib = await (await fetch(options.indexURL + 'python_stdlib.zip')).text();
    const other = await (await fetch('https://example.org/other')).text();
    globalThis.booted = { options, stdlib, other };
    return { loadedPackages: globalThis.packages, pyimport: (name) => globalThis.pyimport?.(name) };
  }`),
  'pyodide.asm.js': Buffer.from('export default async () => {};'),
  'pyodide.asm.wasm': Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]),
  'python_stdlib.zip': Buffer.from('modules'),
};
/** A file as listed in the manifest. @param {string} name @param {Buffer} bytes */
export const describeFile = (name, bytes) => ({
  bytes: bytes.length,
  stored: `${name}.stored`,
  integrity: `sha256-${createHash('sha256').update(bytes).digest('base64')}`,
});

Object.assign(manifest, {
  folder: 'runtime/x',
  files: Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, describeFile(name, bytes)])),
});

export const stored = (/** @type {string} */ name) => new Response(contents[/** @type {keyof typeof contents} */ (name)]);
/** The server's answer for a file name. */
export const serving = { serve: /** @type {(name: string) => Promise<Response> | Response} */ (stored) };
globalThis.fetch = /** @type {any} */ (
  async (/** @type {unknown} */ input) => {
    const address = String(input);
    if (address === 'https://example.org/other') return new Response('from elsewhere');
    return serving.serve(address.replace('https://example.org/runtime/x/', '').replace('.stored', ''));
  }
);
/** @type {Record<string, (event: any) => void>} */
export const listeners = {};
globalThis.self = /** @type {any} */ (globalThis);
globalThis.addEventListener = /** @type {any} */ ((/** @type {string} */ name, /** @type {any} */ listener) => (listeners[name] = listener));
// Node does not import blob: URLs; a data: URL holds the same script.
globalThis.Blob = /** @type {any} */ (
  class {
    constructor(/** @type {Uint8Array[]} */ parts) {
      this.parts = parts;
    }
  }
);
URL.createObjectURL = (/** @type {any} */ { parts }) => `data:text/javascript;base64,${Buffer.concat(parts).toString('base64')}`;
URL.revokeObjectURL = () => {};
