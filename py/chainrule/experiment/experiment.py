"""`Experiment`: everything that determines a run, as one small value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy

from chainrule import losses, nn, optim, schedules
from chainrule.changes import check_all_held
from chainrule.data import MANY_CLASSES, Split
from chainrule.data.formula import Formula
from chainrule.data.own import CsvSource, keep_table, kept_source
from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of
from chainrule.experiment import address
from chainrule.experiment.class_weights import balanced_weights
from chainrule.experiment.kinds import COLUMNS
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import given_shape
from chainrule.experiment.layers.setting import BIASES, OUTPUT, layer_numbers
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.experiment.network.build import count_parameters, network_of
from chainrule.experiment.network.fitting import changes_for_data, check_layers
from chainrule.experiment.network.inputs import in_shape, names_in_shape
from chainrule.experiment.reading import VERSION, plain_settings, settings_of
from chainrule.experiment.settings import (
    BALANCED,
    CLASS_LOSSES,
    NO_WEIGHTS,
    REGRESSION_LOSSES,
    SETTINGS,
    WEIGHTED_LOSSES,
    setting,
)
from chainrule.experiment.source import (
    ONE_EXAMPLE,
    OWN_TABLE,
    PLANES,
    DataSettings,
    Source,
    class_names,
    parted,
    source_of,
)
from chainrule.limits import MAX_FEATURES, MAX_TARGETS
from chainrule.optim.optimizer import Rate
from chainrule.phrases import Phrase, phrase
from chainrule.training.stopping import Stopping
from chainrule.training.trainer import Trainer

MAKES_TARGETS = {
    "data", "classes", "drawn", "table", "target", "target_is_number", "columns", "missing_values",
    "split_by_set",
}  # fmt: skip
"""Settings that determine the target, and so the losses that fit."""


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Experiment(DataSettings):
    """The complete definition of a run: data, network and training. `Experiment()` is the default.

    It is the URL after `#`, the saved file, the worker's configuration and the command line's
    input. Each value belongs to a row of `experiment.settings.SETTINGS`, which gives its bounds.
    The fields declare the types of the values that Chainrule itself reads.

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

    features: tuple[str, ...]
    layers: tuple[Layer, ...]
    output_activation: str
    frozen: tuple[str, ...]
    weights: tuple[float, ...]
    init: str
    init_scale: float
    loss: str
    class_weights: str | tuple[float, ...]
    optimizer: str
    learning_rate: float
    momentum: float
    nesterov: bool
    beta1: float
    beta2: float
    alpha: float
    centered: bool
    rho: float
    lr_decay: float
    momentum_decay: float
    amsgrad: bool
    epsilon: float
    weight_decay: float
    schedule: str
    schedule_steps: int
    schedule_factor: float
    l1: float
    l2: float
    clip_norm: float
    clip_value: float
    stop_epoch: int
    stop_loss: float
    stop_patience: int
    batch_size: int
    seed: int
    dtype: str

    def __init__(self, **values: Any) -> None:
        for name in values:
            setting(name)
        for name, row in SETTINGS.items():
            object.__setattr__(self, name, row.check(values.get(name, row.default)))
        check_all_held(vars(self), self.dtype)
        if self.classes > 2 and self.data not in MANY_CLASSES:
            raise InputError("classes", self.classes, phrase("allowed.two_classes", data=self.data))
        if self.loss not in self.fitting_losses:
            count = len(self.class_names)
            allowed = phrase(
                "allowed.one_of_because",
                choices=list(self.fitting_losses),
                data=self.data,
                why=phrase("why.regression")
                if self.is_regression
                else phrase("why.classes", count=count),
            )
            raise InputError("loss", self.loss, allowed)
        self._check_class_weights()
        if self.nesterov and self.momentum == 0:
            raise InputError("nesterov", True, phrase("allowed.nesterov"))
        if self.output_activation != "identity" and self.loss not in REGRESSION_LOSSES:
            allowed = phrase("allowed.raw_scores", loss=self.loss)
            raise InputError("output_activation", self.output_activation, allowed)
        names = [*layer_numbers(self.layers), OUTPUT]
        if not {*self.frozen} - {BIASES} < {*names}:
            raise InputError("frozen", self.frozen, phrase("allowed.not_all", layers=names))
        if self.data == "sine" and "x2" in "".join(self.features):
            raise InputError("features", self.features, phrase("allowed.no_x2"))
        for name, most in (("example_inputs", MAX_FEATURES), ("example_targets", MAX_TARGETS)):
            if not 1 <= len(getattr(self, name)) <= most:
                raise InputError(name, getattr(self, name), phrase("allowed.count", most=most))
        if self.stop_patience and self.data == ONE_EXAMPLE:
            allowed = phrase("allowed.no_test", data=ONE_EXAMPLE)
            raise InputError("stop_patience", self.stop_patience, allowed)
        check_layers(self)
        if self.weights and len(self.weights) != self.parameters:
            given = phrase("count.numbers", count=len(self.weights))
            allowed = phrase("allowed.weights", count=self.parameters)
            raise InputError("weights", given, allowed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Experiment) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        return f"Experiment({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def replaced(self, **values: Any) -> Experiment:
        """The experiment with other values and no further changes; `changed` also applies implied
        changes."""
        return type(self)(**{**vars(self), **values})

    def _check_class_weights(self) -> None:
        given, count = self.class_weights, len(self.class_names)
        if given == NO_WEIGHTS:
            return
        if self.loss not in WEIGHTED_LOSSES:
            allowed = phrase("allowed.no_class_weights", loss=self.loss)
            raise InputError("class_weights", given, allowed)
        if given != BALANCED and len(given) != count:
            allowed = phrase(
                "allowed.weights_of_classes", none=NO_WEIGHTS, balanced=BALANCED, count=count
            )
            raise InputError("class_weights", given, allowed)

    @property
    def is_regression(self) -> bool:
        """Whether the targets are numbers rather than classes."""
        return not self.class_names

    @property
    def is_plane(self) -> bool:
        """Whether the examples are points of the plane of x1 and x2."""
        return self.data in PLANES

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes of the targets; empty for a regression."""
        return class_names(self)

    @property
    def source(self) -> Source:
        """The examples before the split."""
        return source_of(self)

    @property
    def data_shape(self) -> Shape:
        """The shape of an example: numbers, an image, a sequence or tokens."""
        return numbers(len(self.features)) if self.is_plane else self.source.shape

    @property
    def input_shape(self) -> Shape:
        """The shape of the network's input for an example (see `given_shape`)."""
        return given_shape(self.data_shape, self.layers)

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of the network's inputs, one per number."""
        if self.is_plane:
            return tuple(formula.label for formula in self.formulas())
        return names_in_shape(self.source.names, self.source.symbols, self.input_shape)

    @property
    def fitting_losses(self) -> tuple[str, ...]:
        """The losses that the data set's targets allow."""
        if self.is_regression:
            return tuple(REGRESSION_LOSSES)
        return tuple(CLASS_LOSSES if len(self.class_names) > 2 else SETTINGS["loss"].choices)

    @property
    def outputs(self) -> int:
        """The number of the network's scores: one per class for `cross_entropy` and for more than
        two classes, otherwise one."""
        count = len(self.class_names)
        if self.data == ONE_EXAMPLE:
            return len(self.example_targets)
        return count if losses.LOSSES[self.loss].scores_each_class or count > 2 else 1

    @property
    def parameters(self) -> int:
        """The number of the network's parameters, including frozen ones."""
        return count_parameters(self)

    def changed(self, **changes: Any) -> Experiment:
        """The experiment with some settings changed, together with all changes that these imply.

        Another data set resets target, columns and the number of classes. Another target resets its
        type. A loss that does not fit the targets is replaced. Momentum 0 disables Nesterov
        momentum. Features with x₂ are dropped for data without x₂, and patience for data without a
        test set. Frozen layers that no longer exist are dropped. So are initial weights that no
        longer fit, and an output activation or class weights that do not fit the loss or the number
        of classes.

        Raises
        ------
        InputError
            If a change names an unknown setting or a value that is not allowed.
        """
        for name, value in changes.items():
            changes[name] = setting(name).check(value)
        wanted = {**vars(self), **changes}
        if wanted["data"] not in MANY_CLASSES:
            changes.setdefault("classes", 2)
        if (wanted["data"], wanted["table"]) != (self.data, self.table):
            changes.setdefault("target", "")
            changes.setdefault("columns", ())
            changes.setdefault("split_by_set", False)
        if {"data", "table", "target"} & changes.keys():
            changes.setdefault("target_is_number", False)
        if wanted["data"] != OWN_TABLE:
            changes.setdefault("table", "")
        if changes.get("target") in self.columns:
            others = tuple(name for name in self.columns if name != changes["target"])
            changes.setdefault("columns", others)
        if wanted["data"] == ONE_EXAMPLE:
            changes.setdefault("stop_patience", 0)
        if wanted["momentum"] == 0:
            changes.setdefault("nesterov", False)
        if wanted["data"] == "sine":
            kept = tuple(text for text in self.features if "x2" not in text)
            changes.setdefault("features", kept or ("x1",))
        elif self.data == "sine" and self.features == ("x1",):
            changes.setdefault("features", COLUMNS)
        changes |= changes_for_data(self, changes)
        if "layers" in changes:
            left = layer_numbers(changes["layers"])
            kept = tuple(name for name in self.frozen if name in (*left, OUTPUT, BIASES))
            learns = left or OUTPUT not in kept
            changes.setdefault("frozen", kept if learns else kept[1:])
        if MAKES_TARGETS & changes.keys():
            changes.setdefault("loss", self._loss_for({**vars(self), **changes}))
        if not self._weights_fit({**wanted, **changes}):
            changes.setdefault("class_weights", NO_WEIGHTS)
        if {**wanted, **changes}["loss"] not in REGRESSION_LOSSES:
            changes.setdefault("output_activation", "identity")
        if self.weights and "weights" not in changes:
            bare = self.replaced(**changes, weights=())
            fits = bare.parameters == len(self.weights)
            return bare.replaced(weights=self.weights if fits else ())
        return self.replaced(**changes)

    def _weights_fit(self, wanted: dict[str, Any]) -> bool:
        """Whether class weights apply with these settings."""
        given = wanted["class_weights"]
        if given == NO_WEIGHTS or wanted["loss"] not in WEIGHTED_LOSSES:
            return given == NO_WEIGHTS
        return given == BALANCED or len(given) == len(class_names(SimpleNamespace(**wanted)))

    def _loss_for(self, wanted: dict[str, Any]) -> str:
        """The loss for other data: the current one, if it still applies."""
        count = len(class_names(SimpleNamespace(**wanted)))
        if not count:
            return self.loss if self.is_regression else "mse"
        if count > 2:
            return self.loss if self.loss in CLASS_LOSSES else "cross_entropy"
        return SETTINGS["loss"].default if self.is_regression else self.loss

    # --- as text -------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """All settings by name, JSON-ready."""
        return {"version": VERSION, **plain_settings(vars(self))}

    def to_json(self) -> str:
        """All settings as a JSON object, including the text of a user's table."""
        values = self.to_dict()
        if self.data == OWN_TABLE:
            values["csv"] = kept_source(self.table).to_dict()
        return json.dumps(values, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """Read the output of `to_json`; omitted settings take their defaults.

        Raises
        ------
        InputError
            If the text is not a JSON object, or names an unknown version, setting or value.
        """
        values = settings_of(text)
        csv = values.pop("csv", None)
        if csv is not None:
            values["table"] = keep_table(_csv_source(csv))
        return cls._from_values(values)

    def to_address(self) -> str:
        """The settings that differ from the defaults, in the form of a URL after `#`."""
        default = Experiment()
        return address.write(
            {name: value for name, value in vars(self).items() if value != getattr(default, name)}
        )

    @classmethod
    def from_address(cls, text: str) -> Experiment:
        """Read the output of `to_address`.

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

    def points(self) -> Split:
        """The training and test examples, before features: columns as `source.names`."""
        source, (training, test) = self.source, parted(self)
        x, y = source.x, source.y
        return Split(x[training], y[training], x[test], y[test])

    def values_at(self, points: Array) -> Array:
        """The features at points (n, 2), one column each; infinite or NaN where a formula is. A
        table's examples are returned unchanged."""
        if not self.is_plane:
            return points
        columns = dict(zip(COLUMNS, points.T, strict=True))
        return numpy.column_stack([formula(columns) for formula in self.formulas()])

    def inputs(self, points: Array) -> Array:
        """The network's input for points (n, 2): one column per feature. Examples of other data get
        the shape that the first layer expects.

        Raises
        ------
        InputError
            If a feature is infinite or NaN at a point.
        """
        values = self.values_at(points)
        for formula, column in zip(self.formulas(), values.T, strict=False):
            wrong = int((~numpy.isfinite(column)).sum())
            if wrong:
                raise InputError(
                    "features",
                    formula.text,
                    phrase("allowed.finite_formulas", wrong=int(wrong), count=len(points)),
                )
        return in_shape(values, self.data_shape, self.input_shape)

    def formulas(self) -> list[Formula]:
        """The parsed features; empty for a table."""
        if not self.is_plane:
            return []
        return [Formula.parse(text, COLUMNS) for text in self.features]

    def split(self) -> Split:
        """The training and test data in the form of the network's input."""
        x, y, x_test, y_test = self.points()
        return Split(self.inputs(x), y, self.inputs(x_test), y_test)

    def network(self) -> nn.Sequential:
        """The network with its initial weights (see `experiment.network.build`)."""
        net = network_of(self, self.seed, None, self.init_scale)
        if self.weights:
            net.theta[...] = self.weights
        return net

    def fleet_network(self, seeds: Sequence[int], scales: Sequence[float]) -> nn.Sequential:
        """A fleet with one such network per seed, each with its own seed and initial scale."""
        return network_of(self, seeds, len(seeds), scales)

    def optimizer_rule(self, rate: Rate | None = None) -> optim.Optimizer:
        """The optimizer with its settings; `rate` replaces the learning rate, for example by one
        per network of a fleet."""
        rate = self.learning_rate if rate is None else rate
        return optim.RULES[self.optimizer].make(rate, vars(self))

    def rate_schedule(self) -> schedules.Schedule:
        """The schedule, with `schedule_steps` and `schedule_factor`."""
        row = schedules.SCHEDULES[self.schedule]
        return row.make(self.schedule_steps, self.schedule_factor)

    @property
    def loss_name(self) -> Phrase:
        """The name of the loss, and whether its classes are weighted."""
        name = SETTINGS["loss"].titles[self.loss]
        return name if self.class_weights == NO_WEIGHTS else phrase("loss.weighted", loss=name)

    def weights_of_classes(self) -> tuple[float, ...] | None:
        """The class weights as numbers, `balanced` ones from the training examples; or None."""
        if self.class_weights == NO_WEIGHTS:
            return None
        if isinstance(self.class_weights, tuple):
            return self.class_weights
        return balanced_weights(self.points().y, len(self.class_names))

    def loss_rule(self) -> losses.Loss:
        """The loss with its class weights, used for both training and test loss: Σ w_k l / Σ w_k
        over the examples of a batch or a set, l an example's loss, k its class."""
        weights, kind = self.weights_of_classes(), losses.LOSSES[self.loss]
        return kind() if weights is None else kind(weight=weights)  # pyright: ignore[reportCallIssue]

    def stopping(self) -> Stopping:
        """The conditions of early stopping."""
        return Stopping(self.stop_epoch, self.stop_loss, self.stop_patience)

    def trainer(self, limit: int | None = None) -> Trainer:
        """A trainer with the data loaded, at epoch 0.

        Parameters
        ----------
        limit : the largest number of records in its history; None for every epoch.
        """
        return self.trainer_for(self.network(), self.optimizer_rule(), limit)

    def trainer_for(
        self,
        net: nn.Sequential,
        rule: optim.Optimizer,
        limit: int | None = None,
        mask: Array | None = None,
    ) -> Trainer:
        """A trainer with the data loaded and all settings except those of `net` and `rule`.

        Parameters
        ----------
        mask : the parameters that are trained (see `Trainer`).
        """
        run = Trainer(
            net,
            self.loss_rule(),
            rule,
            batch_size=self.batch_size,
            seed=self.seed,
            limit=limit,
            schedule=self.rate_schedule(),
            l1=self.l1,
            l2=self.l2,
            clip_norm=self.clip_norm or None,
            clip_value=self.clip_value or None,
            mask=mask,
        )
        run.keeps_best = self.stop_patience > 0 and net.replicas is None
        x, y, x_test, y_test = self.split()
        run.load(x, y, (x_test, y_test) if len(x_test) else None)
        return run


def _csv_source(csv: Any) -> CsvSource:
    if not isinstance(csv, dict):
        raise InputError("csv", csv, "an object with the text of a table")
    return CsvSource.from_dict(csv)
