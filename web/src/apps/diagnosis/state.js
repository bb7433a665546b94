/**
 * The application Diagnosis: what the reader has chosen, and Python's assessment of the patients.
 *
 * @import { Diagnosis as Report, Received } from '../../generated/protocol'
 * @import { FrameReport } from '../../engine/reports.js'
 * @import { InstrumentReport } from '../../model/instruments.js'
 * @import { Lab } from '../../model/lab.js'
 */
import { DIAGNOSIS_REPORTS } from '../../generated/protocol.js';
import { Tracked } from '../../signals/tracked.js';

/** Milliseconds between two assessments while the run trains. */
const ASK_MS = 250;

/** @typedef {'disease' | 'breast_cancer'} PatientSet */
/** @typedef {{ threshold: number | null, falseAlarm: number, miss: number, patient: number, isCalibrated: boolean }} Choices */

export class Diagnosis extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = DIAGNOSIS_REPORTS;
    /** @type {PatientSet} */
    this.set = 'disease';
    /** @type {Choices} */
    this.choices = { threshold: null, falseAlarm: 1, miss: 4, patient: 0, isCalibrated: true };
    /** @type {Received<Report> | undefined} */
    this.report = undefined;
    this.isWaiting = false;
    this.isStale = false;
    this.askedAt = -Infinity;
    this.seen = '';
  }

  show() {}

  begin() {
    this.forget();
    this.ask();
  }

  /** Python died: no request is pending. */
  forget() {
    this.isWaiting = false;
  }

  /** Request an assessment; changes made before the answer are requested afterwards. */
  ask() {
    if (!this.lab.isLive) return;
    this.isStale = this.isWaiting;
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.askedAt = performance.now();
    const { threshold, falseAlarm, miss, patient, isCalibrated } = this.choices;
    this.lab.commands.send({ type: 'diagnose', threshold, false_alarm: falseAlarm, miss, patient, is_calibrated: isCalibrated });
  }

  /** @param {FrameReport} frame */
  follow(frame) {
    const seen = `${frame.revision} ${frame.step} ${frame.state}`;
    const isDue = frame.state !== 'training' || performance.now() - this.askedAt > ASK_MS;
    if (seen === this.seen || !isDue) return;
    this.seen = seen;
    this.ask();
  }

  /** @param {Partial<Choices>} changes */
  choose(changes) {
    this.choices = { ...this.choices, ...changes };
    this.ask();
  }

  /** Show another patient; the first follows the last. @param {number} by */
  turn(by) {
    const count = this.report?.test ?? 1;
    this.choose({ patient: (this.choices.patient + by + count) % count });
  }

  /** @param {PatientSet} set */
  open(set) {
    this.set = set;
    this.choices = { ...this.choices, patient: 0 };
    this.report = undefined;
    void this.lab.openHash(`app:diagnosis/${set}`, false);
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Received<Report>} */ (report);
    this.isWaiting = false;
    if (answer.revision === this.lab.commands.revision) this.report = answer;
    if (this.isStale) this.ask();
  }
}

/** @param {Lab} lab */
export const diagnosisOf = (lab) => /** @type {Diagnosis} */ (/** @type {unknown} */ (lab.instruments.get('diagnosis')));
