"""Files written by version 1, recorded with commits b87f7e0 and e3b1150^, can still be opened."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.browser.run.live import Live
from chainrule.browser.run.storage.checkpoint import unpack

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded.json").read_text())


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def test_a_saved_experiment_opens_and_trains_as_recorded():
    assert json.loads(read("experiment.json"))["version"] == 1
    experiment = Experiment.from_json(read("experiment.json"))
    assert experiment.to_address() == RECORDED["address"]
    assert Experiment.from_address("#" + RECORDED["address"]) == experiment
    run = experiment.trainer()
    run.advance(3 * len(run.batches))
    losses = run.history.column("training_loss")
    np.testing.assert_allclose(losses, RECORDED["training_losses"], rtol=1e-6)


def test_a_saved_table_can_be_opened():
    experiment = Experiment.from_json(read("own_table.json"))
    assert (experiment.data, experiment.class_names) == ("table", ("a", "b"))
    assert len(experiment.source.y) == 24
    assert experiment.to_address().endswith("layers=2-sigmoid")


def test_a_checkpoint_resumes_as_recorded():
    live = Live()
    assert unpack(read("checkpoint.json"), live), "with all of its snapshots"
    assert (live.epoch, len(live.branches), live.run.best is not None) == (3, 1, True)
    for _ in range(2):
        live.step()
    after = RECORDED["checkpoint"]
    assert live.epoch == after["epoch"]
    np.testing.assert_allclose(live.run.theta, after["theta"], rtol=1e-6, atol=1e-9)
    live.return_to(live.branches[0].number)
    assert live.epoch == 3


@pytest.mark.parametrize(("seeds", "missing"), [("0:2", []), ("0:3", [2, 5])])
def test_a_sweep_can_be_resumed_and_extended(tmp_path, seeds, missing):
    pytest.importorskip(
        "chainrule.sweeps", reason="the site omits code that only the terminal uses"
    )
    from chainrule.sweeps.grid import Grid
    from chainrule.sweeps.journal import Journal
    from chainrule.sweeps.notation import parse_axis

    journal = shutil.copy(HERE / "sweep.journal", tmp_path)
    axes = [parse_axis("layers=2-tanh;3-relu-drop0.1"), parse_axis(f"seed={seeds}")]
    grid = Grid(Experiment(data="xor", samples=20, layers=((2, "tanh"),)), axes)
    Journal(Path(journal), grid, 2).close()  # converts it
    found = Journal(Path(journal), grid, 2)
    found.close()
    assert {member.number for member in grid.members} - found.rows.keys() == {*missing}
    rows = [json.loads(line) for line in read("sweep.journal").splitlines()[1:]]
    recorded = [row["training_loss"] for line in rows for row in line.values()]
    assert [found.rows[number]["training_loss"] for number in sorted(found.rows)] == recorded
