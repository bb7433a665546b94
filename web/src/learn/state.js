/**
 * The state of exercises and measurements: Python's last answers.
 *
 * @import { BackwardChecked, Costs, ExerciseCommand, Judged, Received, StepErrors } from '../generated/protocol'
 * @import { InstrumentReport } from '../model/instruments.js'
 * @import { Lab } from '../model/lab.js'
 */
import { EXERCISE_REPORTS } from '../generated/protocol.js';
import { Tracked } from '../signals/tracked.js';

export class Exercises extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    this.reports = EXERCISE_REPORTS;
    /** The judgement of each exercise. */
    /** @type {ReadonlyMap<string, Received<Judged>>} */
    this.judged = new Map();
    /** @type {Received<BackwardChecked> | undefined} */
    this.checked = undefined;
    /** @type {Received<Costs> | undefined} */
    this.costs = undefined;
    /** @type {Received<StepErrors> | undefined} */
    this.stepErrors = undefined;
  }

  /** @param {ExerciseCommand} question */
  ask(question) {
    this.lab.commands.send(question);
  }

  /** @param {InstrumentReport} report */
  receive(report) {
    if (report.type === 'judged') this.judged = new Map([...this.judged, [report.exercise, report]]);
    else if (report.type === 'backward_checked') this.checked = report;
    else if (report.type === 'costs') this.costs = report;
    else if (report.type === 'step_errors') this.stepErrors = report;
  }

  show() {}
}

/** @param {Lab} lab */
export const exercisesOf = (lab) => /** @type {Exercises} */ (lab.instruments.get('exercises'));
