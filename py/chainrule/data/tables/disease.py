"""A simulated disease for which the true risk of every patient is known."""

from __future__ import annotations

import numpy

from chainrule.data.tabular.columns import Column, Table
from chainrule.engine.op import Array

PATIENTS, SEED = 3000, 0
HEALTHY, ILL = "healthy", "ill"
_MEASURED = {
    "age (years)": (52.0, 15.0, 20.0, 90.0, 0),
    "blood pressure (mmHg)": (128.0, 17.0, 85.0, 210.0, 0),
    "pulse (1/min)": (72.0, 10.0, 45.0, 120.0, 0),
    "body mass index (kg/m²)": (26.0, 4.5, 16.0, 45.0, 1),
    "glucose (mg/dl)": (98.0, 18.0, 60.0, 220.0, 0),
    "marker (ng/ml)": (4.0, 1.5, 0.1, 12.0, 1),
    "cigarettes (per day)": (0.0, 12.0, 0.0, 40.0, 0),
    "exercise (h/week)": (3.0, 2.0, 0.0, 14.0, 1),
}
"""For each column: the centre, the spread, the lowest and highest values, and the number of decimal
places."""


def disease() -> Table:
    """3,000 simulated patients: eight measurements, and whether the patient fell ill.

    Measurements are Gaussian, clipped and rounded; blood pressure rises with age and body mass.
    Each patient falls ill with the probability `true_risk`. The data do not represent a real
    disease.
    """
    rng = numpy.random.default_rng(SEED)
    z = rng.standard_normal((PATIENTS, len(_MEASURED)))
    z[:, 1] = 0.5 * z[:, 0] + 0.3 * z[:, 3] + numpy.sqrt(0.66) * z[:, 1]
    columns = []
    for number, (name, (centre, spread, low, high, decimals)) in enumerate(_MEASURED.items()):
        values = numpy.clip(centre + spread * z[:, number], low, high)
        columns.append(Column(name, numpy.round(values, decimals)))
    fell_ill = rng.random(PATIENTS) < true_risk(numpy.stack([c.values for c in columns], axis=1))
    kinds = Column("diagnosis", fell_ill.astype(numpy.float64), (HEALTHY, ILL))
    return Table((*columns, kinds), kinds.name)


def true_risk(measurements: Array) -> Array:
    """The probability (n,) of falling ill, given measurements (n, 8) in the table's units.

    The risk is 1 / (1 + e^−s). With each measurement in standard units, (value − centre) / spread,
    s = −2 + 0.7 age + 0.5 pressure + 0.9 (mass² − 1) + 1.2 marker [glucose > 0] + 0.8 cigarettes ·
    age − 0.4 exercise. Pulse has no effect. A linear model cannot express the square, the step or
    the product.
    """
    centres, spreads = numpy.array([row[:2] for row in _MEASURED.values()]).T
    age, pressure, _, mass, glucose, marker, smoked, moved = ((measurements - centres) / spreads).T
    score = -2 + 0.7 * age + 0.5 * pressure + 0.9 * (mass**2 - 1) - 0.4 * moved
    score += 1.2 * marker * (glucose > 0) + 0.8 * smoked * age
    return 1 / (1 + numpy.exp(-score))
