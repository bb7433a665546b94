"""The applications' experiments are files of the package and can be opened by name everywhere."""

import json
from pathlib import Path

import chainrule.apps
import pytest
from chainrule import Experiment
from chainrule.apps import APPS, app_experiment, is_app
from chainrule.browser.session import Session
from chainrule.errors import InputError

FOLDER = Path(chainrule.apps.__file__).parent / "experiments"
ADDRESSES = [address for app in APPS.values() for address in app.addresses]


def test_every_experiment_has_a_file_and_every_file_is_an_experiment():
    files = {path.stem for path in FOLDER.glob("*.json")}
    assert files == {f"{app.name}-{name}" for app in APPS.values() for name in app.experiments}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_experiment_has_an_epoch_limit_and_enough_test_examples(address):
    experiment = app_experiment(address)
    assert 0 < experiment.stop_epoch <= 60
    assert len(experiment.points().y_test) >= 100
    assert Experiment.from_address(experiment.to_address()) == experiment


def test_the_name_of_an_application_opens_its_first_experiment():
    assert app_experiment("app:digits") == app_experiment("app:digits/conv")
    assert is_app("app:digits")
    assert not is_app("data=digits")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("app:nothing", r"app: 'nothing' is not allowed; allowed: one of digits, names"),
        (
            "app:names/lstm",
            r"app: 'names/lstm' is not allowed; allowed: one of app:names/bigram, .*gru",
        ),
    ],
)
def test_the_error_for_an_unknown_name_lists_the_existing_names(address, words):
    with pytest.raises(InputError, match=words):
        app_experiment(address)


def test_the_page_opens_an_experiment_by_its_name():
    command = {"type": "open", "hash": "app:digits", "revision": 1}
    [(header, _), *_] = Session(map_size=8).receive(json.dumps(command))
    assert json.loads(header)["opened"]["hash"] == app_experiment("app:digits").to_address()
