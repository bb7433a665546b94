"""The settings in which experiments differ, as columns of a table and as parts of the runs'
names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from chainrule.experiment.experiment import Experiment
from chainrule.experiment.formats import address
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LAYER_KINDS, LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import is_dense
from chainrule.experiment.settings.kinds import NOTHING
from chainrule.experiment.settings.table import SETTINGS, Setting, setting
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH

MOST_PARTS = 4
"""The largest number of settings in a name."""
LAYERS = SETTINGS["layers"]
_DENSE = LAYER_KINDS["linear"]


class Difference(NamedTuple):
    """A setting in which experiments differ, with one entry per experiment.

    Attributes
    ----------
    name : the setting's name in a file; a setting of layers is written `layers.dropout`.
    title : its label.
    texts : its values as written in a URL; "" where the setting has no effect.
    words : its values in words; "" where the setting has no effect.
    parts : its values as part of a name, such as "dropout 0.3"; "" where it has no effect.
    """

    name: str
    title: Phrase
    texts: list[str]
    words: list[str]
    parts: list[str]


def settings_at(text: str) -> Experiment:
    """The experiment in a URL's fragment, which may only be used to compare settings.

    Each setting is checked individually. Whether the settings are compatible with each other is not
    checked, because that could require the user's table.

    Raises
    ------
    InputError
        If the text contains an unknown setting or a value that is not allowed.
    """
    values = {name: setting(name).check(value) for name, value in address.read(text).items()}
    return Experiment().with_unchecked(values)


def differences(experiments: Sequence[Experiment]) -> list[Difference]:
    """The settings in which experiments differ, in the order of the table of settings.

    A setting that has an effect in only some of the experiments counts as a difference if its value
    in any of those is not the default.

    Examples
    --------
    >>> runs = [Experiment(), Experiment(optimizer="sgd", learning_rate=0.3, momentum=0.9)]
    >>> [difference.name for difference in differences(runs)]
    ['optimizer', 'learning_rate', 'momentum']
    >>> [str(name) for name in names_of(runs)]
    ['Adam 0.01', 'SGD 0.3, momentum 0.9']
    """
    found: list[Difference] = []
    for row in SETTINGS.values():
        if row is LAYERS:
            found += _of_layers(experiments)
            continue
        values = [
            getattr(each, row.name) if _has_effect(row, each) else None for each in experiments
        ]
        if _differ(values, row.default):
            found.append(_of_setting(row, values))
    return found


def names_of(experiments: Sequence[Experiment]) -> list[Phrase]:
    """A name for each experiment, composed of its values for the settings that differ.

    If they do not differ, the name consists of the data set, the optimizer and the learning rate.
    """
    found = differences(experiments)
    by_rule = any(each.name == "optimizer" for each in found)
    names: list[Phrase] = []
    for place, experiment in enumerate(experiments):
        parts: list[str] = []
        for each in found:
            if each.name == "optimizer":
                parts.append(phrase("difference.rule", **_rule_of(experiment)))
            elif each.parts[place] and not (by_rule and each.name == "learning_rate"):
                parts.append(each.parts[place])
        names.append(_name(parts, experiment))
    return names


def _name(parts: list[str], experiment: Experiment) -> Phrase:
    if not parts:
        data = SETTINGS["data"].words(experiment.data)
        return phrase("difference.same", data=data, **_rule_of(experiment))
    shown = phrase("list", parts=parts[:MOST_PARTS])
    hidden = len(parts) - MOST_PARTS
    return phrase("difference.more", parts=shown, count=hidden) if hidden > 0 else shown


def _rule_of(experiment: Experiment) -> dict[str, str]:
    """The optimizer and the learning rate, in words."""
    return {
        "rule": SETTINGS["optimizer"].words(experiment.optimizer),
        "rate": SETTINGS["learning_rate"].words(experiment.learning_rate),
    }


def _has_effect(row: Setting, experiment: Experiment) -> bool:
    return row.needs is None or getattr(experiment, row.needs[0]) in row.needs[1]


def _differ(values: Sequence[Any], default: Any) -> bool:
    """Whether values differ. None, which means that the setting has no effect, differs only from
    values other than the default."""
    known = {value for value in values if value is not None}
    return len(known) > 1 or (None in values and bool(known - {default}))


def title_of(name: str) -> Phrase:
    """The label of a setting, or of a dense layer's setting such as `layers.dropout`."""
    if name in SETTINGS:
        return SETTINGS[name].title
    return _DENSE.field_title(_field_named(name))


def value_of(name: str, value: Any) -> str:
    """A setting's value in words; `name` has the same meaning as in `title_of`."""
    if name in SETTINGS:
        return SETTINGS[name].words(value)
    return _field_words(_DENSE, _field_named(name), value)


def part_of(name: str, value: Any) -> str:
    """A setting's value as part of a name, such as "dropout 0.3"; `name` has the same meaning as in
    `title_of`."""
    if name in SETTINGS:
        return _part(SETTINGS[name], value)
    return _field_part(_DENSE, _field_named(name), value)


def _field_named(name: str) -> Field:
    return next(field for field in _DENSE.fields if name == f"layers.{field.name}")


# --- settings ----------------------------------------------------------------------------------


def _of_setting(row: Setting, values: Sequence[Any]) -> Difference:
    return Difference(
        row.name,
        row.title,
        ["" if value is None else row.to_text(value) for value in values],
        ["" if value is None else row.words(value) for value in values],
        ["" if value is None else _part(row, value) for value in values],
    )


def _part(row: Setting, value: Any) -> str:
    """A setting's value as part of a name."""
    words = row.words(value)
    if row.stands_alone or row is LAYERS:
        return words
    key = f"difference.{row.name}"
    if key in ENGLISH:  # a shorter wording than the label, which says which value switches it off
        return phrase(key, value=words) if value else phrase(f"{key}.off")
    if isinstance(value, tuple):
        return phrase("difference.list", label=row.title, value=words)
    is_plain, label = _is_plain(row.label), row.title
    if row.is_none_at_0 and not value:
        return phrase("difference.none" if is_plain else "difference.none.as", label=label)
    return phrase("difference.of" if is_plain else "difference.as", label=label, value=words)


def _is_plain(label: str) -> bool:
    """Whether a label starts with a common word rather than an abbreviation, a symbol or a name."""
    return label[1:2].islower() and not label.startswith("Nesterov")


# --- layers ------------------------------------------------------------------------------------


def _of_layers(experiments: Sequence[Experiment]) -> list[Difference]:
    """The differences in individual settings of the layers if all experiments have the same
    sequence of kinds, or only dense layers; otherwise the difference in the layers as a whole."""
    lists = [each.layers for each in experiments]
    kinds = [tuple(layer.kind for layer in layers) for layers in lists]
    is_alike = all(map(is_dense, chain(*lists))) or len({*kinds}) == 1
    if is_alike:
        names = dict.fromkeys(name for names in kinds for name in names)
        return [
            found
            for name in names
            for field in LAYER_KINDS[name].fields
            for found in _of_field(LAYER_KINDS[name], field, lists)
        ]
    return [_of_setting(LAYERS, lists)] if _differ(lists, None) else []


def _of_field(
    kind: LayerKind, field: Field, lists: Sequence[tuple[Layer, ...]]
) -> list[Difference]:
    """A list with the difference in one setting of one kind of layer; empty if there is none."""
    is_width = field.name == kind.width
    values: list[Any] = []
    for layers in lists:
        each = tuple(layer[field.name] for layer in layers if layer.kind == kind.name)
        values.append(each if is_width else _in_common(each))
    if not _differ(values, field.default):
        return []
    return [
        Difference(
            f"layers.{field.name}",
            LAYERS.title if is_width and kind.is_dense else kind.field_title(field),
            [_field_text(field, value) for value in values],
            [_field_words(kind, field, value) for value in values],
            [_field_part(kind, field, value) for value in values],
        )
    ]


def _in_common(values: tuple[Any, ...]) -> Any:
    """The value that all layers share, or a tuple of one value per layer if they differ; None if
    there are no layers."""
    return (values[0] if values else None) if len({*values}) < 2 else values


def _field_text(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind != "layers" and isinstance(value, tuple):
        return "-".join(_field_text(field, one) for one in value) or NOTHING
    return field.form.to_text(value)


def _field_words(kind: LayerKind, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind != "layers" and isinstance(value, tuple):
        each = [_field_words(kind, field, one) for one in value]
        return phrase("difference.each", values=each) if each else phrase("value.none")
    if field.kind == "choice":
        return kind.title_of_value(field, value)
    if field.kind == "switch":
        return phrase("value.on" if value else "value.off")
    return field.form.words(LAYERS, value)


def _field_part(kind: LayerKind, field: Field, value: Any) -> str:
    """A value as part of a name."""
    words, label = _field_words(kind, field, value), kind.field_title(field)
    if value is None or field.kind == "choice":
        return words
    if field.name == kind.width and kind.is_dense:
        return phrase("difference.layers", sizes=words) if value else phrase("difference.no_layers")
    if field.kind == "switch" and value is True:
        return phrase("difference.with", label=label)
    if value is False or (field.usual is not None and value == 0):
        return phrase("difference.none", label=label)
    return phrase("difference.of", label=label, value=words)
