"""The experiments of the article's figures, and its links to the microscope."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from chainrule.apps.catalogue import app_experiment, is_app
from chainrule.experiment.experiment import Experiment

CHAPTERS = sorted((Path(__file__).parents[3] / "web" / "learn").glob("*.html"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in CHAPTERS).replace("&amp;", "&")
TAGS = re.findall(r"<cr-(?:figure|measure)\s[^>]*>", TEXT)
LINKS = re.findall(r'href="\.\./#([^"]+)"', TEXT)

pytestmark = pytest.mark.skipif(not CHAPTERS, reason="the article is not here")


def opened(address: str) -> Experiment:
    """The experiment as the lab opens it; the position in the microscope is not part of it."""
    experiment = re.sub(r"&step=\d+&op=\d+$", "", address)
    return app_experiment(experiment) if is_app(experiment) else Experiment.from_address(experiment)


def op_at(address: str) -> tuple[str, str]:
    """The name and section of the op at which a link opens the microscope."""
    op = int(re.findall(r"&op=(\d+)$", address)[0])
    traced = list(opened(address).trainer().program.trace())[op]
    return traced.name, traced.section


def test_every_figure_and_measurement_opens_an_experiment():
    addresses = [re.findall(r'\bexperiment="([^"]+)"', tag) for tag in TAGS]
    assert len(addresses) > 25
    for found in addresses:
        assert len(found) == 1, found
        assert opened(found[0]).layers is not None


def test_the_measurements_open_the_microscope_at_the_gradient_of_a_hidden_layer():
    measured = [
        re.findall(r'experiment="([^"]+)"', tag)[0] for tag in TAGS if tag.startswith("<cr-measure")
    ]
    assert [op_at(address) for address in measured] == [("Linear", "backward")] * 2
    sizes = [opened(address).trainer().theta.size for address in measured]
    assert sizes == [85, 987], "the caption gives the second"


def test_links_open_the_microscope_in_the_backward_pass():
    for address in LINKS:
        if "&op=" in address:
            assert op_at(address)[1] == "backward", address
        else:
            assert opened(address).layers is not None
