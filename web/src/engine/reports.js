/**
 * Reports as the page holds them: the protocol's header and its arrays in one object.
 *
 * @import { BootFailure, Branches, Checkpoint, ExampleRows, Failure, File, Frame, InstrumentReport, MicroscopeReport, OpenedExperiment, Progress, TakenOver } from '../generated/protocol'
 */

/** @typedef {Record<string, Float32Array | Float64Array | undefined>} Arrays */
/** @typedef {OpenedExperiment & { arrays: Arrays }} OpenedReport */
/** @typedef {Frame & { arrays: Arrays }} FrameReport */
/** @typedef {ExampleRows & { arrays: Arrays }} RowsReport */
/** @typedef {OpenedReport | FrameReport | RowsReport | ((MicroscopeReport | Branches | TakenOver | InstrumentReport) & { arrays: Arrays }) | File | Checkpoint | Failure | Progress | BootFailure} Report */

export {};
