"""The history has a limit, is thinned evenly, and is exact in its CSV file."""

import csv

import numpy as np
import pytest
from chainrule.training.records.history import History, Record
from hypothesis import given
from hypothesis import strategies as st


def record(epoch: int) -> Record:
    return Record(epoch, 3 * epoch, np.array(1 / (epoch + 3)), np.array(0.5), np.ones(2))


@given(limit=st.integers(2, 20), last=st.integers(0, 300))
def test_the_stride_is_the_smallest_that_respects_the_limit(limit, last):
    history = History(["layer 1", "output"], limit)
    thinned = [history.add(record(e)) for e in range(last + 1) if history.wants(e)]
    stride = 1
    while last // stride + 1 > limit:
        stride *= 2
    assert history.stride == stride
    assert sum(thinned) == stride.bit_length() - 1
    assert history.column("epoch").tolist() == list(range(0, last + 1, stride))


def test_records_are_kept_at_multiples_of_the_stride():
    history = History(["output"], limit=4)
    for epoch in range(1, 6):
        history.add(record(epoch))
    assert history.column("epoch").tolist() == [2, 4]


def test_without_a_limit_every_record_is_kept():
    history = History(["output"])
    for epoch in range(3000):
        assert not history.add(record(epoch))
    assert len(history) == 3000


def test_part_of_a_column_keeps_its_shape_and_dtype():
    history = History(["layer 1", "output"])
    for epoch in range(3):
        history.add(record(epoch))
    assert history.column("epoch", 1).tolist() == [1, 2]
    assert history.column("gradient_norms", 3).shape == (0, 2)
    assert history.column("training_loss").dtype == np.float64


def test_numbers_in_a_csv_can_be_read_back_bit_for_bit(tmp_path):
    history = History(["layer 1", "output"])
    for epoch in range(5):
        history.add(record(epoch))
    history.to_csv(tmp_path / "h.csv")
    with open(tmp_path / "h.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == [0, 3, 6, 9, 12]
    assert [float(row["training_loss"]) for row in rows] == [1 / (e + 3) for e in range(5)]


@pytest.mark.parametrize("replicas", [None, 2])
def test_a_csv_omits_unknown_columns(tmp_path, replicas):
    history = History(["output"])
    lead = () if replicas is None else (replicas,)
    nan = np.full(lead, np.nan)
    history.add(Record(0, 0, np.ones(lead), nan, np.ones((*lead, 1))))
    history.to_csv(tmp_path / "h.csv")
    header = (tmp_path / "h.csv").read_text().splitlines()[0]
    assert "test_loss" not in header
    assert header.endswith(
        "gradient_norm output" if replicas is None else "gradient_norm output[1]"
    )


def test_the_csv_of_an_empty_history_is_only_a_header(tmp_path):
    History(["output"]).to_csv(tmp_path / "h.csv")
    assert (tmp_path / "h.csv").read_text().splitlines() == ["epoch,step"]
