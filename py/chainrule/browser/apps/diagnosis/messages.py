"""Messages of the application Diagnosis: the quality of the predicted risks, and the decisions that
follow from them."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class AskDiagnosis(TypedDict):
    """Assess the run's risks for its test patients; answered by `diagnosis`.

    `threshold` is the lowest risk at which patients are treated; null means the threshold that
    follows from the costs of a false alarm and of a miss. `patient` is the index of a test patient.
    If `is_calibrated` is set, decisions are based on the risks at the trained temperature."""

    type: Literal["diagnose"]
    threshold: float | None
    false_alarm: float
    miss: float
    patient: int
    is_calibrated: bool


DiagnosisCommand = AskDiagnosis


class DiagnosisQuality(TypedDict):
    """The quality of predicted risks: the expected calibration error, the Brier score and its
    parts, and the mean absolute error (`error`) and the mean error (`bias`) with respect to the
    true risks. The last two are null if the true risks are unknown."""

    calibration_error: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    error: float | None
    bias: float | None


class DiagnosisDecision(TypedDict):
    """The consequences of treating the patients with a risk of at least `threshold`: the confusion
    matrix, the rates that follow from it (null if undefined), and the mean costs per patient.
    `cheapest` is the threshold with the lowest cost for these patients; `implied` is the best
    threshold for calibrated risks."""

    threshold: float
    implied: float
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    sensitivity: float | None
    specificity: float | None
    precision: float | None
    false_positive_rate: float | None
    cost: float
    cost_of_all: float
    cost_of_none: float
    cheapest: float
    cheapest_cost: float


class DiagnosedPatient(TypedDict):
    """A test patient: the measurements, the outcome, the risks, and an explanation of the score.
    `truth` is the true risk, null if it is unknown. `score` is the sum of `baseline`, `explained`
    (the sum of the contributions) and `remainder`."""

    number: int
    names: list[str]
    cells: list[str]
    outcome: str
    is_ill: bool
    risk: float
    raw_risk: float
    truth: float | None
    score: float
    baseline: float
    explained: float
    remainder: float


class Diagnosis(TypedDict):
    """The assessment of the run's test patients. `auc` and `average_precision` are null if all
    patients have the same outcome; `columns` is the number of columns of the array `course`."""

    type: Literal["diagnosis"]
    revision: int
    epoch: float
    training: int
    validation: int
    test: int
    classes: list[str]
    columns: int
    temperature: float
    auc: float | None
    average_precision: float | None
    raw: DiagnosisQuality
    calibrated: DiagnosisQuality
    decision: DiagnosisDecision
    patient: DiagnosedPatient


class DiagnosisArrays(TypedDict):
    """`raw_bins` and `bins` contain the reliability bins of the uncalibrated and of the calibrated
    risks, one column per bin: the number of patients, the predicted share, the observed share, and
    the ends of the 95 % confidence interval of the observed share. `histograms` contains the shares
    of the healthy and of the ill patients in each risk bin. `roc` and `precision_recall`
    contain the points of the curves. The first row of `costs` and of `benefit` holds the
    thresholds; the other rows of `benefit` are the net benefits of the network and of treating
    everybody. `training_of_temperature` contains T and the loss at each step. `contributions`
    contains the contribution of each of the patient's inputs. Each row of `truth` holds a patient's
    true, uncalibrated and calibrated risk; there are no rows if the true risks are unknown.
    `apps.diagnosis.course.Course` describes the columns of `course`."""

    raw_bins: Annotated[F64, "5 bins"]
    bins: Annotated[F64, "5 bins"]
    histograms: Annotated[F64, "2 shares"]
    roc: Annotated[F64, "2 points"]
    precision_recall: Annotated[F64, "2 points"]
    costs: Annotated[F64, "2 thresholds"]
    benefit: Annotated[F64, "3 odds"]
    training_of_temperature: Annotated[F64, "2 steps"]
    contributions: Annotated[F64, "inputs"]
    truth: Annotated[F64, "known 3"]
    course: Annotated[F64, "moments columns"]


DiagnosisReport = Diagnosis
