"""The files that a session exports and opens."""

from chainrule import Experiment


def test_exported_files_contain_the_current_run(page):
    page.change(data="gauss", samples=20)
    page.send("step", unit="epoch")
    whats = ("experiment", "data", "history")
    files = {what: page.send("export", what=what)[0][0] for what in whats}
    assert files["experiment"]["name"] == "chainrule-gauss-experiment.json"
    assert Experiment.from_json(files["experiment"]["text"]) == page.session.live.experiment
    rows = files["data"]["text"].splitlines()
    assert rows[0] == "x1,x2,target,set"
    x, y, *_ = page.session.live.experiment.points()
    first = [float(part) for part in rows[1].split(",")[:3]]
    assert first == [*x[0], y[0]]
    assert sum(row.endswith(",test") for row in rows) == 10
    assert len(files["history"]["text"].splitlines()) == 3


def test_a_saved_file_can_be_opened_again(page):
    saved = Experiment(data="moons", frozen=("1",)).to_json()
    opened, _ = page.send("open", hash=saved)[0]
    assert opened["hash"] == "data=moons&frozen=1"
    [(failure, _)] = page.send("open", hash='{"noise": 7}')
    assert failure["field"] == "noise"
