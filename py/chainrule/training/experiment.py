"""`Experiment`: everything that determines a run, as one small value."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from chainrule import losses, nn, optim
from chainrule.data import REGRESSION, SYNTHETIC, Split, train_test_split
from chainrule.errors import InputError, one_of
from chainrule.training import address
from chainrule.training.settings import SETTINGS, setting
from chainrule.training.trainer import Trainer

VERSION = 1
MAX_JSON = 4000
"""Thrice the longest experiment. Deeply nested text would overflow the browser's stack."""


@dataclass(frozen=True)
class Experiment:
    """What is trained on what, and how. `Experiment()` is the page's default.

    It is the address after `#`, the saved file, the worker's configuration and the command
    line's input. Every field is a row of `training.settings.SETTINGS`, which gives its bounds.

    Raises
    ------
    InputError
        For a value outside its bounds, or one that does not fit another setting.

    Examples
    --------
    >>> Experiment(noise=0.2).to_address()
    'noise=0.2'
    >>> Experiment.from_json(Experiment().to_json()) == Experiment()
    True
    """

    data: str = SETTINGS["data"].default
    samples: int = SETTINGS["samples"].default
    noise: float = SETTINGS["noise"].default
    train_share: float = SETTINGS["train_share"].default
    data_seed: int = SETTINGS["data_seed"].default
    layers: tuple[tuple[int, str], ...] = SETTINGS["layers"].default
    init: str = SETTINGS["init"].default
    loss: str = SETTINGS["loss"].default
    optimizer: str = SETTINGS["optimizer"].default
    learning_rate: float = SETTINGS["learning_rate"].default
    momentum: float = SETTINGS["momentum"].default
    nesterov: bool = SETTINGS["nesterov"].default
    beta1: float = SETTINGS["beta1"].default
    beta2: float = SETTINGS["beta2"].default
    epsilon: float = SETTINGS["epsilon"].default
    weight_decay: float = SETTINGS["weight_decay"].default
    batch_size: int = SETTINGS["batch_size"].default
    seed: int = SETTINGS["seed"].default
    dtype: str = SETTINGS["dtype"].default

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = setting(field.name).check(getattr(self, field.name))
            object.__setattr__(self, field.name, value)
        if self.is_regression and self.loss != "mse":
            raise InputError("loss", self.loss, f"mse, because {self.data} is a regression")
        if self.nesterov and self.momentum == 0:
            raise InputError("nesterov", True, "false, or true with momentum above 0")

    @property
    def is_regression(self) -> bool:
        """Whether the targets are numbers rather than classes."""
        return self.data in REGRESSION

    @property
    def outputs(self) -> int:
        """How many scores the network gives: one a class for `cross_entropy`, otherwise one."""
        return 2 if self.loss == "cross_entropy" else 1

    def changed(self, **changes: Any) -> Experiment:
        """The experiment with some settings changed, and others where those force them.

        A regression data set brings its loss with it, and classes after it the default loss;
        momentum 0 ends Nesterov's correction.

        Raises
        ------
        InputError
            If a change names no setting or a value that is not allowed.
        """
        for name, value in changes.items():
            setting(name).check(value)
        if changes.get("data") in REGRESSION:
            changes.setdefault("loss", "mse")
        elif "data" in changes and self.is_regression:
            changes.setdefault("loss", SETTINGS["loss"].default)
        if changes.get("momentum") == 0:
            changes.setdefault("nesterov", False)
        return dataclasses.replace(self, **changes)

    # --- as text -------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """All settings by name, JSON-ready."""
        return {"version": VERSION, **dataclasses.asdict(self)}

    def to_json(self) -> str:
        """All settings as a JSON object."""
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """Read what `to_json` wrote; settings left out take their defaults.

        Raises
        ------
        InputError
            If the text is no JSON object, or names an unknown version, setting or value.
        """
        if len(text) > MAX_JSON:
            raise InputError("experiment", text[:40], f"at most {MAX_JSON} characters of JSON")
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError("experiment", text[:40], f"a JSON object ({error})") from None
        if not isinstance(values, dict):
            raise InputError("experiment", values, "a JSON object of settings")
        version = values.pop("version", VERSION)
        if version != VERSION:
            raise InputError("version", version, str(VERSION))
        return cls._from_values(values)

    def to_address(self) -> str:
        """The settings that differ from the defaults, as they stand after `#`."""
        default = Experiment()
        return address.write(
            {
                field.name: getattr(self, field.name)
                for field in dataclasses.fields(self)
                if getattr(self, field.name) != getattr(default, field.name)
            }
        )

    @classmethod
    def from_address(cls, text: str) -> Experiment:
        """Read what `to_address` wrote.

        Raises
        ------
        InputError
            If it names an unknown setting or a value that is not allowed.
        """
        return cls._from_values(address.read(text))

    @classmethod
    def _from_values(cls, values: dict[str, Any]) -> Experiment:
        for name, value in values.items():
            if name not in SETTINGS:
                raise InputError("setting", name, one_of(SETTINGS))
            setting(name).check(value)
        return cls().changed(**values)

    # --- as objects ----------------------------------------------------------------------------

    def split(self) -> Split:
        """The training and test data."""
        x, y = SYNTHETIC[self.data](self.samples, self.noise, self.data_seed)
        return train_test_split(x, y, self.train_share, self.data_seed)

    def network(self) -> nn.Sequential:
        """The network with its initial weights."""
        modules: list[nn.Module] = []
        width = 2
        for units, activation in self.layers:
            modules += [nn.Linear(width, units, self.init), nn.ACTIVATIONS[activation]()]
            width = units
        modules.append(nn.Linear(width, self.outputs, self.init))
        return nn.Sequential(*modules, seed=self.seed, dtype=self.dtype)

    def optimizer_rule(self) -> optim.Optimizer:
        """The optimizer with its settings."""
        if self.optimizer == "sgd":
            return optim.SGD(self.learning_rate, self.momentum, self.nesterov, self.weight_decay)
        betas = (self.beta1, self.beta2)
        return optim.Adam(self.learning_rate, betas, self.epsilon, self.weight_decay)

    def trainer(self, limit: int | None = None) -> Trainer:
        """A trainer with the data loaded, at epoch 0.

        Parameters
        ----------
        limit : the greatest number of stations its history keeps; None for every epoch.
        """
        run = Trainer(
            self.network(),
            losses.LOSSES[self.loss](),
            self.optimizer_rule(),
            batch_size=self.batch_size,
            seed=self.seed,
            limit=limit,
        )
        x, y, x_test, y_test = self.split()
        run.load(x, y, (x_test, y_test))
        return run
