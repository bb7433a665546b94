"""Checks that reports match the protocol."""

import re
import types
import typing
from functools import cache

from chainrule.browser.instrument import Message
from chainrule.browser.protocol.messages import Command, Order, Report, arrays_of, messages_of
from chainrule.browser.protocol.run import OpenedExperimentArrays
from chainrule.browser.words import decoded

REPORTS = messages_of(Report)
COMMANDS = messages_of(Command)
ORDERS = messages_of(Order)


def received(messages: list[Message]) -> list[tuple[dict, dict]]:
    """A message from Python, after checking that it matches the protocol."""
    reports = [(decoded(header), arrays) for header, arrays in messages]
    for header, arrays in reports:
        assert not mismatch(header, REPORTS[header["type"]])
        assert not array_mismatch(header, arrays)
    return reports


def parts(report: tuple[dict, dict]) -> list[tuple[dict, dict]]:
    """A report as the page stores it; the report on opening an experiment is split into the
    experiment and its first frame."""
    header, arrays = report
    if header["type"] != "opened":
        return [report]
    stamp = {"type": "opened", "revision": header["revision"]}
    names = hints_of(OpenedExperimentArrays)
    return [
        (stamp | header["opened"], {n: a for n, a in arrays.items() if n in names}),
        (header["frame"], {n: a for n, a in arrays.items() if n not in names}),
    ]


def array_mismatch(header: dict, arrays: dict) -> str:
    """The first mismatch of a report's arrays with their declaration; "" if there is none."""
    declared = declarations(arrays_of(REPORTS[header["type"]]))
    missing = [n for n, (_, shapes, needed) in declared.items() if needed and n not in arrays]
    if missing:
        return f"missing: {', '.join(missing)}"
    lengths = sizes_in(header)
    for name, array in arrays.items():
        found = [(p, m) for p in declared if (m := re.fullmatch(pattern_of(p), name))]
        if not found:
            return f"{name}: not declared"
        pattern, match = found[0]
        kind, shapes, _ = declared[pattern]
        if array.dtype != kind or not array.flags.c_contiguous:
            return f"{name}: {array.dtype}, not {kind} in C order"
        place = match.groupdict()
        words = [shape.format(**place).split() for shape in shapes]
        if not any(agrees(array.shape, shape, lengths) for shape in words):
            return f"{name}: {array.shape}, not {' or '.join(shapes)} with {lengths}"
    return ""


@cache
def hints_of(kind: type) -> dict[str, typing.Any]:
    """The types of a TypedDict's items. To evaluate them takes longer than to compare them."""
    return typing.get_type_hints(kind, include_extras=True)


@cache
def declarations(hints: type) -> dict[str, tuple[str, tuple[str, ...], bool]]:
    """For each declared array: its type, its allowed shapes, and whether it is required."""
    found = {}
    for name, hint in hints_of(hints).items():
        needed = typing.get_origin(hint) is not typing.NotRequired and "{" not in name
        annotated = hint if typing.get_origin(hint) is typing.Annotated else hint.__args__[0]
        kind, *shapes = annotated.__metadata__
        found[name] = kind, tuple(shapes), needed
    return found


def pattern_of(name: str) -> str:
    """A declared name as a regular expression."""
    return name.replace("{i}", r"(?P<i>\d+)").replace("{name}", "(?P<name>.+)")


def sizes_in(header: dict) -> dict[str, int]:
    """The lengths that a header gives: its numbers, and the lengths of its lists."""
    found = {n: v for n, v in header.items() if isinstance(v, int) and not isinstance(v, bool)}
    return found | {n: len(v) for n, v in header.items() if isinstance(v, list)}


def agrees(shape: tuple[int, ...], words: list[str], lengths: dict[str, int]) -> bool:
    """Whether a shape matches its declaration; new lengths are stored for later checks."""
    if len(shape) != len(words):
        return False
    new = {}
    for size, word in zip(shape, words, strict=True):
        if word == "*":
            continue
        name, _, more = word.partition("+")
        wanted = int(name) if name.isdigit() else (lengths | new).get(name, size - int(more or 0))
        if wanted + int(more or 0) != size:
            return False
        if not name.isdigit():
            new[name] = wanted
    lengths |= new
    return True


@cache
def required(kind: type) -> set[str]:
    hints = hints_of(kind).items()
    return {n for n, hint in hints if typing.get_origin(hint) is not typing.NotRequired}


@cache
def form_of(hint) -> tuple[typing.Any, tuple, bool]:
    """A type's origin, its arguments, and whether it is a TypedDict."""
    return typing.get_origin(hint), typing.get_args(hint), typing.is_typeddict(hint)


def mismatch(value, hint, path="report") -> str:
    """The first mismatch of `value`, after conversion to JSON, with the protocol's type; "" if
    there is none."""
    origin, arguments, is_typeddict = form_of(hint)
    if hint is typing.Any:
        return ""
    if is_typeddict:
        if not isinstance(value, dict):
            return f"{path}: {value!r}"
        hints = hints_of(hint)
        if not required(hint) <= value.keys() <= hints.keys():
            return f"{path}: keys {sorted(value)}"
        found = (mismatch(v, hints[k], f"{path}.{k}") for k, v in value.items())
        return next(filter(None, found), "")
    if origin is typing.NotRequired:
        return mismatch(value, arguments[0], path)
    if origin is typing.Literal:
        return "" if value in arguments else f"{path}: {value!r}"
    if origin in (typing.Union, types.UnionType):
        return "" if any(not mismatch(value, a) for a in arguments) else f"{path}: {value!r}"
    if origin in (list, tuple) and not isinstance(value, list):
        return f"{path}: {value!r}"
    if origin is list:
        found = (mismatch(v, arguments[0], f"{path}[{i}]") for i, v in enumerate(value))
        return next(filter(None, found), "")
    if origin is tuple:
        found = (mismatch(v, a, path) for v, a in zip(value, arguments, strict=True))
        return next(filter(None, found), "")
    kind = {float: (int, float)}.get(hint, origin or hint)
    right = isinstance(value, kind) and not (isinstance(value, bool) and hint is not bool)
    return "" if right else f"{path}: {value!r}"
