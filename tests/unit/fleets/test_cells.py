"""The values of a setting are compared over seeds: the statistics, and the sentence that states
them."""

import math
import statistics

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.errors import InputError
from chainrule.fleets.cells import cells, sentence_of
from chainrule.fleets.members import member_experiment


def test_each_value_has_its_mean_and_sample_standard_deviation():
    rows = [[0.5, 0.7, 0.9], [1.0, 1.0, 4.0]]
    for cell, row in zip(cells(np.array(rows)), rows, strict=True):
        assert cell.mean == pytest.approx(statistics.mean(row))
        assert cell.deviation == pytest.approx(statistics.stdev(row))
        assert (cell.networks, cell.diverged) == (3, 0)


def test_diverged_networks_are_left_out_and_counted():
    first, second, single = cells(
        np.array([[1.0, 3.0, np.inf], [np.nan] * 3, [2.0, np.nan, np.nan]])
    )
    assert (first.mean, first.diverged) == (2, 1)
    assert math.isnan(second.mean)
    assert single.mean == 2
    assert math.isnan(single.deviation)


def test_the_sentence_states_the_best_value_first():
    found = cells(np.array([[0.5, 0.72], [0.4, 0.44], [1.0, 1.0]]))
    assert sentence_of(["no dropout", "dropout 0.3", "dropout 0.8"], found, "test loss") == (
        "dropout 0.3: 0.420 ± 0.028 against 0.61 ± 0.16 (no dropout), 1 ± 0 (dropout 0.8), "
        "2 seeds each (test loss)."
    )


def test_the_sentence_reports_divergence_and_is_omitted_for_a_single_value():
    found = cells(np.array([[np.nan, np.nan], [0.5, np.inf]]))
    assert sentence_of(["rate 10", "rate 1"], found, "test loss") == (
        "rate 1: 0.5 against diverged (rate 10), 2 seeds each (test loss). "
        "3 diverged networks are left out."
    )
    assert sentence_of(["rate 1"], found[1:], "test loss") == ""


def test_a_member_can_change_a_setting_of_all_layers():
    base = Experiment(layers=["8-tanh", "4-relu"])
    layers = member_experiment(base, {"layers.dropout": 0.3, "width": 2}).layers
    assert [(one["units"], one["dropout"]) for one in layers] == [(2, 0.3), (2, 0.3)]
    assert [one["activation"] for one in layers] == ["tanh", "relu"]
    with pytest.raises(InputError, match="no layer of this network has this setting"):
        member_experiment(Experiment(layers=[]), {"layers.norm": True})
