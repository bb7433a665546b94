"""All combinations are checked to be valid experiments before any is trained."""

import pytest
from chainrule import Experiment
from chainrule.errors import InputError

pytest.importorskip("chainrule.sweeps", reason="the site omits code that only the terminal uses")

from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import parse_axis
from chainrule.sweeps.task import MOST_TOGETHER, tasks_of


def grid(*axes, **settings):
    return Grid(Experiment(**settings), [parse_axis(text) for text in axes])


def test_the_last_axis_varies_fastest():
    members = grid("lr=0.1,1", "seed=0:3").members
    assert [member.values for member in members] == [
        (0.1, 0), (0.1, 1), (0.1, 2), (1.0, 0), (1.0, 1), (1.0, 2),
    ]  # fmt: skip
    assert members[4].experiment == Experiment(learning_rate=1, seed=1)
    assert members[4].label == "learning_rate=1 seed=1"


@pytest.mark.parametrize(
    ("axes", "settings", "sentence"),
    [
        (["lr=1", "lr=2"], {},
         "--vary: 'learning_rate' is not allowed; allowed: each setting once."),
        (["seed=0:1000", "data_seed=0:1000"], {},
         "--vary: '1000000 experiments' is not allowed; allowed: at most 100000."),
        (["momentum=0,0.9"], {},
         "--vary: 'momentum' is not allowed; allowed: a setting that does something: momentum "
         "needs optimizer=sgd or rmsprop, and it is adam."),
        (["data=xor,sine", "loss=mse,hinge"], {},
         "loss: 'hinge' is not allowed; allowed: one of mse, l1, huber, because sine is a "
         "regression (in the member data=sine loss=hinge)."),
        (["features=x1;log(x1)"], {},
         "features: 'log(x1)' is not allowed; allowed: formulas that are finite everywhere"),
        (["width=4"], {"layers": ()}, "width: 4 is not allowed; allowed: none, because this "
         "network has no hidden layer with a width (in the member width=4)."),
    ],
)  # fmt: skip
def test_the_error_for_an_invalid_member_names_it(axes, settings, sentence):
    with pytest.raises(InputError) as caught:
        grid(*axes, **settings)
    assert str(caught.value).startswith(sentence)


def test_a_setting_that_affects_only_some_members_is_accepted():
    assert len(grid("momentum=0,0.9", "optimizer=sgd,adam").members) == 4


def test_members_whose_settings_had_to_be_adapted_are_counted():
    assert grid("data=xor,sine", "seed=0:3").forced() == {"features": 3, "loss": 3}
    assert grid("width=2,4").forced() == {}


def test_a_members_seed_replaces_given_weights():
    base = {"layers": (), "weights": (1.0, 2.0, 3.0)}
    assert [m.experiment.weights for m in grid("seed=0,1", **base).members] == [(), ()]
    assert grid("lr=1", **base).members[0].experiment.weights == (1.0, 2.0, 3.0)


def test_a_task_groups_members_with_the_same_program_and_the_same_order_of_examples():
    """Learning rates and widths are trained together, and seeds separately, because a seed also
    determines the order of the examples."""
    tasks = tasks_of(grid("seed=0,1", "lr=0.1,1", "width=2,4"), 10)
    assert [task.numbers for task in tasks] == [(0, 1, 2, 3), (4, 5, 6, 7)]
    assert [task.seed for task in tasks] == [0, 1]
    assert [t.numbers for t in tasks_of(grid("optimizer=sgd,adam", "lr=0.1,1"), 10)] == [
        (0, 1),
        (2, 3),
    ]


def test_the_size_of_tasks_does_not_depend_on_the_number_of_workers():
    tasks = tasks_of(grid("lr=0.001:1:lin40"), 10)
    assert [len(task.numbers) for task in tasks] == [MOST_TOGETHER, MOST_TOGETHER, 8]


def test_members_with_their_own_stopping_rule_are_trained_alone():
    assert [t.numbers for t in tasks_of(grid("lr=0.1,1", stop_loss=0.1), 10)] == [(0,), (1,)]


@pytest.mark.parametrize(
    ("epochs", "stop", "expected"), [(None, 0, 500), (None, 7, 7), (9, 7, 7), (5, 7, 5), (9, 0, 9)]
)
def test_the_number_of_epochs_is_the_requested_one_or_the_stop_epoch_of_the_experiment(
    epochs, stop, expected
):
    (task,) = tasks_of(grid("lr=1", stop_epoch=stop), epochs)
    assert task.epochs == expected
