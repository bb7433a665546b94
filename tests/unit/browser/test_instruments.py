"""How instruments share the worker's time with the run."""

import subprocess
import sys
import time
from typing import ClassVar

import pytest
from chainrule.browser.instrument import Instrument
from chainrule.browser.instruments import PLACES, SHARE, Instruments
from chainrule.browser.session import Session


class Heavy(Instrument):
    """An instrument that works in pieces that take longer than its time slice."""

    spent: ClassVar[list[float]] = []

    @property
    def is_busy(self):
        return True

    def work(self, seconds):
        start = time.perf_counter()
        while time.perf_counter() < start + 0.008:
            pass
        self.spent.append(time.perf_counter() - start)


@pytest.fixture
def instruments():
    Heavy.spent.clear()
    made = Instruments(Session(map_size=8))
    made.add(Heavy)
    return made


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_an_instrument_answers_the_commands_that_cause_its_import(place):
    assert place.load().commands == place.commands


@pytest.mark.skipif(sys.platform == "emscripten", reason="it starts a process")
def test_starting_a_session_imports_no_instrument():
    code = (
        "import sys; from chainrule.browser.session import Session; Session(map_size=8);"
        "print([name for name in sys.modules if name.endswith('.instrument')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['chainrule.browser.instrument']"


def test_an_instrument_that_took_too_long_gets_less_time_later(instruments):
    slices, given = 400, 0.01 * instruments.share(training=True)
    for _ in range(slices):
        instruments.work(given, training=True)
    assert given == 0.01 * SHARE
    assert 0.5 * slices * given < sum(Heavy.spent) < 1.1 * slices * given


def test_while_the_run_is_paused_instruments_get_all_the_time(instruments):
    assert instruments.share(training=False) == 1
    for _ in range(3):
        instruments.work(0.001, training=False)
    assert sum(Heavy.spent) >= 3 * 0.008
