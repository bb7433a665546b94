"""User-defined formulas such as `sin(x1) * x2^2`, which are parsed and never executed as code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of
from chainrule.phrases import Phrase, phrase

MAX_LENGTH = 80

FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sin": numpy.sin,
    "cos": numpy.cos,
    "tan": numpy.tan,
    "tanh": numpy.tanh,
    "exp": numpy.exp,
    "log": numpy.log,
    "sqrt": numpy.sqrt,
    "abs": numpy.abs,
    "sign": numpy.sign,
}
CONSTANTS = {"pi": math.pi, "e": math.e}
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": numpy.add,
    "-": numpy.subtract,
    "*": numpy.multiply,
    "/": numpy.divide,
    "^": numpy.float_power,
}

_TOKEN = re.compile(
    r"(?P<number>\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|(?P<name>[a-z_]\w*)|(?P<mark>[-+*/^()])"
)
_SPELLINGS = {"**": "^", "·": "*", "×": "*", "−": "-", "₁": "1", "₂": "2", "²": "^2", "³": "^3"}
_PRETTY = {"x1": "x₁", "x2": "x₂", "^2": "²", "^3": "³", "*": "·"}

Step = float | str | Callable[..., Any]
"""One step of a stack machine: push a number or a column, or apply a function."""


@dataclass(frozen=True)
class Formula:
    """A formula whose variables are named columns, ready to be evaluated.

    It consists of sums, differences, products, quotients and powers (`^`, right-associative,
    binding tighter than a minus sign) of numbers, columns, `pi`, `e` and the functions in
    `FUNCTIONS`.

    Attributes
    ----------
    text : the formula in canonical form, without spaces.
    """

    text: str
    steps: tuple[tuple[int, Step], ...]

    @classmethod
    def parse(cls, text: str, columns: Sequence[str]) -> Formula:
        """Parse a formula with the variables `columns`.

        Raises
        ------
        InputError
            If the formula cannot be parsed. The message gives the position of the error and what is
            allowed there.

        Examples
        --------
        >>> Formula.parse("x1 * sin(x2)", ["x1", "x2"]).text
        'x1*sin(x2)'
        """
        spelled = _spelled(text)
        parser = _Parser(spelled, tuple(columns))
        steps = parser.whole()
        return cls("".join(token for _, _, token in parser.tokens), tuple(steps))

    @property
    def label(self) -> str:
        """The formula in mathematical notation, such as x₁² or x₁·x₂."""
        label = re.sub(r"\bx([12])\b", lambda found: _PRETTY[found[0]], self.text)
        label = re.sub(r"\^([23])(?![\d.])", lambda found: _PRETTY[found[0]], label)
        return label.replace("*", "·")

    def __call__(self, columns: Mapping[str, Array]) -> Array:
        """The value for each example, float64 (n,). A value may be infinite or NaN, for example
        after a division by zero."""
        stack: list[Any] = []
        with numpy.errstate(all="ignore"):
            for arity, step in self.steps:
                if not callable(step):
                    stack.append(columns[step] if isinstance(step, str) else step)
                    continue
                operands = stack[len(stack) - arity :]
                del stack[len(stack) - arity :]
                stack.append(step(*operands))
        length = len(next(iter(columns.values())))
        return numpy.broadcast_to(numpy.asarray(stack[0], numpy.float64), (length,))


def _spelled(text: str) -> str:
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_LENGTH:
        raise InputError("features", text, phrase("formula.length", most=MAX_LENGTH))
    for other, own in _SPELLINGS.items():
        text = text.replace(other, own)
    return text.strip().lower()


class _Parser:
    """A recursive-descent parser that returns the calculation in postfix order."""

    def __init__(self, text: str, columns: tuple[str, ...]) -> None:
        self.text, self.columns = text, columns
        self.tokens = self._tokens()
        self.next = 0

    def whole(self) -> list[tuple[int, Step]]:
        steps = self.sum()
        if self._kind is not None:
            raise self._wrong(phrase("formula.after_all"))
        return steps

    def sum(self) -> list[tuple[int, Step]]:
        return self._chain(self.product, "+-")

    def product(self) -> list[tuple[int, Step]]:
        return self._chain(self.signed, "*/")

    def signed(self) -> list[tuple[int, Step]]:
        if self._take("-"):
            return [*self.signed(), (1, numpy.negative)]
        return self.power()

    def power(self) -> list[tuple[int, Step]]:
        base = self.atom()
        if self._take("^"):
            return [*base, *self.signed(), (2, OPERATORS["^"])]
        return base

    def atom(self) -> list[tuple[int, Step]]:
        if self._take("("):
            return self._closed()
        kind, token = self._kind, self._token
        if kind == "number":
            self.next += 1
            return [(0, float(token))]
        if kind == "name" and token in FUNCTIONS:
            self.next += 1
            if not self._take("("):
                raise self._wrong(phrase("formula.bracket", name=token))
            return [*self._closed(), (1, FUNCTIONS[token])]
        if kind == "name" and token in (*self.columns, *CONSTANTS):
            self.next += 1
            return [(0, token if token in self.columns else CONSTANTS[token])]
        names = [*self.columns, *CONSTANTS]
        raise self._wrong(phrase("formula.atom", names=names, functions=one_of(FUNCTIONS)))

    def _closed(self) -> list[tuple[int, Step]]:
        steps = self.sum()
        if not self._take(")"):
            raise self._wrong(phrase("formula.operator"))
        return steps

    def _chain(
        self, part: Callable[[], list[tuple[int, Step]]], operators: str
    ) -> list[tuple[int, Step]]:
        steps = part()
        while self._kind == "mark" and self._token in operators:
            operator = OPERATORS[self._token]
            self.next += 1
            steps = [*steps, *part(), (2, operator)]
        return steps

    def _tokens(self) -> list[tuple[int, str, str]]:
        found, place = [], 0
        while place < len(self.text):
            if self.text[place].isspace():
                place += 1
                continue
            match = _TOKEN.match(self.text, place)
            if match is None:
                raise self._at(place, self.text[place], phrase("formula.signs"))
            assert match.lastgroup is not None  # because every alternative is a group
            found.append((place, match.lastgroup, match[0]))
            place = match.end()
        return found

    @property
    def _kind(self) -> str | None:
        return self.tokens[self.next][1] if self.next < len(self.tokens) else None

    @property
    def _token(self) -> str:
        return self.tokens[self.next][2] if self.next < len(self.tokens) else phrase("formula.end")

    def _take(self, mark: str) -> bool:
        taken = self._kind == "mark" and self._token == mark
        self.next += taken
        return taken

    def _wrong(self, allowed: Phrase) -> InputError:
        place = self.tokens[self.next][0] if self._kind is not None else len(self.text)
        return self._at(place, self._token, allowed)

    def _at(self, place: int, token: str, allowed: Phrase) -> InputError:
        value = phrase("formula.at", text=self.text, place=place + 1, token=token)
        return InputError("features", value, phrase("formula.there", allowed=allowed))
