"""Messages of the application Language."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class TrainNames(TypedDict):
    """Train experiments of the application from the start, one after the other; repeatedly answered
    by `names_trained`. During training, the networks write names at this temperature until an
    `ask_letters` command sets another one."""

    type: Literal["train_names"]
    nets: list[str]
    temperature: float


class StopNames(TypedDict):
    """End the training; the networks trained so far are kept."""

    type: Literal["stop_names"]


class AskLetters(TypedDict):
    """Let trained networks continue a prefix; answered by one `letters` report per network. `seed`
    determines the random numbers with which the names are drawn."""

    type: Literal["ask_letters"]
    nets: list[str]
    prefix: str
    temperature: float
    seed: int


class AskWhere(TypedDict):
    """Ask the networks of the second task about a test example; answered by `where`."""

    type: Literal["ask_where"]
    example: int


class WrittenNames(TypedDict):
    """Names that a network wrote at a step of its training, and its held-out loss at this step
    (null if not finite)."""

    step: int
    test_loss: float | None
    temperature: float
    names: list[str]


class NetFacts(TypedDict):
    """The progress of one network. The loss and the accuracy are those of the newest record (null
    if not finite); `seconds` is the time spent training. `written` is in chronological order; it is
    empty for the networks of the second task."""

    name: str
    parameters: int
    epoch: float
    epochs: int
    test_loss: float | None
    test_accuracy: float | None
    seconds: float
    is_training: bool
    written: list[WrittenNames]


class NamesTrained(TypedDict):
    """The progress of all networks whose training has begun, the names of the queued networks, and
    two baselines for the loss: `bigram`, the loss of a model that counts letter pairs, and
    `uniform`, the loss if all letters are equally likely."""

    type: Literal["names_trained"]
    nets: list[NetFacts]
    waiting: list[str]
    bigram: float
    uniform: float


NamesTrainedArrays = TypedDict(
    "NamesTrainedArrays",
    {
        "epochs {i}": Annotated[F64, "records_{i}"],
        "test_losses {i}": Annotated[F64, "records_{i}"],
    },
)
"""The history of the i-th network."""


class Letters(TypedDict):
    """A network's predictions for a prefix: `names` are the names that it wrote, and `context`
    contains the letters that it received as input. `heads` is 0 for a network without attention."""

    type: Literal["letters"]
    net: str
    prefix: str
    letters: list[str]
    names: list[str]
    context: list[str]
    heads: int


class LettersArrays(TypedDict):
    """The probability that each letter is the next one, and the attention weights, which are empty
    for a network without attention."""

    probabilities: Annotated[F64, "letters"]
    attention: Annotated[F64, "heads context context"]


class Where(TypedDict):
    """An example of the second task: its steps as text, the places, the index of the true place,
    and the networks' answers. `heads` is 0 before the network with attention has been trained."""

    type: Literal["where"]
    example: int
    steps: list[str]
    places: list[str]
    truth: int
    nets: list[str]
    answers: list[int]
    heads: int


class WhereArrays(TypedDict):
    """Each network's probability for each place, and the attention weights."""

    probabilities: Annotated[F64, "nets places"]
    attention: Annotated[F64, "heads steps steps"]


NamesCommand = TrainNames | StopNames | AskLetters | AskWhere
NamesReport = NamesTrained | Letters | Where
