/** An animation of the run: the output map with the epoch and the loss, recorded as it is drawn. */
import { css, palette } from '../kit/drawing/palette.js';
import { formatEpoch, formatLoss } from '../text/format.js';
import { text } from '../text/index.js';
import { LONGEST_S } from './limits.js';

/** @import { Lab } from '../model/lab.js' */

const FRAMES_PER_SECOND = 30;
const CAPTION = 32;
/** File types in order of preference; Safari can record only the last. */
const TYPES = ['video/webm;codecs=vp9', 'video/webm', 'video/mp4'];

/** The file type of an animation; nothing if this browser cannot record one. */
export const filmType = () =>
  typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type));

/**
 * Record the output map until `stop` is called, at most `LONGEST_S` seconds.
 *
 * @param {Lab} lab
 * @param {HTMLCanvasElement} map
 * @param {string} type
 * @returns {{ done: Promise<Blob>, stop: () => void }}
 */
export function record(lab, map, type) {
  const canvas = document.createElement('canvas');
  const density = map.width / Math.max(1, map.clientWidth);
  // Video formats need an even width and height.
  canvas.width = 2 * Math.ceil(map.width / 2);
  canvas.height = 2 * Math.ceil((map.height + CAPTION * density) / 2);
  const recorder = new MediaRecorder(canvas.captureStream(FRAMES_PER_SECOND), { mimeType: type });
  /** @type {Blob[]} */
  const parts = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const paint = () => {
    if (recorder.state === 'inactive') return;
    paintFrame(canvas, map, lab, density);
    requestAnimationFrame(paint);
  };
  const done = new Promise((/** @type {(film: Blob) => void} */ resolve) => {
    recorder.addEventListener('stop', () => resolve(new Blob(parts, { type: type.split(';')[0] ?? type })));
  });
  recorder.start();
  paint();
  setTimeout(stop, LONGEST_S * 1000);
  return { done, stop };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} map
 * @param {Lab} lab
 * @param {number} density
 */
function paintFrame(canvas, map, { frame }, density) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { paper, ink, sans, zero } = palette();
  context.fillStyle = css(paper);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = css(zero);
  context.fillRect(0, 0, map.width, map.height);
  context.drawImage(map, 0, 0);
  context.fillStyle = css(ink);
  context.font = `${14 * density}px ${sans}`;
  context.textBaseline = 'middle';
  const caption = text.share.filmCaption(formatEpoch(frame?.epoch), formatLoss(frame?.training_loss));
  context.fillText(caption, 8 * density, map.height + (CAPTION * density) / 2);
}
