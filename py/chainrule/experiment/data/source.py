"""The source of an experiment's data: a generator, drawn points, or a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

import numpy

from chainrule.data import train_test_split
from chainrule.data.images import IMAGES
from chainrule.data.sequences import SEQUENCES
from chainrule.data.synthetic import MANY_CLASSES, REGRESSION, SYNTHETIC
from chainrule.data.tables import PICTURES, TABLES, load_table
from chainrule.data.tabular import (
    Division,
    Doubtful,
    Table,
    doubtful_categories,
    encode,
    kept_anyway,
    numbered_classes,
    target_sentence,
)
from chainrule.data.tabular.own import kept_table
from chainrule.data.tabular.pixels import picture_sizes
from chainrule.engine.op import Array
from chainrule.experiment.layers.shape import Shape, image, numbers, sequence, tokens
from chainrule.phrases import Phrase, phrase

DRAWN, OWN_TABLE, ONE_EXAMPLE = "drawn", "table", "example"
PLANES: tuple[str, ...] = (*SYNTHETIC, DRAWN)
"""The data sets whose examples are points in the x1–x2 plane."""


@dataclass(frozen=True)
class DataSettings:
    """The settings that determine the data. `Experiment` adds the others."""

    data: str
    example_inputs: tuple[float, ...]
    example_targets: tuple[float, ...]
    drawn: tuple[tuple[float, float, int], ...]
    table: str
    target: str
    target_is_number: bool
    columns: tuple[str, ...]
    standardise: bool
    missing_values: str
    date_parts: bool
    split_by_set: bool
    classes: int
    samples: int
    steps: int
    noise: float
    train_share: float
    data_seed: int


@dataclass(frozen=True, eq=False)
class Source:
    """Examples before the split, with their names.

    Attributes
    ----------
    x, y : coordinates (n, coordinates), and classes or numbers (n,); for a single typed example, y
        has the shape (1, targets).
    names : the names of the coordinates.
    classes : the names of the classes; empty for a regression.
    rows : for a table, the index of each example's row.
    mean, deviation : y · deviation + mean is a regression's target in its original units.
    remarks : sentences that describe how the data were read.
    parts : for a table, the indices of the training and test examples, in the order of training.
    form : for images and sequences, the shape of an example, whose values form one row of x.
    symbols : for tokens, the symbol that each number stands for.
    groups : the index of each example's group; a group is never split between training and test.
    """

    x: Array
    y: Array
    names: tuple[str, ...]
    classes: tuple[str, ...]
    rows: Array | None = None
    mean: float = 0.0
    deviation: float = 1.0
    remarks: tuple[str, ...] = ()
    parts: tuple[Array, Array] | None = None
    form: Shape | None = None
    symbols: tuple[str, ...] = ()
    groups: Array | None = None

    @property
    def shape(self) -> Shape:
        """The shape of an example: numbers, unless it is an image or a sequence."""
        return self.form or numbers(self.x.shape[1])


def source_of(settings: DataSettings | SimpleNamespace) -> Source:
    """The data defined by `settings`.

    Raises
    ------
    InputError
        If the table, the target and the columns are inconsistent.
    """
    e = settings
    if e.data in SYNTHETIC:
        return _synthetic(e.data, e.classes, e.samples, e.noise, e.data_seed)
    if e.data in SEQUENCES:
        return _sequences(e.data, e.samples, e.steps, e.data_seed)
    if e.data in IMAGES:
        return _images(e.data, e.samples, e.noise, e.data_seed)
    if e.data == DRAWN:
        return _drawn(e.drawn)
    if e.data == ONE_EXAMPLE:
        return _one_example(e.example_inputs, e.example_targets)
    division = Division(e.train_share, e.data_seed, e.split_by_set and e.data == OWN_TABLE)
    return _encoded(
        e.data,
        e.table,
        e.target,
        e.columns,
        _Encoding(
            scale=e.standardise,
            is_number=e.target_is_number,
            fill=e.missing_values == "fill",
            date_parts=e.date_parts,
            division=division,
        ),
    )


def table_of(data: str, own: str) -> Table | None:
    """The table of a data set; None if the data set is not a table."""
    if data in TABLES:
        return load_table(data)
    return kept_table(own) if data == OWN_TABLE else None


def doubtful_in(settings: DataSettings) -> tuple[Doubtful, ...]:
    """The categories in use that may stand for missing values; empty unless the data are the user's
    own table."""
    table = table_of(settings.data, settings.table) if settings.data == OWN_TABLE else None
    if table is None:
        return ()
    return doubtful_categories(
        table, (*(settings.columns or table.names), settings.target or table.target)
    )


def numbered_classes_in(settings: DataSettings) -> Phrase | None:
    """A remark if the target of the user's own table consists of numbers that are treated as
    classes, otherwise None."""
    table = table_of(settings.data, settings.table) if settings.data == OWN_TABLE else None
    if table is None or settings.target_is_number:
        return None
    return numbered_classes(table.column(settings.target or table.target))


def kept_anyway_in(settings: DataSettings) -> tuple[Phrase, ...]:
    """Remarks on inputs of the user's own table that are used only because there are no better
    ones."""
    table = table_of(settings.data, settings.table) if settings.data == OWN_TABLE else None
    return () if table is None else kept_anyway(table, settings.target or table.target)


def parted(settings: DataSettings) -> tuple[Array, Array]:
    """The indices of the source's training and test examples.

    Hand-drawn points are assigned to training and test alternately, per class and in proportion to
    `train_share`. Every class is represented in training, and adding points never moves earlier
    points to the other set. A single example has no test set.
    """
    e, source = settings, source_of(settings)
    numbers = numpy.arange(len(source.y))
    if e.data == ONE_EXAMPLE:
        return numbers, numbers[:0]
    if source.parts is not None:
        return source.parts
    if source.groups is not None:
        return _split_by_group(source.groups, e.train_share, e.data_seed)
    if e.data != DRAWN:
        split = train_test_split(numbers, numbers, e.train_share, e.data_seed)
        return split.x, split.x_test
    trains = _in_turn(source.y, e.train_share)
    trains[-1] &= not trains.all()
    return numbers[trains], numbers[~trains]


def _split_by_group(groups: Array, share: float, seed: int) -> tuple[Array, Array]:
    """The indices of the training and test examples, with each group entirely in one of the two."""
    numbers = numpy.unique(groups)
    split = train_test_split(numbers, numbers, share, seed)
    trains = numpy.isin(groups, split.x)
    return trains.nonzero()[0], (~trains).nonzero()[0]


def _in_turn(kinds: Array, share: float) -> Array:
    """Whether each point is a training point: ⌈share · n⌉ of the first n points of a class are."""
    trains = numpy.zeros(len(kinds), bool)
    for kind in numpy.unique(kinds):
        # Round first, because 0.55 · 100 is slightly more than 55 in floating point.
        due = numpy.ceil(numpy.round(share * numpy.arange((kinds == kind).sum() + 1), 9))
        trains[kinds == kind] = numpy.diff(due) > 0
    return trains


def class_names(settings: DataSettings | SimpleNamespace) -> tuple[str, ...]:
    """The names of the targets' classes; empty for a regression. Determining the names does not
    generate any data.

    Also accepts settings that are not yet compatible with each other.
    """
    if settings.data in REGRESSION or settings.data == ONE_EXAMPLE:
        return ()
    if settings.data in SYNTHETIC:
        return tuple(map(str, range(settings.classes)))
    if settings.data in SEQUENCES:
        return SEQUENCES[settings.data].classes
    if settings.data in IMAGES:
        return IMAGES[settings.data].classes
    return source_of(settings).classes


@lru_cache(maxsize=4)
def _synthetic(data: str, classes: int, samples: int, noise: float, seed: int) -> Source:
    more = {"classes": classes} if data in MANY_CLASSES else {}
    x, y = SYNTHETIC[data](samples, noise, seed, **more)
    names = () if data in REGRESSION else tuple(map(str, range(classes)))
    return Source(x, y, ("x1", "x2"), names)


@lru_cache(maxsize=4)
def _sequences(data: str, samples: int, steps: int, seed: int) -> Source:
    task = SEQUENCES[data]
    x, y = task.draw(samples, steps, seed)
    groups = task.group(samples, steps, seed) if task.group else None
    if task.kind == "tokens":
        names = tuple(phrase("rows.step", step=t + 1) for t in range(steps))
        form = tokens(steps, len(task.symbols))
        return Source(x, y, names, task.classes, form=form, symbols=task.symbols, groups=groups)
    names = tuple(
        phrase("rows.feature", name=name, step=t + 1)
        for t in range(steps)
        for name in task.features
    )
    form = sequence(steps, len(task.features))
    return Source(x.reshape(samples, -1), y, names, task.classes, form=form)


@lru_cache(maxsize=2)
def _images(data: str, samples: int, noise: float, seed: int) -> Source:
    task = IMAGES[data]
    x, y = task.draw(samples, noise, seed)
    _, height, width = task.sizes
    names = tuple(
        phrase("rows.pixel", row=r + 1, column=c + 1) for r in range(height) for c in range(width)
    )
    return Source(x, y, names, task.classes, form=image(*task.sizes))


@lru_cache(maxsize=4)
def _drawn(points: tuple[tuple[float, float, int], ...]) -> Source:
    table = numpy.array(points, numpy.float64)
    kinds = table[:, 2].astype(numpy.int64)
    return Source(
        table[:, :2], kinds, ("x1", "x2"), tuple(map(str, range(max(2, int(kinds.max()) + 1))))
    )


def _one_example(inputs: tuple[float, ...], targets: tuple[float, ...]) -> Source:
    names = tuple(f"x{number + 1}" for number in range(len(inputs)))
    return Source(numpy.array([inputs]), numpy.array([targets]), names, ())


@dataclass(frozen=True)
class _Encoding:
    """The arguments of `encode` that are settings."""

    scale: bool
    is_number: bool
    fill: bool
    date_parts: bool
    division: Division


@lru_cache(maxsize=4)
def _encoded(data: str, own: str, target: str, columns: tuple[str, ...], how: _Encoding) -> Source:
    table = table_of(data, own)
    assert table is not None  # because all other data sets are generated
    scale = how.scale and data not in PICTURES  # because shades share one scale
    found = encode(
        table,
        target or table.target,
        columns,
        scale,
        how.is_number,
        fill=how.fill,
        date_parts=how.date_parts,
        division=how.division,
    )
    sizes = picture_sizes(found.inputs)
    why_not_last = target_sentence(table) if data == OWN_TABLE else ""
    return Source(
        found.x / PICTURES.get(data, 1.0),
        found.y,
        found.inputs,
        found.classes,
        found.rows,
        found.mean,
        found.deviation,
        tuple(filter(None, (*table.remarks, why_not_last, *found.remarks))),
        (found.training, found.test),
        form=image(1, *sizes) if sizes else None,
    )
