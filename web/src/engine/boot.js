// @ts-check
/**
 * Starts Pyodide: loads files, reports progress, and describes failures.
 *
 * All files are loaded in parallel. This module answers Pyodide's requests for them, and verifies each file first.
 * Scripts run from blob URLs, so that exactly the verified bytes are executed, whatever MIME types the host sends.
 */

import manifest from "../generated/runtime.json";
import { describe, LoadError, loadChecked, phrase, plainFetch } from "./files.js";
import { unpack } from "./wheels.js";

/** @typedef {import("./files.js").Phrase} Phrase */

/** @type {Record<string, { bytes: number, stored: string, integrity: string }>} */
const files = manifest.files;

const ENGINE = "pyodide.asm.wasm";
const WHEELS = Object.keys(files).filter((name) => name.endsWith(".whl"));
/** Loading counts as failed after this many seconds without progress. */
const LONGEST_SILENCE_S = 15;

/**
 * @typedef {object} FileSystem The part of Emscripten's interface that the worker uses.
 * @property {(path: string) => void} mkdirTree
 * @property {(path: string, content: Uint8Array, options: { canOwn: boolean }) => void} writeFile
 */

/**
 * @typedef {object} Pyodide The part of Pyodide's interface that the worker uses.
 * @property {(name: string) => any} pyimport
 * @property {FileSystem} FS
 */

/**
 * @typedef {object} Listeners
 * @property {(phase: Phrase, loaded: number, total: number) => void} onProgress in bytes, all files
 * @property {() => void} onStarting called when Python starts, which may keep the worker busy for a long time
 */

/**
 * Load the runtime and return Pyodide with our package importable.
 *
 * @param {string} site URL of the site's folder, ending in a slash
 * @param {Listeners} listeners
 * @returns {Promise<Pyodide>}
 */
export async function boot(site, listeners) {
  const loading = new Loading(`${site}${manifest.folder}/`, listeners);
  try {
    // If a file is missing, the runtime may wait forever, so the first failure ends the wait.
    return await Promise.race([start(loading, listeners), loading.failed]);
  } finally {
    loading.end();
  }
}

/**
 * @param {Loading} loading
 * @param {Listeners} listeners
 * @returns {Promise<Pyodide>}
 */
async function start(loading, listeners) {
  answerFetches(loading);
  answerInstantiation(loading, listeners);
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    loading.import("pyodide.js"),
    loading.import("pyodide.asm.js"),
  ]);
  const pyodide = await loadPyodide({
    indexURL: loading.folder,
    packageBaseUrl: loading.folder,
    stdout: () => {},
    createPyodideModule,
  });
  await install(loading, pyodide);
  listeners.onProgress(phrase("boot.starting"), loading.total, loading.total);
  return pyodide;
}

/**
 * Make the packages importable. Pyodide's own installer would take half a second longer: it unpacks with Python's
 * `shutil`, and opens NumPy's libraries before they are imported.
 *
 * @param {Loading} loading
 * @param {Pyodide} pyodide
 */
async function install(loading, pyodide) {
  const paths = pyodide.pyimport("sys.path");
  const folder = paths.toJs().find((/** @type {string} */ path) => path.endsWith("/site-packages"));
  paths.destroy();
  for (const name of WHEELS) {
    try {
      unpack(pyodide.FS, folder, await loading.take(name));
    } catch (error) {
      throw error instanceof LoadError ? error : loading.fail(name, phrase("load.not_installed"));
    }
  }
}

/**
 * Answer Pyodide's requests with the files loaded and verified here.
 *
 * @param {Loading} loading
 */
function answerFetches(loading) {
  self.fetch = async (input, options) => {
    const address = input instanceof Request ? input.url : String(input);
    const name = address.startsWith(loading.folder) ? address.slice(loading.folder.length) : "";
    if (!(name in files)) return plainFetch(input, options);
    return new Response(name === ENGINE ? null : await loading.take(name));
  };
}

/**
 * Compile the engine as soon as it is loaded. If it does not start, Pyodide only logs a warning or
 * leaves a rejected promise, and then waits forever.
 *
 * @param {Loading} loading
 * @param {Listeners} listeners
 */
function answerInstantiation(loading, listeners) {
  const compiled = loading.take(ENGINE).then((content) => WebAssembly.compile(content));
  compiled.catch((/** @type {unknown} */ error) => loading.fail(ENGINE, describe(error)));
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    const module = await compiled;
    listeners.onStarting();
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const fail = (/** @type {unknown} */ error) => loading.fail(ENGINE, phrase("load.not_started", { error: describe(error) }));
  self.addEventListener("unhandledrejection", ({ reason }) => fail(reason));
  const warn = console.warn.bind(console);
  console.warn = (...words) => {
    warn(...words);
    if (words[0] instanceof Error) fail(words[0]);
  };
}

/** The runtime's files while they load. */
class Loading {
  /**
   * @param {string} folder
   * @param {Listeners} listeners
   */
  constructor(folder, { onProgress }) {
    this.folder = folder;
    this.onProgress = onProgress;
    this.total = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    /** @type {Map<string, number>} */
    this.loaded = new Map();
    this.reported = 0;
    this.silence = 0;
    /** @type {(error: LoadError) => void} */
    this.reject = () => {};
    /** @type {Promise<never>} rejects when a file fails to load */
    this.failed = new Promise((_, reject) => (this.reject = reject));
    this.failed.catch(() => {});
    this.ending = new AbortController();
    this.ticking = setInterval(() => this.tick(), 1000);
    /** @type {Map<string, Promise<Uint8Array<ArrayBuffer>>>} */
    this.contents = new Map();
    this.waiting = new Set(Object.keys(files));
    for (const name of this.waiting) {
      const content = this.load(name);
      // Failures are reported through `failed`, even for files that are no longer requested.
      content.catch(() => {});
      this.contents.set(name, content);
    }
  }

  /** @param {string} name */
  async load(name) {
    const { stored, bytes = 0, integrity = "" } = files[name] ?? {};
    try {
      const content = await loadChecked(
        { name, address: this.folder + stored, integrity, bytes },
        { signal: this.ending.signal, onBytes: (loaded) => this.update(name, loaded) },
      );
      this.waiting.delete(name);
      return content;
    } catch (error) {
      if (error instanceof LoadError) this.reject(error);
      throw error;
    }
  }

  /**
   * The content of a file; the loader's own reference to it is released.
   *
   * @param {string} name
   */
  take(name) {
    const content = this.contents.get(name);
    this.contents.delete(name);
    return content ?? this.load(name);
  }

  /**
   * @param {string} name of a script
   * @returns {Promise<any>}
   */
  async import(name) {
    const script = new Blob([await this.take(name)], { type: "text/javascript" });
    const address = URL.createObjectURL(script);
    try {
      return await import(/* @vite-ignore */ address);
    } catch (error) {
      throw this.fail(name, describe(error));
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  /**
   * @param {string} name
   * @param {number} bytes so far
   */
  update(name, bytes) {
    this.silence = 0;
    this.loaded.set(name, bytes);
    const sum = [...this.loaded.values()].reduce((total, size) => total + size, 0);
    // Two hundred updates are enough for a progress bar.
    if (sum - this.reported < this.total / 200 && sum < this.total) return;
    this.reported = sum;
    this.onProgress(phrase("boot.loading"), Math.min(sum, this.total), this.total);
  }

  /**
   * Give up after a period without progress. While the worker is busy or suspended, there are no ticks and no seconds
   * are counted, so a slow machine is not mistaken for a stalled one.
   */
  tick() {
    this.silence += 1;
    if (this.silence < LONGEST_SILENCE_S) return;
    const [name] = this.waiting;
    if (name) this.fail(name, phrase("load.silence", { seconds: LONGEST_SILENCE_S }));
    else this.fail(ENGINE, phrase("load.stopped"));
  }

  /**
   * @param {string} name
   * @param {Phrase | string} reason
   */
  fail(name, reason) {
    const error = new LoadError(name, reason);
    this.reject(error);
    return error;
  }

  end() {
    clearInterval(this.ticking);
    this.ending.abort();
  }
}
