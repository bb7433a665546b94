"""Every setting affects the run, in every combination of loss and optimizer."""

import pytest
from chainrule import Experiment, InputError
from chainrule.data.tabular import own
from chainrule.experiment.settings.table import SETTINGS


@pytest.mark.parametrize("loss", SETTINGS["loss"].choices)
@pytest.mark.parametrize("optimizer", SETTINGS["optimizer"].choices)
def test_every_combination_of_settings_can_be_trained(loss, optimizer):
    # The learning rate of Adadelta is a factor applied to its own step size.
    rate = 1.0 if optimizer == "adadelta" else 0.03
    run = Experiment(data="gauss", loss=loss, optimizer=optimizer, learning_rate=rate).trainer()
    run.advance(20 * len(run.batches))
    losses = run.history.column("training_loss")
    assert losses[-1] < 0.5 * losses[0]


MANY = {"loss": "cross_entropy"}


MARKS = own.keep_table(
    own.CsvSource("a,mark\n" + "".join(f"{i},{2 + 3 * (i % 2)}\n" for i in range(40)))
)


DATED = own.keep_table(
    own.CsvSource(
        "a,day,y,set\n"
        + "".join(
            f"{i},2024-03-{1 + i % 28:02d},{i % 2},{'training' if i < 30 else 'test'}\n"
            for i in range(40)
        )
    )
)


OTHER = {
    "data": ({}, "xor"),
    "example_inputs": ({"data": "example", "loss": "mse"}, (0.5, 1.0)),
    "example_targets": ({"data": "example", "loss": "mse"}, (0.5, 1.0)),
    "output_activation": ({"loss": "mse"}, "tanh"),
    "class_weights": ({}, (1.0, 4.0)),
    "weights": ({"layers": ()}, (1.0, -2.0, 0.5)),
    "drawn": ({"data": "drawn"}, ((-1, -1, 0), (1, 1, 1), (2, 1, 1), (-2, 0, 0))),
    "target": ({"data": "penguins", "columns": ("body mass (g)",), **MANY}, "island"),
    "columns": ({"data": "iris", **MANY}, ("petal length (cm)",)),
    "target_is_number": ({"data": "table", "table": MARKS, "loss": "mse"}, True),
    "missing_values": ({"data": "penguins", **MANY}, "fill"),
    "date_parts": (
        {"data": "table", "table": DATED, "target": "y", "columns": ("a", "day")},
        True,
    ),
    "split_by_set": ({"data": "table", "table": DATED, "target": "y", "columns": ("a",)}, True),
    "standardise": ({"data": "wine", **MANY}, False),
    "classes": ({"loss": "cross_entropy"}, 3),
    "features": ({}, ("x1", "x1*x2")),
    "samples": ({}, 400),
    "steps": ({"data": "brackets", "samples": 60}, 8),
    "noise": ({}, 0.3),
    "train_share": ({}, 0.7),
    "data_seed": ({}, 1),
    "layers": ({}, ((8, "tanh"), (8, "relu"))),
    "frozen": ({}, ("1",)),
    "init": ({}, "he"),
    "init_scale": ({}, 2.0),
    "loss": ({}, "mse"),
    "optimizer": ({}, "sgd"),
    "learning_rate": ({}, 0.02),
    "momentum": ({"optimizer": "sgd"}, 0.5),
    "nesterov": ({"optimizer": "sgd", "momentum": 0.5}, True),
    "beta1": ({}, 0.8),
    "beta2": ({}, 0.9),
    "epsilon": ({}, 0.1),
    "weight_decay": ({}, 0.1),
    "alpha": ({"optimizer": "rmsprop"}, 0.9),
    "centered": ({"optimizer": "rmsprop"}, True),
    "rho": ({"optimizer": "adadelta"}, 0.5),
    "lr_decay": ({"optimizer": "adagrad"}, 0.5),
    "momentum_decay": ({"optimizer": "nadam"}, 0.5),
    "amsgrad": ({}, True),
    "schedule": ({}, "warm_up"),
    "schedule_steps": ({"schedule": "cosine"}, 100),
    "schedule_factor": ({"schedule": "warm_up"}, 0.1),
    "l1": ({}, 0.1),
    "l2": ({}, 0.1),
    "clip_norm": ({"optimizer": "sgd"}, 0.01),
    "clip_value": ({"optimizer": "sgd"}, 0.001),
    "batch_size": ({}, 11),
    "seed": ({}, 1),
    "dtype": ({}, "float64"),
}


@pytest.mark.parametrize(
    "name",
    [name for name in SETTINGS if not name.startswith("stop_") and name != "table"],
)
def test_every_setting_affects_the_run(name):
    """If a setting were stored but not used, the trained weights would be the same."""
    base, value = OTHER[name]

    def trained(**settings) -> bytes:
        run = Experiment(**settings).trainer()
        run.advance(30)  # into the second epoch
        return run.theta.tobytes()

    assert trained(**base) == trained(**base)
    assert trained(**base) != trained(**base, **{name: value})


def test_few_distinct_integers_are_read_as_classes_or_optionally_as_numbers():
    classes = Experiment(data="table", table=MARKS, loss="cross_entropy")
    assert classes.class_names == ("2", "5")
    number = classes.changed(target_is_number=True)
    assert number.is_regression
    assert number.loss == "mse"
    assert Experiment.from_address(number.to_address()) == number
    assert number.changed(target_is_number=False).class_names == ("2", "5")
    assert not number.changed(target="a").target_is_number
    with pytest.raises(InputError, match="target_is_number: True .* off, because species is text"):
        Experiment(data="iris", target_is_number=True, loss="mse")
