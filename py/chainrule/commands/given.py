"""The input of a command: an experiment or a table from which an experiment is created, and changes
to the experiment."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from chainrule.apps import app_experiment, is_app
from chainrule.commands.console import STANDARD_INPUT, say
from chainrule.data.reading import Reading
from chainrule.data.reading.encodings import decode
from chainrule.data.tabular import left_out, suggested_settings
from chainrule.data.tabular.own import CsvSource, keep_table, kept_table
from chainrule.errors import InputError, counted, one_of
from chainrule.experiment.data.source import (
    OWN_TABLE,
    doubtful_in,
    kept_anyway_in,
    numbered_classes_in,
    parted,
    table_of,
)
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings.table import setting
from chainrule.sweeps.notation import SHORT

TABLES = (".csv", ".tsv", ".tab", ".txt", ".dat")
"""The extensions of tables. A file with neither these extensions nor .json is read as an experiment
if it begins like JSON, and as a table otherwise."""
SIGNS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "bar": "|", "point": ".",
    "apostrophe": "'", "none": "",
}  # fmt: skip
ANSWERS = {"yes": True, "no": False}


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the file argument and the options that change the experiment."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="an Experiment as JSON, or a table as CSV; - for standard input; settings left out "
        "take their defaults; or an application's experiment, as `chainrule apps` lists them: "
        "app:names/gru",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of the experiment, written as in the page's address: lr=0.1, "
        "layers=8-relu,8-relu; may be repeated",
    )
    tables = parser.add_argument_group("tables")
    tables.add_argument(
        "--target", metavar="COLUMN", help="the column to predict (default: the last suitable one)"
    )
    tables.add_argument(
        "--target-is-number",
        action="store_true",
        help="predict a number even if the target has few distinct integers, such as counts",
    )
    tables.add_argument(
        "--include",
        action="append",
        default=[],
        metavar="COLUMN",
        help="use a column that is left out by default, such as an id; may be repeated",
    )
    tables.add_argument(
        "--read",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the format of the file, instead of detecting it: delimiter=semicolon, header=no, "
        "decimal=comma, thousands=point, encoding=windows-1252, missing=x,-9, "
        "missing=usual,-, date_order=dmy",
    )


def experiment_given(options: argparse.Namespace) -> Experiment:
    """The experiment that the options specify. If its data come from a CSV file, print how the file
    was read.

    Raises
    ------
    InputError
        If the file cannot be read, or an option does not apply to it.
    """
    changes = _changes(options.set)
    if options.target_is_number:
        changes["target_is_number"] = True
    if is_app(str(options.file)):
        return _changed(app_experiment(str(options.file)), options, changes)
    content = _content(options.file)
    if _is_table(options.file, content):
        found = _from_table(content, options, changes)
    else:
        found = _changed(_from_json(options.file, content), options, changes)
    if found.data == OWN_TABLE:
        _tell(found)
    return found


def _content(file: Path) -> bytes:
    if file == STANDARD_INPUT and sys.stdin is None:
        raise InputError("file", "-", "a file, because standard input is closed")
    try:
        return sys.stdin.buffer.read() if file == STANDARD_INPUT else file.read_bytes()
    except OSError as error:
        allowed = f"a JSON or CSV file that can be read ({error.strerror})"
        raise InputError("file", str(file), allowed) from None


def _is_table(file: Path, content: bytes) -> bool:
    if file.suffix.lower() in (".json", *TABLES):
        return file.suffix.lower() != ".json"
    return not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def _from_json(file: Path, content: bytes) -> Experiment:
    try:
        # Some editors begin UTF-8 files with a byte order mark.
        return Experiment.from_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("file", str(file), "a JSON file, in UTF-8") from None


def _from_table(content: bytes, options: argparse.Namespace, changes: dict[str, Any]) -> Experiment:
    """The experiment that the page suggests for this table, with the changes applied."""
    reading = _reading(options.read)
    text, encoding = decode(content, reading.encoding)
    name = keep_table(CsvSource(text, replace(reading, encoding=encoding)))
    suggested = suggested_settings(kept_table(name), options.target or "", options.include)
    return Experiment().changed(**{"data": OWN_TABLE, "table": name, **suggested, **changes})


def _changed(
    experiment: Experiment, options: argparse.Namespace, changes: dict[str, Any]
) -> Experiment:
    if options.read:
        raise InputError("--read", options.read[0], "an option for a CSV file")
    for name, value in (("--target", options.target), ("--include", options.include)):
        if value and table_of(experiment.data, experiment.table) is None:
            raise InputError(name, value, "an option for a table")
    if options.target:
        changes = {"target": options.target, **changes}
    if options.include and experiment.columns:
        more = [name for name in options.include if name not in experiment.columns]
        changes.setdefault("columns", (*experiment.columns, *more))
    return experiment.changed(**changes)


def _changes(texts: Sequence[str]) -> dict[str, Any]:
    """The settings given as `NAME=VALUE`."""
    found: dict[str, Any] = {}
    for text in texts:
        short, equals, value = text.partition("=")
        if not equals:
            raise InputError("--set", text, "NAME=VALUE, as in lr=0.1 or layers=8-relu,8-relu")
        name = SHORT.get(short, short)
        found[name] = setting(name).from_text(value)
    return found


def _reading(texts: Sequence[str]) -> Reading:
    """The file format given as `NAME=VALUE` options."""
    names = [field.name for field in fields(Reading)]
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name not in names:
            raise InputError("--read", text, f"NAME=VALUE, NAME {one_of(names)}")
        if name == "missing":
            found[name] = tuple(value.split(","))
        else:
            found[name] = {**SIGNS, **ANSWERS}.get(value, value)
    return Reading(**found)


def _tell(experiment: Experiment) -> None:
    """Print how the table was read, what is left out, and what is predicted."""
    table = table_of(experiment.data, experiment.table)
    assert table is not None
    for remark in experiment.source.remarks:
        say(remark)
    target = experiment.target or table.target
    for reason in left_out(table, target) if experiment.columns else ():
        if not {*reason.columns} & {*experiment.columns}:
            hint = f" To include it: --include {shlex.quote(reason.columns[0])}"
            say(reason.sentence + hint * reason.can_include)
    for found in doubtful_in(experiment):
        option = shlex.quote(f"missing={','.join(found.missing)}")
        say(f"{found.sentence} To treat it as missing in every column: --read {option}")
    for sentence in kept_anyway_in(experiment):
        say(sentence)
    numbered = numbered_classes_in(experiment)
    if numbered is not None:
        say(f"{numbered} To predict the number: --target-is-number")
    training, test = map(len, parted(experiment))
    kind = f"one of {len(experiment.class_names)} classes" * bool(experiment.class_names)
    say(
        f"Predicts '{target}', {kind or 'a number'}, from "
        f"{counted(len(experiment.input_names), 'input')}: {counted(training, 'row')} for "
        f"training, {test:,} for testing."
    )
