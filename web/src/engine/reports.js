/**
 * Reports as the page stores them, with the protocol's header and arrays in one object.
 *
 * @import { ExampleRows, Frame, OpenedExperiment, OpenedExperimentArrays, Opening, Received, Report as Sent } from '../generated/protocol'
 */
import { OPENED_EXPERIMENT_ARRAYS } from '../generated/protocol.js';

/** @typedef {Received<Sent>} Report */
/** @typedef {Received<Opening>} OpeningReport */
/** @typedef {OpenedExperiment & { arrays: OpenedExperimentArrays }} OpenedReport */
/** @typedef {Received<Frame>} FrameReport */
/** @typedef {Received<ExampleRows>} RowsReport */

/**
 * An experiment and its first frame, each with its own arrays.
 *
 * @param {OpeningReport} report
 * @returns {{ opened: OpenedReport, frame: FrameReport }}
 */
export function partsOf({ opened, frame, arrays }) {
  const isOwn = (/** @type {string} */ name) => Object.hasOwn(OPENED_EXPERIMENT_ARRAYS, name);
  const entries = Object.entries(arrays);
  const own = Object.fromEntries(entries.filter(([name]) => isOwn(name)));
  const others = Object.fromEntries(entries.filter(([name]) => !isOwn(name)));
  return {
    opened: { ...opened, arrays: /** @type {OpenedExperimentArrays} */ (own) },
    frame: { ...frame, arrays: /** @type {FrameReport['arrays']} */ (others) },
  };
}
