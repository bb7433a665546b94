import { html, nothing } from 'lit';
import { hintOf } from '../../model/actions.js';
import { formatEpoch, formatLoss, formatWhole } from '../../text/format.js';
import { text } from '../../text/index.js';
import { openMicroscope } from '../../microscope/actions.js';
import { microscopeOf } from '../../microscope/state.js';
import { training } from '../../settings/cr-training.js';
import { LabElement } from '../../kit/lab-element.js';
import { actionButton } from './action-button.js';
import { verdictLine } from '../status/cr-verdict-line.js';

/** @import { Lab } from '../../model/lab.js' */

/** Milliseconds between two updates of the numbers while the run trains, because nobody reads faster. */
const REFRESH_MS = 100;

/**
 * `<cr-transport>`: Play/Pause, Step, Reset, New seed, the training settings, the numbers of the run, its status and
 * verdict, and the microscope. The numbers are outputs that a screen reader reads on request; only the status is
 * announced.
 */
export class CrTransport extends LabElement {
  constructor() {
    super();
    this.paintMs = REFRESH_MS;
  }

  /** @param {Lab} lab */
  view(lab) {
    return html`<div class="transport-row">
      <div class="buttons" role="group" aria-label=${text.transport}>
        ${playButton(lab)} ${actionButton(lab, 'step', text.step)} ${actionButton(lab, 'epoch', text.epoch, 'also-in-tools')}
        ${actionButton(lab, 'reset', text.reset)} ${actionButton(lab, 'newSeed', text.newSeed, 'also-in-tools')}
        <button class="open-training" type="button" popovertarget="training">${text.training}</button>
        <button class="more-tools" type="button" aria-label=${text.tools} title=${text.tools} popovertarget="tools">⋯</button>
      </div>
      ${training({ lab })}
      <div class="readouts">
        ${readout('epoch', text.epoch)} ${readout('loss', text.trainingLoss)}
        ${readout('loss', text.testLoss)} ${readout('speed', text.speed)}
        <div class="run-line">${status(lab)} ${verdictLine({ lab })}</div>
      </div>
      ${microscopeButton(lab)}
    </div>`;
  }

  connectedCallback() {
    super.connectedCallback();
    const measured = new ResizeObserver(() => this.measure());
    measured.observe(this);
    this.until('measured', () => measured.disconnect());
  }

  /** Measure the transport, so that content scrolled to the top of the window stops below it. */
  measure() {
    const isAtTop = getComputedStyle(this).position === 'sticky';
    const root = document.documentElement.style;
    if (isAtTop) root.setProperty('--transport', `${this.offsetHeight}px`);
    else root.removeProperty('--transport');
  }

  /** @param {Lab} lab */
  paint({ frame, isPlaying }) {
    const [epoch, training, test, speed] = this.querySelectorAll('.readout > output');
    setText(epoch, formatEpoch(frame?.epoch, !isPlaying));
    setText(training, frame ? formatLoss(frame.training_loss) : '–');
    setText(test, frame ? formatLoss(frame.test_loss) : '–');
    setText(speed, isPlaying && frame ? formatWhole(frame.steps_per_second) : '–');
  }
}

/** @param {Lab} lab */
function microscopeButton(lab) {
  const { isOpen } = microscopeOf(lab);
  return html`<button
    class="open-microscope"
    type="button"
    aria-pressed=${isOpen}
    title=${hintOf(openMicroscope)}
    ?disabled=${!openMicroscope.isReady(lab)}
    @click=${() => openMicroscope.run(lab)}
  >
    ${text.microscope} <kbd aria-hidden="true">${text.keyName(openMicroscope.keys[0] ?? '')}</kbd>
  </button>`;
}

/** @param {Lab} lab */
function playButton(lab) {
  const isOn = lab.isPlaying || lab.playsWhenReady;
  const label = isOn ? text.pause : text.play;
  const shape = isOn ? 'M4.5 3h4v14h-4zM11.5 3h4v14h-4z' : 'M5.5 2.5v15l12-7.5z';
  return html`<button
    class="play ${lab.isLive ? '' : 'is-waiting'}"
    type="button"
    ?disabled=${lab.bootFailure !== undefined}
    aria-label=${label}
    title="${label} (${text.keyName('Space')})"
    @click=${() => lab.togglePlay()}
  >
    <svg viewBox="0 0 20 20" aria-hidden="true"><path d=${shape} /></svg>
  </button>`;
}

/**
 * @param {string} kind
 * @param {string} name
 */
function readout(kind, name) {
  return html`<div class="readout readout-${kind}">
    <span class="name" aria-hidden="true">${name}</span>
    <output aria-label=${name} aria-live="off">–</output>
  </div>`;
}

/**
 * The status in one word. The sentence that explains it is shown in the strip or at a control, and announced here.
 *
 * @param {Lab} lab
 */
function status(lab) {
  const sentence = sentenceOf(lab);
  return html`<output class="run-status" role="status" aria-label=${text.status}
    >${wordOf(lab)}${progress(lab)}${sentence ? html`<span class="unseen">: ${sentence}</span>` : nothing}</output
  >`;
}

/** @param {Lab} lab */
function wordOf({ bootFailure, isLive, isPast, connection, state = 'ready' }) {
  if (bootFailure) return text.noPython;
  if (isPast) return text.pastState;
  if (isLive) return text.states[state];
  return connection.hasLoaded ? text.starting : text.loading;
}

/** @param {Lab} lab */
function sentenceOf({ bootFailure, notices, isDiverged, sentence }) {
  return bootFailure?.sentence ?? notices.failure?.sentence ?? (isDiverged ? sentence : undefined);
}

/**
 * The loading progress, which is visible and readable, but not announced at every step.
 *
 * @param {Lab} lab
 */
function progress({ isLive, bootFailure, connection, notices, progress }) {
  if (isLive || bootFailure || notices.failure || !progress?.total || connection.hasLoaded) return nothing;
  const percent = Math.floor((100 * progress.loaded) / progress.total);
  return html`<span aria-hidden="true">${text.percentLoaded(percent)}</span>`;
}

/**
 * @param {Element | undefined} element
 * @param {string} words
 */
function setText(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

customElements.define('cr-transport', CrTransport);

/** @param {{ lab: Lab }} properties */
export const transport = ({ lab }) =>
  html`<cr-transport class="transport" role="region" aria-label=${text.run} .lab=${lab}></cr-transport>`;
