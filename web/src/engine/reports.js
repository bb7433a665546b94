/**
 * Reports as stored by the page: the protocol's header and its arrays in one object.
 *
 * @import { BootFailure, Branches, Checkpoint, ExampleRows, Failure, File, Frame, InstrumentReport, MicroscopeReport, OpenedExperiment, Opening, Progress, TakenOver } from '../generated/protocol'
 */
import { OPENED_ARRAYS } from '../generated/protocol.js';

/** @typedef {Record<string, Float32Array | Float64Array | undefined>} Arrays */
/** @typedef {Opening & { arrays: Arrays }} OpeningReport */
/** @typedef {OpenedExperiment & { arrays: Arrays }} OpenedReport */
/** @typedef {Frame & { arrays: Arrays }} FrameReport */
/** @typedef {ExampleRows & { arrays: Arrays }} RowsReport */
/** @typedef {OpeningReport | FrameReport | RowsReport | ((MicroscopeReport | Branches | TakenOver | InstrumentReport) & { arrays: Arrays }) | File | Checkpoint | Failure | Progress | BootFailure} Report */

/**
 * An experiment and its first frame, each with its own arrays.
 *
 * @param {OpeningReport} report
 * @returns {{ opened: OpenedReport, frame: FrameReport }}
 */
export function partsOf({ opened, frame, arrays }) {
  const own = Object.fromEntries(OPENED_ARRAYS.map((name) => [name, arrays[name]]));
  const others = Object.entries(arrays).filter(([name]) => !(name in own));
  return { opened: { ...opened, arrays: own }, frame: { ...frame, arrays: Object.fromEntries(others) } };
}
