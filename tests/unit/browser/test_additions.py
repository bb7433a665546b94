"""An instrument that is defined elsewhere works with one folder and one row in `PLACES`."""

import json
import subprocess
import sys
from pathlib import Path

import chainrule.browser
import pytest
from chainrule.browser import instruments
from chainrule.browser.instruments import PLACES, Place
from chainrule.browser.session import Session
from chainrule.browser.words import decoded

MESSAGES = '''
"""Messages of the distance."""

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class MeasureDistance(TypedDict):
    """Measure how far the weights have moved; answered by `distance`."""

    type: Literal["measure_distance"]
    power: int


DistanceCommand = MeasureDistance


class Distance(TypedDict):
    """The norm of the weights' change since the last command."""

    type: Literal["distance"]
    far: float


class DistanceArrays(TypedDict):
    """The change of each weight."""

    moved: Annotated[F64, "parameters"]


DistanceReport = Distance
'''
INSTRUMENT = '''
"""The distance that the weights have moved."""

import numpy

from chainrule.browser.distance.messages import Distance
from chainrule.browser.instrument import Instrument
from chainrule.browser.words import encoded


class Meter(Instrument):
    """Answers with the change since the last command."""

    def __init__(self, context):
        super().__init__(context)
        self._before = context.run.theta.copy()

    def on_measure_distance(self, message):
        moved = self.context.run.theta.astype(numpy.float64) - self._before
        self._before = self.context.run.theta.copy()
        far = float((abs(moved) ** message["power"]).sum() ** (1 / message["power"]))
        report: Distance = {"type": "distance", "far": far}
        return [(encoded(report), {"moved": moved})]

    def run_changed(self):
        self._before = self.context.run.theta.copy()
'''
ROW = Place("distance", "Meter", ("measure_distance",))

GENERATED = """
import json, sys
package, site = sys.argv[1:]
sys.path.insert(0, site)
import chainrule.browser
chainrule.browser.__path__.append(package)
from chainrule.browser import instruments
from chainrule.browser.instruments import Place
instruments.PLACES += (Place("distance", "Meter", ("measure_distance",)),)

from content import generated
def from_package(code):
    found = {}
    exec(code, found)
    return found["result"]
generated.from_package = from_package
from content import protocol
print(json.dumps([protocol.protocol_types(), protocol.protocol_lists()]))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with the instrument's package, as it would be in `chainrule.browser`."""
    folder = tmp_path / "distance"
    folder.mkdir()
    for name, text in (("__init__", ""), ("messages", MESSAGES), ("instrument", INSTRUMENT)):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def added(package, monkeypatch):
    """The instrument's row, registered during a test."""
    monkeypatch.setattr(chainrule.browser, "__path__", [*chainrule.browser.__path__, str(package)])
    monkeypatch.setattr(instruments, "PLACES", (*PLACES, ROW))
    yield
    for name in [name for name in sys.modules if name.startswith("chainrule.browser.distance")]:
        del sys.modules[name]


def send(session: Session, **message):
    return [(decoded(header), arrays) for header, arrays in session.receive(json.dumps(message))]


def test_the_session_finds_and_runs_an_added_instrument(added):
    session = Session(map_size=8)
    send(session, type="open", hash="data=xor&samples=20&layers=3-tanh", revision=1)
    ((report, arrays),) = send(session, type="measure_distance", power=2)
    assert (report, arrays["moved"].tolist()) == ({"type": "distance", "far": 0}, [0] * 13)
    before = session.run.theta.copy()
    send(session, type="step", unit="batch")
    ((report, arrays),) = send(session, type="measure_distance", power=2)
    assert arrays["moved"] == pytest.approx(session.run.theta - before)
    assert report["far"] == pytest.approx((arrays["moved"] ** 2).sum() ** 0.5)
    send(session, type="new_seed", revision=2)
    assert send(session, type="measure_distance", power=2)[0][0]["far"] == 0


def test_without_its_row_the_command_is_unknown():
    ((report, _),) = send(Session(map_size=8), type="measure_distance", power=2)
    assert report["type"] == "failure"


@pytest.mark.skipif(sys.platform == "emscripten", reason="it starts a process")
def test_the_generated_protocol_contains_the_messages_of_an_added_instrument(package):
    root = Path(__file__).parents[3]
    found = subprocess.run(
        [sys.executable, "-c", GENERATED, str(package), str(root / "build" / "site")],
        cwd=root / "py",
        capture_output=True,
        text=True,
        check=True,
    )
    types, lists = json.loads(found.stdout)
    assert "export interface MeasureDistance {" in types
    assert "export type DistanceCommand = MeasureDistance;" in types
    assert "distance: DistanceArrays;" in types
    assert "  moved: F64;" in types
    assert "| DistanceReport" in types.replace(";", "")
    assert 'export const DISTANCE_REPORTS = ["distance"];' in lists
    assert 'DISTANCE_ARRAYS = {"moved": ["parameters"]}' in lists
