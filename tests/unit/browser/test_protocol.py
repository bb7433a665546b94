"""Every message of a session matches the protocol."""

import json
import typing

import numpy as np
import pytest
from browser.page import CSV
from browser.protocol_shape import (
    COMMANDS,
    ORDERS,
    array_mismatch,
    mismatch,
    parts,
    received,
    required,
)
from chainrule.browser.instruments import PLACES
from chainrule.browser.protocol import network, run
from chainrule.browser.protocol.messages import declared, messages_of
from chainrule.browser.session import Session


def test_every_report_of_a_long_session_follows_the_protocol(page):
    script = [
        ("play", {}), ("pause", {}), ("step", {}), ("change", {"changes": {"layers": []}}),
        ("change", {"changes": {"data": "regress_plane"}}), ("step", {}), ("new_seed", {}),
        ("change", {"changes": {"noise": "x"}}), ("change", {"changes": {"noise": 9}}),
        ("change", {"changes": {"colour": 9}}), ("open", {"hash": "noise"}), ("fly", {}),
        ("view", {"answers": True, "update": True}), ("view", {}),
        ("edit", {"index": 3, "value": 1}), ("pace", {"steps_per_second": 5}),
        ("view", {"rows": {"start": 0, "count": 5}}), ("view", {"axes": [1, 2]}),
        ("read_table", {"text": CSV, "delimiter": None, "header": None}),
        ("keep_table", {"text": CSV, "delimiter": None, "header": None}),
        ("change", {"changes": {"data": "digits"}}), ("change", {"changes": {"data": "iris"}}),
        ("view", {"hidden": {"layer": 0, "units": [0, 1]}}),
        *[("export", {"what": what}) for what in ("experiment", "data", "history")],
        ("walk", {"example": None, "exhibit": None, "step": 0}), ("check", {"index": 3}),
        ("look", {"op": 0, "start": [0, 0], "entry": {"name": "y", "row": 0, "column": 0}}),
        ("explain", {"op": 0, "name": "y", "row": 0, "column": 0}), ("check", {"index": None}),
        ("paths", {"op": 3, "name": "dbias", "row": 0, "column": 0, "example": 0}),
        ("travel", {"epoch": 0, "by": 0}), ("resume", {}), ("return", {"branch": 0}),
        ("travel", {"epoch": 1, "by": -1}), ("travel", {"epoch": None, "by": 0}),
        ("forget", {"branch": 0}), ("return", {"branch": 7}),
        ("change", {}), ("reset", {}), ("keep_weights", {}),
        ("open", {"hash": "data=regress_gauss&loss=mse&optimizer=sgd&learning_rate=99"}),
        *[("step", {})] * 40,
    ]  # fmt: skip
    seen = set()
    for kind, fields in script:
        answers = page.send(kind, **fields)
        if kind == "check":
            answers += page.news()
        seen |= {(header["type"], header.get("state")) for header, _ in answers}
    assert seen == {
        ("opened", None), ("failure", None), ("file", None), ("rows", None), ("frame", "ready"),
        ("walked", None), ("look", None), ("explained", None), ("checked", None),
        ("checking", None), ("all_checked", None), ("paths", None), ("branches", None),
        ("frame", "training"),
        ("frame", "paused"), ("frame", "diverged"),
    }  # fmt: skip
    assert mismatch({"epoch": True}, run.Mark)  # the check itself must be able to fail
    assert mismatch({"epoch": "1", "text": ""}, run.Mark) == "report.epoch: '1'"


def test_exactly_the_commands_of_the_protocol_are_answered():
    answered = [n.removeprefix("_on_") for n in dir(Session) if n.startswith("_on_")]
    for instrument in (place.load() for place in PLACES):
        answered += instrument.commands
    # Of two further commands, the worker's JavaScript answers one and the command queue the other.
    assert sorted([*answered, "drawn", "stop_reading"]) == sorted(COMMANDS)


def test_every_instrument_answers_the_commands_declared_in_its_folder():
    for instrument in (place.load() for place in PLACES):
        _, union = declared(instrument, "Command")
        assert sorted(messages_of(union)) == sorted(instrument.commands)


def test_the_row_of_an_instrument_lists_exactly_the_commands_that_it_answers():
    for place in PLACES:
        assert sorted(place.commands) == sorted(place.load().commands), place.name


def test_an_instrument_without_exactly_one_union_of_a_kind_is_rejected():
    with pytest.raises(ValueError, match="messages: one union must end with Wish; found"):
        declared(PLACES[0].load(), "Wish")


def test_the_commands_that_carry_a_revision_are_exactly_the_orders():
    stamped = [n for n, kind in COMMANDS.items() if "revision" in typing.get_type_hints(kind)]
    assert stamped == [*ORDERS]


def test_arrays_match_the_declaration_of_their_report():
    header = {"type": "curvature"}
    right = dict.fromkeys(("epochs", "sharpness", "thresholds"), np.zeros(3))
    assert array_mismatch(header, right) == ""
    wrong = {
        "sharpness: (2,), not records with {'records': 3}": np.zeros(2),
        "sharpness: (3, 1), not records with {'records': 3}": np.zeros((3, 1)),
        "sharpness: float32, not float64 in C order": np.zeros(3, np.float32),
        "sharpness: float64, not float64 in C order": np.zeros(6)[::2],
    }
    for sentence, array in wrong.items():
        assert array_mismatch(header, right | {"sharpness": array}) == sentence
    assert array_mismatch(header, right | {"rate": np.zeros(3)}) == "rate: not declared"
    assert array_mismatch(header, {"epochs": np.zeros(3)}) == "missing: sharpness, thresholds"
    assert array_mismatch({"type": "file"}, right) == "epochs: not declared"


def test_reports_of_instruments_follow_the_protocol(page):
    page.send("observe", shown=["verdict", "norms", "histograms", "updates", "units", "noise"])
    news = [header for header, _ in page.news()]
    assert {header["type"] for header in news} == {"observed"}


def test_reports_have_exactly_the_keys_of_the_protocol(page):
    [opening] = received(page.session.receive(json.dumps({"type": "reset", "revision": 9})))
    assert required(run.Opening) == set(opening[0])
    (opened, points), (frame, arrays) = parts(opening)
    assert required(run.OpenedExperiment) | {"type", "revision"} == set(opened)
    assert required(run.Frame) == set(frame)
    assert set(opened["network"]) == set(typing.get_type_hints(network.Network))
    assert set(opened["network"]["layers"][0]) == set(typing.get_type_hints(network.NetworkLayer))
    assert set(opened["scale"]) == set(typing.get_type_hints(run.MapScale))
    [(failure, _)] = page.change(noise=9)
    assert set(failure) == set(typing.get_type_hints(run.Failure))
    assert set(points) == {*("x1", "x2", "target", "test", "feature_maps", "feature_scales")}
    assert {name: a.shape for name, a in arrays.items()} == {
        "epochs": (1,),
        "training_losses": (1,),
        "test_losses": (1,),
        "gradient_norms": (1, 3),
        "smoothed_norms": (1, 3),
        "training_accuracies": (1,),
        "test_accuracies": (1,),
        "theta": (105,),
        "grad": (105,),
        "output": (64,),
        "maps": (16, 4, 4),
        "scales": (2,),
    }
    for array in [*points.values(), *arrays.values()]:
        assert array.flags.c_contiguous
        assert array.dtype in (np.float32, np.float64)
