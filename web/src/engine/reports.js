/**
 * Reports as the page holds them: the protocol's header and its arrays in one object.
 *
 * @import { BootFailure, Branches, Checkpoint, Failure, File, Frame, Instruments, Opened, Progress, Rows, Seen, TakenOver } from '../generated/protocol'
 */

/** @typedef {Record<string, Float32Array | Float64Array | undefined>} Arrays */
/** @typedef {Opened & { arrays: Arrays }} OpenedReport */
/** @typedef {Frame & { arrays: Arrays }} FrameReport */
/** @typedef {Rows & { arrays: Arrays }} RowsReport */
/** @typedef {OpenedReport | FrameReport | RowsReport | ((Seen | Branches | TakenOver | Instruments) & { arrays: Arrays }) | File | Checkpoint | Failure | Progress | BootFailure} Report */

export {};
