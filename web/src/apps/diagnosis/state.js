/**
 * The application Diagnosis: what the reader has chosen, and Python's assessment of the patients.
 *
 * @import { Diagnosis as Report, Received } from '../../generated/protocol'
 * @import { InstrumentReport } from '../../model/instruments.js'
 * @import { Lab } from '../../model/lab.js'
 */
import { DIAGNOSIS_REPORTS } from '../../generated/protocol.js';
import { FollowingState } from '../app-state.js';

/** Milliseconds between two assessments while the run trains. */
const ASK_MS = 250;

/** @typedef {'disease' | 'breast_cancer'} PatientSet */
/** @typedef {{ threshold: number | null, falseAlarm: number, miss: number, patient: number, isCalibrated: boolean }} Choices */

export class Diagnosis extends FollowingState {
  /** @param {Lab} lab */
  constructor(lab) {
    super(lab, DIAGNOSIS_REPORTS, ASK_MS);
    /** @type {PatientSet} */
    this.set = 'disease';
    /** @type {Choices} */
    this.choices = { threshold: null, falseAlarm: 1, miss: 4, patient: 0, isCalibrated: true };
    /** @type {Received<Report> | undefined} */
    this.report = undefined;
  }

  question() {
    const { threshold, falseAlarm, miss, patient, isCalibrated } = this.choices;
    return { type: /** @type {const} */ ('diagnose'), threshold, false_alarm: falseAlarm, miss, patient, is_calibrated: isCalibrated };
  }

  /** @param {Partial<Choices>} changes */
  choose(changes) {
    this.choices = { ...this.choices, ...changes };
    this.ask();
  }

  /** Show another patient, wrapping around at both ends. @param {number} by */
  turn(by) {
    const count = this.report?.test ?? 1;
    this.choose({ patient: (this.choices.patient + by + count) % count });
  }

  /** @param {PatientSet} set */
  open(set) {
    this.set = set;
    this.choices = { ...this.choices, patient: 0 };
    this.report = undefined;
    this.openExperiment(`diagnosis/${set}`);
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    const answer = /** @type {Received<Report>} */ (report);
    if (answer.revision === this.lab.commands.revision) this.report = answer;
    this.answered();
  }
}

/** @param {Lab} lab */
export const diagnosisOf = (lab) => /** @type {Diagnosis} */ (/** @type {unknown} */ (lab.instruments.get('diagnosis')));
