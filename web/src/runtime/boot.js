// @ts-check
/**
 * Starting Pyodide: which files are loaded, how far loading is, and what to say when it fails.
 */

import manifest from "../generated/runtime.json";

/** @type {Record<string, { bytes: number, stored: string }>} */
const files = manifest.files;

const CORRUPT = "its contents are not what the site was built with";

/** A file that could not be loaded. */
export class LoadError extends Error {
  /**
   * @param {string} file
   * @param {string} reason
   */
  constructor(file, reason) {
    super(`${file} could not be loaded: ${reason}.`);
    this.name = "LoadError";
    this.file = file;
  }
}

/**
 * @typedef {object} Pyodide What of Pyodide's interface the worker uses.
 * @property {(name: string) => any} pyimport
 */

/**
 * Load the runtime and return Pyodide with our package importable.
 *
 * @param {string} site address of the site's folder, ending in a slash
 * @param {(phase: string, loaded: number, total: number) => void} onProgress in bytes, all files
 * @returns {Promise<Pyodide>}
 */
export async function boot(site, onProgress) {
  const folder = `${site}${manifest.folder}/`;
  const meter = new Meter(onProgress);
  self.fetch = meteredFetch(folder, meter);
  WebAssembly.instantiateStreaming = outspoken(meter);
  // A runtime whose file fails to load may wait for ever: the first failure ends the wait.
  return Promise.race([load(folder, meter), meter.failed]);
}

/**
 * @param {string} folder
 * @param {Meter} meter
 * @returns {Promise<Pyodide>}
 */
async function load(folder, meter) {
  const { loadPyodide } = await importMetered(folder, "pyodide.mjs", meter);
  const engine = importMetered(folder, "pyodide.asm.mjs", meter);
  const pyodide = await loadPyodide({
    indexURL: folder,
    packageBaseUrl: folder,
    packages: ["chainrule"],
    stdout: () => {},
  }).catch(async (/** @type {unknown} */ error) => {
    // Pyodide imports this file, too: what is known of it says more.
    await engine;
    throw error;
  });
  await engine;
  // A wheel that fails its hash is only left out: what was loaded must be asked for.
  for (const name of ["numpy", "chainrule"]) {
    if (!(name in pyodide.loadedPackages)) {
      throw meter.fail(name, CORRUPT);
    }
  }
  meter.onProgress("Starting Python", meter.total, meter.total);
  return pyodide;
}

/** Adds up the bytes of all runtime files. */
class Meter {
  /** @param {(phase: string, loaded: number, total: number) => void} onProgress */
  constructor(onProgress) {
    this.onProgress = onProgress;
    this.total = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    /** @type {Map<string, number>} */
    this.loaded = new Map();
    this.reported = 0;
    /** @type {(error: LoadError) => void} */
    this.reject = () => {};
    /** @type {Promise<never>} rejects when a file fails to load */
    this.failed = new Promise((_, reject) => (this.reject = reject));
  }

  /**
   * @param {string} file
   * @param {number} bytes so far
   */
  update(file, bytes) {
    this.loaded.set(file, bytes);
    const sum = [...this.loaded.values()].reduce((total, size) => total + size, 0);
    // Two hundred reports are enough for a bar.
    if (sum - this.reported < this.total / 200 && sum < this.total) return;
    this.reported = sum;
    this.onProgress("Loading Python", Math.min(sum, this.total), this.total);
  }

  /**
   * @param {string} file
   * @param {string} reason
   */
  fail(file, reason) {
    const error = new LoadError(file, reason);
    this.reject(error);
    return error;
  }
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {Meter} meter
 */
async function importMetered(folder, file, meter) {
  try {
    const module = await import(/* @vite-ignore */ folder + file);
    meter.update(file, files[file]?.bytes ?? 0);
    return module;
  } catch (error) {
    if (error instanceof SyntaxError) throw meter.fail(file, `${CORRUPT} (${error.message})`);
    // `import` keeps the server's answer to itself: ask again, by the fetch that tells it.
    await fetch(folder + file);
    throw meter.fail(file, describe(error));
  }
}

/**
 * `fetch` that finds runtime files under their stored names, reports their bytes as they arrive,
 * and says which file failed and how. It checks hashes itself: the browser's own check says of a
 * missing and of a corrupt file the same, that the fetch failed.
 *
 * @param {string} folder
 * @param {Meter} meter
 * @returns {typeof fetch}
 */
function meteredFetch(folder, meter) {
  const plainFetch = self.fetch.bind(self);
  return async (input, options) => {
    const address = input instanceof Request ? input.url : String(input);
    if (!address.startsWith(folder)) return plainFetch(input, options);
    const file = address.slice(folder.length);
    const integrity = canHash() ? (options?.integrity ?? "") : "";
    const stored = folder + (files[file]?.stored ?? file);
    /** @type {Response} */
    let response;
    try {
      response = await plainFetch(stored, integrity ? { ...options, integrity: "" } : options);
    } catch (error) {
      throw meter.fail(file, `no answer came (${describe(error)})`);
    }
    if (!response.ok) throw meter.fail(file, `the server answered ${response.status}`);
    const arriving = counted(response, file, meter);
    if (!integrity) return arriving;
    const content = await arriving.arrayBuffer();
    if ((await hashOf(content)) !== integrity) throw meter.fail(file, CORRUPT);
    return new Response(content, { headers: response.headers });
  };
}

/**
 * Pyodide only warns on the console of a module that does not compile, and then waits for ever.
 *
 * @param {Meter} meter
 * @returns {typeof WebAssembly.instantiateStreaming}
 */
function outspoken(meter) {
  const instantiate = WebAssembly.instantiateStreaming;
  return (source, imports) =>
    instantiate(source, imports).catch((/** @type {unknown} */ error) => {
      throw meter.fail("pyodide.asm.wasm", `${CORRUPT} (${describe(error)})`);
    });
}

/** Pages from plain http, other than the machine's own, are given no hashing. */
function canHash() {
  return "subtle" in crypto;
}

/** @param {ArrayBuffer} content @returns {Promise<string>} as `integrity` writes it */
async function hashOf(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/**
 * @param {Response} response
 * @param {string} file
 * @param {Meter} meter
 */
function counted(response, file, meter) {
  const reader = response.body?.getReader();
  let bytes = 0;
  const body = new ReadableStream({
    async pull(controller) {
      try {
        const chunk = await reader?.read();
        if (!chunk?.value) return finish(controller);
        bytes += chunk.value.byteLength;
        meter.update(file, bytes);
        controller.enqueue(chunk.value);
      } catch (error) {
        controller.error(meter.fail(file, `the connection broke off (${describe(error)})`));
      }
    },
  });
  /** @param {ReadableStreamDefaultController<Uint8Array>} controller */
  const finish = (controller) => {
    const expected = files[file]?.bytes ?? bytes;
    if (bytes === expected) controller.close();
    else controller.error(meter.fail(file, `${CORRUPT} (${bytes} bytes came, not ${expected})`));
  };
  const { headers, status, statusText } = response;
  return new Response(body, { headers, status, statusText });
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error ? error.message : String(error);
}
