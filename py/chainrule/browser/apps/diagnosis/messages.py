"""Messages of the diagnosis: how good the risks of the test patients are, and what to do."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class AskDiagnosis(TypedDict):
    """Assess the run's risks for its test patients; answered by `diagnosis`.

    `threshold` is the risk from which patients are treated, null for the one that the costs of a
    false alarm and of a miss imply. `patient` is a test patient's number. With `is_calibrated`,
    decisions are based on the risks at the trained temperature."""

    type: Literal["diagnose"]
    threshold: float | None
    false_alarm: float
    miss: float
    patient: int
    is_calibrated: bool


DiagnosisCommand = AskDiagnosis


class DiagnosisQuality(TypedDict):
    """How good risks are: the expected calibration error, the Brier score, its parts, and the mean
    error against the true risk with its bias, both null if the true risk is unknown."""

    calibration_error: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    error: float | None
    bias: float | None


class DiagnosisDecision(TypedDict):
    """What treating the patients with a risk of `threshold` or more does: the confusion matrix, its
    rates (null if undefined), and mean costs per patient; `cheapest` is the best threshold for
    these patients, `implied` the one for calibrated risks."""

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
    """A test patient: measurements, outcome, risks, and what the explanation leaves unexplained.
    `truth` is the true risk, null if it is unknown. `score` is `baseline` plus `explained`, the
    sum of the contributions, plus `remainder`."""

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
    patients have the same outcome; `columns` is the number of columns of the course."""

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
    """Reliability bins of the network's own and of the calibrated risks, one column each: patients,
    predicted and observed share, and the ends of its 95 % interval. Histograms of the healthy and
    the ill. The points of the ROC and of the precision–recall curve. Costs by threshold; net
    benefit of the network and of treating all. The training of the temperature: T and loss. The
    contributions of the patient's inputs. Risks against true risks, own and calibrated (without
    rows if unknown). The course: epoch; Brier score, calibration error and error against the truth,
    own and calibrated; T; and some patients' risks."""

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
