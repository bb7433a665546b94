/**
 * A recorded run, shown until Python is ready. It has the protocol's format, with arrays packed as
 * base64 (`u8` between `low` and `high`).
 *
 * @import { Frame, FrameArrays, OpenedExperiment, OpenedExperimentArrays } from '../../generated/protocol'
 * @import { FrameReport, OpenedReport } from '../../engine/reports.js'
 * @import { Lab } from '../lab.js'
 */
import { Records } from '../history/records.js';
import { Tracked } from '../../signals/tracked.js';

import { spoken } from '../../text/phrases.js';

/** @typedef {{ type: 'u8' | 'f32' | 'f64', low: number, high: number, data: string }} Encoded */
/**
 * @typedef {object} Packed
 * @property {OpenedExperiment} opened
 * @property {Record<keyof OpenedExperimentArrays, Encoded>} opened_arrays
 * @property {{ header: Frame, arrays: Record<keyof FrameArrays, Encoded> }[]} frames
 */

export class Recording {
  /** @param {Packed} packed */
  constructor(packed) {
    /** @type {OpenedReport} */
    this.opened = { ...packed.opened, arrays: decodeAll(packed.opened_arrays) };
    this.packed = packed.frames;
    /** @type {Map<number, FrameReport>} */
    this.decoded = new Map();
  }

  /**
   * Fetch a recording.
   *
   * @param {string} url
   * @returns {Promise<Recording>}
   */
  static async fetch(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const packed = /** @type {unknown} */ (await response.json());
    return new Recording(/** @type {Packed} */ (spoken(packed)));
  }

  get length() {
    return this.packed.length;
  }

  /**
   * @param {number} index
   * @returns {FrameReport}
   */
  frame(index) {
    const known = this.decoded.get(index);
    if (known) return known;
    const packed = this.packed[index];
    if (!packed) throw new RangeError(`frame: ${index} is not below ${this.length}`);
    const frame = { ...packed.header, arrays: decodeAll(packed.arrays) };
    this.decoded.set(index, frame);
    return frame;
  }

  /**
   * The index of the first frame at or after a given step; that of the last frame if there is none.
   *
   * @param {number} step
   */
  indexOfStep(step) {
    const index = this.packed.findIndex(({ header }) => header.step >= step);
    return index < 0 ? this.length - 1 : index;
  }
}

/**
 * @template A
 * @param {Record<keyof A, Encoded>} encoded
 * @returns {A}
 */
function decodeAll(encoded) {
  const entries = Object.entries(/** @type {Record<string, Encoded>} */ (encoded));
  return /** @type {A} */ (Object.fromEntries(entries.map(([name, array]) => [name, decode(array)])));
}

/** @param {Encoded} encoded */
function decode({ type, low, high, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  if (type === 'f32') return new Float32Array(bytes.buffer);
  if (type === 'f64') return new Float64Array(bytes.buffer);
  return Float32Array.from(bytes, (byte) => low + ((high - low) * byte) / 255);
}

/** The playback of the recorded run. */
export class RecordedRun extends Tracked {
  /**
   * @param {Lab} lab
   * @param {{ first: string, all: string } | undefined} addresses URLs of its first frame and of all frames
   */
  constructor(lab, addresses) {
    super();
    this.lab = lab;
    this.addresses = addresses;
    /** @type {Recording | undefined} */
    this.recording = undefined;
    this.index = 0;
    this.isLoading = false;
    /** Whether a part could not be loaded; the page can train without it. */
    this.isMissing = false;
  }

  /** Show the first frame, if the URL names the recorded experiment. */
  async show() {
    const { lab, addresses } = this;
    if (!addresses) return;
    try {
      const first = await Recording.fetch(addresses.first);
      if (lab.isLive || lab.address.read() !== first.opened.hash) return;
      this.recording = first;
      lab.opened = first.opened;
      this.go(0);
    } catch {
      this.isMissing = true;
    }
  }

  /** Load all frames, because the user is about to browse them. */
  async load() {
    const { lab, addresses } = this;
    const isWanted = !lab.isLive && this.recording?.length === 1 && !this.isLoading;
    if (!isWanted || !addresses) return;
    this.isLoading = true;
    try {
      const step = lab.frame?.step ?? 0;
      const all = await Recording.fetch(addresses.all);
      if (lab.isLive) return;
      this.recording = all;
      this.isMissing = false;
      this.go(all.indexOfStep(step));
    } catch {
      this.isMissing = true;
    } finally {
      this.isLoading = false;
    }
  }

  /** @param {number} index of the frame to show */
  go(index) {
    const { lab, recording } = this;
    if (lab.isLive || !recording) return;
    const records = new Records();
    for (let i = 0; i <= index; i++) {
      const { records_from, arrays } = recording.frame(i);
      records.merge(records_from, arrays, recording.opened.network.learning);
    }
    this.index = index;
    lab.records = records;
    lab.frame = recording.frame(index);
  }

  /** End the playback once Python runs. */
  forget() {
    this.recording = undefined;
  }
}
