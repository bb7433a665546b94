"""`Experiment`: everything that determines a run, as one small immutable object."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from chainrule import losses, nn, optim, schedules
from chainrule.changes import check_all_held
from chainrule.data import Split
from chainrule.data.formula import Formula
from chainrule.data.tabular.own import CsvSource, keep_table, kept_source
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.data.class_weights import balanced_weights
from chainrule.experiment.data.source import (
    ONE_EXAMPLE,
    OWN_TABLE,
    PLANES,
    DataSettings,
    Source,
    class_names,
    parted,
    source_of,
)
from chainrule.experiment.formats import address
from chainrule.experiment.formats.saved_file import VERSION, plain_settings, settings_of
from chainrule.experiment.layers.parts import given_shape
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.experiment.network.build import count_parameters, network_of
from chainrule.experiment.network.inputs import in_shape, names_in_shape
from chainrule.experiment.settings.couplings import check_couplings, fitting_choices, with_repairs
from chainrule.experiment.settings.kinds import COLUMNS
from chainrule.experiment.settings.table import NO_WEIGHTS, SETTINGS, setting
from chainrule.experiment.settings.values import RunValues
from chainrule.optim.optimizer import Rate
from chainrule.phrases import Phrase, phrase
from chainrule.training.records.history import SLOW_STRIDE
from chainrule.training.stopping import Stopping
from chainrule.training.trainer import Trainer


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Experiment(RunValues, DataSettings):
    """The complete definition of a run: data, network and training. `Experiment()` uses the
    defaults.

    A URL's fragment, a saved file, the worker's configuration and the command line's input all
    represent an experiment. Each value belongs to a row of `experiment.settings.table.SETTINGS`,
    which defines its bounds. The base classes declare the types of values that Chainrule itself
    reads.

    Raises
    ------
    InputError
        If a value is outside its bounds, or incompatible with another setting.

    Examples
    --------
    >>> Experiment(noise=0.2).to_address()
    'noise=0.2'
    >>> Experiment.from_json(Experiment().to_json()) == Experiment()
    True
    """

    def __init__(self, **values: Any) -> None:
        for name in values:
            setting(name)
        for name, row in SETTINGS.items():
            object.__setattr__(self, name, row.check(values.get(name, row.default)))
        check_all_held(vars(self), self.dtype)
        check_couplings(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Experiment) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        return f"Experiment({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def replaced(self, **values: Any) -> Experiment:
        """The experiment with exactly these values replaced; `changed` also applies implied
        changes."""
        return type(self)(**{**vars(self), **values})

    def with_unchecked(self, changes: Mapping[str, Any]) -> Experiment:
        """The experiment with these changes, without checking that its settings are compatible."""
        other = object.__new__(type(self))
        vars(other).update(vars(self), **changes)
        return other

    @property
    def is_regression(self) -> bool:
        """Whether the targets are numbers rather than classes."""
        return not self.class_names

    @property
    def is_plane(self) -> bool:
        """Whether the examples are points in the x1–x2 plane."""
        return self.data in PLANES

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the targets' classes; empty for a regression."""
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
        """The names of the network's inputs, one per value."""
        if self.is_plane:
            return tuple(formula.label for formula in self.formulas())
        return names_in_shape(self.source.names, self.source.symbols, self.input_shape)

    @property
    def fitting_choices(self) -> dict[str, tuple[Any, ...]]:
        """The choices of each dependent setting that are compatible with the other settings."""
        return fitting_choices(self)

    @property
    def outputs(self) -> int:
        """The number of scores that the network outputs: one per class for `cross_entropy` and for
        more than two classes, otherwise one."""
        count = len(self.class_names)
        if self.data == ONE_EXAMPLE:
            return len(self.example_targets)
        return count if losses.LOSSES[self.loss].scores_each_class or count > 2 else 1

    @property
    def parameters(self) -> int:
        """The number of the network's parameters, including frozen ones."""
        return count_parameters(self)

    def changed(self, **changes: Any) -> Experiment:
        """The experiment with some settings changed, including all changes that these imply.

        `experiment.settings.couplings` lists the rules. For example, choosing another data set
        resets the target, and a loss that does not suit the targets is replaced.

        Raises
        ------
        InputError
            If a change names an unknown setting or contains a value that is not allowed.
        """
        checked = {name: setting(name).check(value) for name, value in changes.items()}
        return self.replaced(**with_repairs(self, checked))

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
            If the text is not a JSON object, or contains an unknown version, an unknown setting or
            a value that is not allowed.
        """
        values = settings_of(text)
        csv = values.pop("csv", None)
        if csv is not None:
            values["table"] = keep_table(CsvSource.from_dict(csv))
        return cls().changed(**values)

    def to_address(self) -> str:
        """The settings that differ from their defaults, as the fragment of a URL (without the `#`).
        A setting at its default is included if reading the others would change it."""
        default = Experiment()
        written = {n: value for n, value in vars(self).items() if value != getattr(default, n)}
        repaired = with_repairs(default, written).keys() - written.keys()
        written |= {name: getattr(self, name) for name in SETTINGS if name in repaired}
        return address.write(written)

    @classmethod
    def from_address(cls, text: str) -> Experiment:
        """Read the output of `to_address`.

        Raises
        ------
        InputError
            If the text contains an unknown setting or a value that is not allowed.
        """
        return cls().changed(**address.read(text))

    # --- as objects ----------------------------------------------------------------------------

    def points(self) -> Split:
        """The training and test examples before features are computed; their columns are those in
        `source.names`."""
        source, (training, test) = self.source, parted(self)
        x, y = source.x, source.y
        return Split(x[training], y[training], x[test], y[test])

    def values_at(self, points: Array) -> Array:
        """The features at points (n, 2), one column per feature; infinite or NaN where the
        formula's value is. For data other than points in the plane, the examples are returned
        unchanged."""
        if not self.is_plane:
            return points
        columns = dict(zip(COLUMNS, points.T, strict=True))
        return numpy.column_stack([formula(columns) for formula in self.formulas()])

    def inputs(self, points: Array) -> Array:
        """The network's input for points (n, 2): one column per feature. For data other than points
        in the plane, the examples are converted to the shape that the first layer expects.

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
        """The parsed features; empty unless the examples are points in the plane."""
        if not self.is_plane:
            return []
        return [Formula.parse(text, COLUMNS) for text in self.features]

    def split(self) -> Split:
        """The training and test data as inputs of the network."""
        x, y, x_test, y_test = self.points()
        return Split(self.inputs(x), y, self.inputs(x_test), y_test)

    def network(self) -> nn.Sequential:
        """The network with its initial weights (see `experiment.network.build`)."""
        net = network_of(self, self.seed, None, self.init_scale)
        if self.weights:
            net.theta[...] = self.weights
        return net

    def fleet_network(self, seeds: Sequence[int], scales: Sequence[float]) -> nn.Sequential:
        """A fleet of such networks, one for each seed and initial scale."""
        return network_of(self, seeds, len(seeds), scales)

    def optimizer_rule(self, rate: Rate | None = None) -> optim.Optimizer:
        """The optimizer with its settings; `rate`, if given, replaces the learning rate, for
        example with one rate for each network of a fleet."""
        rate = self.learning_rate if rate is None else rate
        return optim.RULES[self.optimizer].make(rate, vars(self))

    def rate_schedule(self) -> schedules.Schedule:
        """The learning rate schedule, with `schedule_steps` and `schedule_factor`."""
        row = schedules.SCHEDULES[self.schedule]
        return row.make(self.schedule_steps, self.schedule_factor)

    @property
    def loss_name(self) -> Phrase:
        """The name of the loss, which also says whether the classes are weighted."""
        name = SETTINGS["loss"].titles[self.loss]
        return name if self.class_weights == NO_WEIGHTS else phrase("loss.weighted", loss=name)

    def weights_of_classes(self) -> tuple[float, ...] | None:
        """The class weights as numbers, or None. `balanced` weights are computed from the training
        examples."""
        if self.class_weights == NO_WEIGHTS:
            return None
        if isinstance(self.class_weights, tuple):
            return self.class_weights
        return balanced_weights(self.points().y, len(self.class_names))

    def loss_rule(self) -> losses.Loss:
        """The loss with its class weights, used for both training and test loss: Σ w_k l / Σ w_k
        over the examples of a batch or a set, where l is an example's loss and k its class."""
        weights, kind = self.weights_of_classes(), losses.LOSSES[self.loss]
        return kind() if weights is None else kind(weight=weights)  # pyright: ignore[reportCallIssue]

    def stopping(self) -> Stopping:
        """The conditions of early stopping."""
        return Stopping(self.stop_epoch, self.stop_loss, self.stop_patience)

    def probe(self) -> Trainer:
        """A trainer for repeating steps from snapshots. To save an evaluation, its history has no
        initial record."""
        return self.trainer_for(self.network(), self.optimizer_rule(), limit=1, record=False)

    def trainer(self, limit: int | None = None) -> Trainer:
        """A trainer with the data loaded, at epoch 0.

        Parameters
        ----------
        limit : the largest number of records in its history; None for every epoch. With a limit, a
            large network is evaluated only every fourth epoch.
        """
        run = self.trainer_for(self.network(), self.optimizer_rule(), limit)
        if limit is not None and run.evaluates_slowly:
            run.history.space(SLOW_STRIDE)
        return run

    def trainer_for(
        self,
        net: nn.Sequential,
        rule: optim.Optimizer,
        limit: int | None = None,
        mask: Array | None = None,
        record: bool = True,
    ) -> Trainer:
        """A trainer for `net` and `rule`, with the data loaded and all other settings applied.

        Parameters
        ----------
        mask : the parameters that are trained (see `Trainer`).
        record : whether to add an initial record to the history.
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
        run.load(x, y, (x_test, y_test) if len(x_test) else None, record=record)
        return run
