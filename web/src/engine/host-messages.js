// @ts-check
/**
 * The messages about the worker itself. Python neither sends nor reads them; its own are in
 * `generated/protocol.js`.
 */

/**
 * To the worker: `start` starts Python from the files of `site`, with an engine if it is not the default
 * one; `ping` asks whether the worker still responds.
 *
 * @typedef {{ type: "start", site: string, engine: string | null } | { type: "ping" }} ToHost
 */

/**
 * From the worker: `begun` announces work that may take longer than a slice, and `done` ends it;
 * `started` reports that Python is ready; `pong` answers a ping.
 *
 * @typedef {{ type: "begun" | "done" | "started" | "pong" }} FromHost
 */

const FROM_HOST = ["begun", "done", "started", "pong"];

/**
 * Whether a message from the worker is about the worker itself.
 *
 * @param {object} data
 * @returns {data is FromHost}
 */
export function isFromHost(data) {
  return "type" in data && typeof data.type === "string" && FROM_HOST.includes(data.type);
}
