"""Whether a report is what the protocol says."""

import json
import types
import typing

from chainrule.browser.instrument import Message
from chainrule.browser.protocol.messages import Command, Order, Report, messages_of

REPORTS = messages_of(Report)
COMMANDS = messages_of(Command)
ORDERS = messages_of(Order)


def received(messages: list[Message]) -> list[tuple[dict, dict]]:
    """What Python sent, once it is as the protocol has it."""
    reports = [(json.loads(header), arrays) for header, arrays in messages]
    for header, _ in reports:
        assert not mismatch(header, REPORTS[header["type"]])
    return reports


def required(kind: type) -> set[str]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {n for n, hint in hints.items() if typing.get_origin(hint) is not typing.NotRequired}


def mismatch(value, hint, path="report") -> str:
    """Where `value`, as it came through JSON, is not what the protocol's type says; "" if it is."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is typing.Any:
        return ""
    if typing.is_typeddict(hint):
        if not isinstance(value, dict):
            return f"{path}: {value!r}"
        hints = typing.get_type_hints(hint, include_extras=True)
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
