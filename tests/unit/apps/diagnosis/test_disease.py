"""The simulated disease and its true risk."""

import math

import numpy as np
from chainrule.data.tables import load_table
from chainrule.data.tables.disease import true_risk


def measured():
    columns = load_table("disease").columns
    return np.stack([column.values for column in columns[:-1]], axis=1), columns[-1].values


def test_the_table_has_named_columns_in_plausible_units():
    table = load_table("disease")
    assert (len(table), table.target) == (3000, "diagnosis")
    assert table.columns[-1].categories == ("healthy", "ill")
    assert table.names[:2] == ["age (years)", "blood pressure (mmHg)"]
    for column in table.columns[:-1]:
        assert column.decimals in (0, 1), column.name
    x, _ = measured()
    assert 0.4 < np.corrcoef(x[:, 0], x[:, 1])[0, 1] < 0.6


def test_the_true_risk_equals_one_computed_by_hand():
    average = [52, 128, 72, 26, 98, 4, 0, 3]
    smoker = [67, 128, 99, 26, 99, 5.5, 12, 3]
    scores = -2 - 0.9, -2 + 0.7 - 0.9 + 1.2 + 0.8
    expected = [1 / (1 + math.exp(-score)) for score in scores]
    np.testing.assert_allclose(true_risk(np.array([average, smoker], float)), expected, rtol=1e-12)


def test_patients_are_ill_as_often_as_their_risks_say():
    x, y = measured()
    risk = true_risk(x)
    for low in np.arange(0, 1, 0.2):
        inside = (risk >= low) & (risk < low + 0.2)
        deviation = math.sqrt((risk * (1 - risk))[inside].sum())
        assert abs(y[inside].sum() - risk[inside].sum()) < 3 * deviation
