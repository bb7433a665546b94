/** The worker's environment: a server with a small runtime of its own, and the worker's globals. */
import { createHash } from 'node:crypto';
import manifest from '../../../web/src/generated/runtime.json';

export { manifest };

/** A zip archive of uncompressed files. @param {Record<string, string>} files */
export function wheelOf(files) {
  /** @type {Buffer[]} */
  const locals = [];
  /** @type {Buffer[]} */
  const entries = [];
  let start = 0;
  for (const [name, content] of Object.entries(files)) {
    const [path, bytes] = [Buffer.from(name), Buffer.from(content)];
    const [local, entry] = [Buffer.alloc(30), Buffer.alloc(46)];
    local.write('PK\x03\x04');
    local.writeUInt16LE(path.length, 26);
    entry.write('PK\x01\x02');
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt32LE(start, 42);
    locals.push(local, path, bytes);
    entries.push(entry, path);
    start += 30 + path.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([...locals, ...entries, end]);
}

/** What was written to Python's file system. @type {string[]} */
export const written = [];
const FS = { mkdirTree() {}, writeFile: (/** @type {string} */ path) => void written.push(path) };
Object.assign(globalThis, { FS });

/** An engine that is an empty module, and a Pyodide that stores what it receives. */
export const contents = {
  'pyodide.js': Buffer.from(`export async function loadPyodide(options) {
    await options.createPyodideModule();
    await WebAssembly.instantiateStreaming(fetch(options.indexURL + 'pyodide.asm.wasm'), {});
    const stdlib = await (await fetch(options.indexURL + 'python_stdlib.zip')).text();
    const other = await (await fetch('https://example.org/other')).text();
    globalThis.booted = { options, stdlib, other };
    const paths = { toJs: () => ['/lib', '/lib/site-packages'], destroy() {} };
    return { FS: globalThis.FS, pyimport: (name) => (name === 'sys.path' ? paths : globalThis.pyimport?.(name)) };
  }`),
  'pyodide.asm.js': Buffer.from('export default async () => {};'),
  'pyodide.asm.wasm': Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]),
  'python_stdlib.zip': Buffer.from('modules'),
  'numpy.whl': wheelOf({ 'numpy/__init__.py': '' }),
  'chainrule.whl': wheelOf({ 'chainrule/__init__.py': '' }),
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
// Node cannot import blob: URLs; a data: URL holds the same script.
globalThis.Blob = /** @type {any} */ (
  class {
    constructor(/** @type {Uint8Array[]} */ parts) {
      this.parts = parts;
    }
  }
);
URL.createObjectURL = (/** @type {any} */ { parts }) => `data:text/javascript;base64,${Buffer.concat(parts).toString('base64')}`;
URL.revokeObjectURL = () => {};
