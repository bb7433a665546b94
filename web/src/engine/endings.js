// @ts-check
/** What an error from Python means for the worker, and the text of the error. */

import { phrase } from "./files.js";

/** Exceptions that end Python's interpreter. */
const ENDINGS = new Set(["SystemExit", "KeyboardInterrupt", "GeneratorExit", "CancelledError"]);
const MEMORY_ERRORS = new Set(["MemoryError", "_ArrayMemoryError"]);

/**
 * Why Python cannot be used after an error, or null if it can. Errors that are not Python exceptions come from Python's
 * memory or interpreter and would recur.
 *
 * @param {unknown} error
 */
export function endingOf(error) {
  if (!(error instanceof Error)) return phrase("python.crashed", { error: lastLine(error) });
  const type = "type" in error ? String(error.type) : "";
  if (error instanceof RangeError || MEMORY_ERRORS.has(type)) return phrase("python.memory");
  if (ENDINGS.has(type)) return phrase("python.ended", { error: lastLine(error) });
  const isPythons = type !== "" && !("pyodide_fatal_error" in error);
  return isPythons ? null : phrase("python.crashed", { error: lastLine(error) });
}

/** @param {unknown} error */
export function text(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param {unknown} error */
export function lastLine(error) {
  // The objects that are thrown when the interpreter ends are not Errors but have a message.
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  const message = String(hasMessage ? error.message : error);
  return message.trim().split("\n").at(-1) ?? message;
}
