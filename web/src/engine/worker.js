// @ts-check
/**
 * The worker: starts Python, and holds one session for every lab of the page.
 *
 * The page sends pings, which are answered between slices. Work that may take longer than a slice is
 * announced by `begun` and ended by `done`, so that the page can distinguish a hanging worker from a
 * busy one.
 */

import manifest from "../generated/runtime.json";
import { boot } from "./boot.js";
import { Desk } from "./desk.js";
import { lastLine, text } from "./endings.js";
import { LoadError, phrase } from "./files.js";

/** @import { FromHost, ToHost } from "./host-messages.js" */

/** Creates a Python session; null until Python is ready. */
/** @type {(() => import("./desk.js").Session) | null} */
let newSession = null;
/** The sessions by lab number. The first lab of a page has the number 0, which messages omit. */
/** @type {Map<number, Desk>} */
const desks = new Map();

self.onmessage = (event) => {
  if (event.data.type === "start") void start(event.data);
  else receive(event.data);
};

/** @param {Extract<ToHost, { type: "start" }>} asked */
async function start({ site, engine }) {
  try {
    const pyodide = await boot(site, {
      onProgress: (phase, loaded, total) => self.postMessage({ type: "progress", phase, loaded, total }),
      onStarting: () => tell("begun"),
    });
    if (engine !== null) {
      const backends = pyodide.pyimport("chainrule.engine.backends");
      backends.use(engine);
      backends.destroy();
    }
    desks.clear();
    newSession = () => sessionOf(pyodide);
    deskOf(0);
    const sources = pyodide.pyimport("chainrule.browser.sources");
    sources.show_from(`${site}${manifest.folder}/sources`);
    sources.destroy();
    const files = pyodide.pyimport("chainrule.browser.data_files");
    files.fetch_from(`${site}${manifest.folder}/data`);
    files.destroy();
    tell("started");
    tell("done");
  } catch (error) {
    const isLoad = error instanceof LoadError;
    const sentence = isLoad ? error.sentence : phrase("python.not_started", { error: lastLine(error) });
    giveUp(sentence, isLoad ? error.file : null, error);
  }
}

/**
 * @param {import("./boot.js").Pyodide} pyodide
 * @returns {import("./desk.js").Session}
 */
function sessionOf(pyodide) {
  const module = pyodide.pyimport("chainrule.browser.session");
  try {
    return module.Session();
  } finally {
    module.destroy();
  }
}

/** @param {FromHost["type"]} type */
function tell(type) {
  /** @type {FromHost} */
  const message = { type };
  self.postMessage(message);
}

/** @param {import("./desk.js").Command & { lab?: number }} message */
function receive({ lab = 0, ...command }) {
  if (command.type === "ping") return tell("pong");
  deskOf(lab)?.receive(command);
}

/** @param {number} lab */
function deskOf(lab) {
  const known = desks.get(lab);
  if (known || newSession === null) return known;
  const label = lab ? { lab } : {};
  const desk = new Desk(
    newSession(),
    (message, transfer) => self.postMessage({ ...message, ...label }, transfer.length ? { transfer } : undefined),
    (error, sentence) => {
      newSession = null;
      desks.clear();
      giveUp(sentence, null, error);
    },
  );
  desks.set(lab, desk);
  return desk;
}

/**
 * Notify the page that Python is not available, and why.
 *
 * @param {import("./files.js").Phrase} sentence
 * @param {string | null} file
 * @param {unknown} error
 */
function giveUp(sentence, file, error) {
  self.postMessage({ type: "boot_failure", sentence, file, can_retry: true, traceback: text(error) });
}
