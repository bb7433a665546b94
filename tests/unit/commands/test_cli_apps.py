"""Applications on the command line."""

import pytest

pytest.importorskip("chainrule.cli", reason="the site omits code that only the terminal uses")

from chainrule.apps import APPS
from chainrule.cli import main


def test_apps_lists_every_experiment(capsys):
    assert main(["apps"]) == 0
    shown = capsys.readouterr().out
    assert all(address in shown for app in APPS.values() for address in app.addresses)


def test_train_accepts_the_name_of_an_application(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "app:digits/conv", "--epochs", "1", "--no-plot"]) == 0
    trainer = APPS["digits"].experiment().trainer()
    trainer.fit(*APPS["digits"].experiment().split()[:2], epochs=1)
    last = (tmp_path / "digits-conv.csv").read_text().splitlines()[-1].split(",")
    assert float(last[2]) == pytest.approx(float(trainer.history.records[-1].training_loss))


def test_an_unknown_application_gives_one_error(capsys):
    assert main(["train", "app:cooking"]) == 2
    assert "app: 'cooking' is not allowed; allowed: one of digits" in capsys.readouterr().err
