"""Messages of the application Images."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class ReadDigit(TypedDict):
    """Classify a picture; answered by `digit_read`. `ink` is either the index of a test example or
    a drawing, given as rows of values from 0 to 1. `target` is the class to explain; null means the
    most probable class."""

    type: Literal["read_digit"]
    ink: list[list[float]] | int
    target: int | None


class AskInfluences(TypedDict):
    """Find the training examples that push most strongly towards and away from the last answer.
    Answered by `influences`, unless no picture has been classified yet."""

    type: Literal["ask_influences"]


class LayerMaps(TypedDict):
    """The feature maps of a layer: the layer in layer notation, the number of maps, and their
    size."""

    layer: str
    maps: int
    height: int
    width: int


class DigitRead(TypedDict):
    """The network's answer for a picture.

    `kind` is the class that the gradient explains, `answer` is the most probable class, and `truth`
    is the true class of a test example (null for a drawing)."""

    type: Literal["digit_read"]
    revision: int
    names: list[str]
    kind: int
    answer: int
    truth: int | None
    side: int
    layers: list[LayerMaps]


DigitReadArrays = TypedDict(
    "DigitReadArrays",
    {
        "pixels": Annotated[F64, "side side"],
        "probabilities": Annotated[F64, "names"],
        "pull": Annotated[F64, "side side"],
        "maps {i}": Annotated[F64, "maps_{i} height_{i} width_{i}"],
    },
)
"""`pixels` is the picture that the network receives, `pull` is the gradient of the log-probability
of `kind` with respect to the pixels, and `maps {i}` is the output of the i-th of `layers`."""


class Influences(TypedDict):
    """The training examples whose loss gradients have the largest scalar products, in absolute
    value, with that of the answer: first those that push towards the answer, then those that push
    away from it. `kinds` and `indices` are the classes and the indices of these examples."""

    type: Literal["influences"]
    revision: int
    kind: int
    side: int
    kinds: list[int]
    indices: list[int]


class InfluencesArrays(TypedDict):
    """The pictures of the examples, and the scalar products of the gradients."""

    pictures: Annotated[F64, "kinds side side"]
    products: Annotated[F64, "kinds"]


DigitCommand = ReadDigit | AskInfluences
DigitReport = DigitRead | Influences
