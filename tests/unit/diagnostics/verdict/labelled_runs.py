"""Runs made to test the verdict. Each lists the findings that its verdict must contain and those
that it may contain; all others are errors."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from chainrule.data.tabular.own import CsvSource, keep_table


class Labelled(NamedTuple):
    """One run: its experiment, its length, and the expected findings."""

    name: str
    epochs: int
    settings: dict[str, Any]
    must: frozenset[str]
    may: frozenset[str] = frozenset()


def run(name: str, epochs: int, must: str = "", may: str = "", **settings: Any) -> Labelled:
    """A labelled run; `must` and `may` are kinds of findings, separated by spaces."""
    return Labelled(name, epochs, settings, frozenset(must.split()), frozenset(may.split()))


def table(columns: dict[str, Any], target: str) -> dict[str, Any]:
    """The settings of an experiment on a user's table."""
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    name = keep_table(CsvSource("\n".join(lines)))
    inputs = tuple(column for column in columns if column != target)
    return {"data": "table", "table": name, "target": target, "columns": inputs}


def drawn(counts: tuple[int, int], distance: float, seed: int = 0) -> dict[str, Any]:
    """Two clusters with these numbers of points, at this distance."""
    draw = np.random.default_rng(seed)
    points = [
        (*draw.normal([kind * distance, 0], 1).clip(-6, 6).round(2).tolist(), kind)
        for kind, count in enumerate(counts)
        for _ in range(count)
    ]
    return {"data": "drawn", "drawn": tuple(points)}


def numbers(scales: tuple[float, ...], n: int = 120, seed: int = 0) -> dict[str, Any]:
    """Inputs with these scales; the class is the sign of their unscaled sum."""
    x = np.random.default_rng(seed).standard_normal((n, len(scales)))
    names = [f"a{index}" for index in range(len(scales))]
    kinds = np.where(x.sum(axis=1) > 0, "up", "down")
    columns = {name: (x[:, i] * scales[i]).round(9) for i, name in enumerate(names)}
    return table({**columns, "kind": kinds}, "kind")


def lottery(n: int, inputs: int, seed: int = 0) -> dict[str, Any]:
    """Classes that are independent of the inputs."""
    draw = np.random.default_rng(seed)
    columns = {f"a{i}": draw.standard_normal(n).round(6) for i in range(inputs)}
    return table({**columns, "kind": draw.choice(["heads", "tails"], n)}, "kind")


WIDE = ((32, "tanh"), (32, "tanh"))
NOISY = {"samples": 60, "noise": 0.5, "layers": WIDE, "learning_rate": 0.03}
DEEP = tuple([(8, "sigmoid")] * 7)
DEAD_FIRST = (-1, -1, -9, -1, -1, -9, -1, -1, -9, 1, 1, 1, 0)
WILD = "saturated dead fast slow vanishing"
"""Findings about units and layers that large steps may cause."""

HEALTHY = [
    run("circle", 60, "sound", data="circle"),
    run("xor", 20, "sound", data="xor"),
    run("gauss", 20, "sound", data="gauss"),
    run("moons", 60, "sound", data="moons"),
    run("rings", 60, "sound", data="rings", classes=3, loss="cross_entropy"),
    run("blobs", 40, "sound", data="blobs", classes=4, loss="cross_entropy"),
    run("iris", 60, "sound", data="iris"),
    run("wine", 40, "sound", data="wine"),
    run("penguins", 30, "sound", data="penguins"),
    run("sine", 80, "sound", data="sine"),
    run("plane", 60, "sound", data="regress_plane"),
    run("hinge", 60, "sound", data="circle", loss="hinge"),
    run("momentum", 60, "sound", data="circle", optimizer="sgd", learning_rate=0.03, momentum=0.9),
    run("spiral falls", 60, "sound", data="spiral"),
    run("double precision", 40, "sound", data="moons", dtype="float64"),
    run("Huber", 60, "sound", data="regress_plane", loss="huber", layers=[(8, "relu")]),
    run("weight decay", 60, "sound", data="circle", optimizer="adamw", weight_decay=0.01),
    run("a fresh run", 0, "sound", data="spiral"),
    run("three epochs", 3, "sound", data="circle"),
    run("separable points", 40, "sound", **drawn((60, 60), 6)),
    run("long learned", 300, "sound", data="blobs", optimizer="sgd", learning_rate=0.3),
]
OVERFITTING = [
    run("noisy spiral", 150, "overfitting", data="spiral", **NOISY),
    run("noisy moons", 150, "overfitting", data="moons", **NOISY),
    run("noisy circle", 150, "overfitting", data="circle", **NOISY),
    run("noisy xor", 150, "overfitting", data="xor", **NOISY),
    run("noisy checkerboard", 150, "overfitting", data="checkerboard", **NOISY),
    run("lottery", 100, "overfitting", learning_rate=0.03, layers=WIDE, **lottery(80, 4)),
    run("lottery of many inputs", 60, "overfitting", layers=WIDE, **lottery(80, 20)),
    run("lottery in ReLU", 150, "overfitting", layers=((32, "relu"),) * 2, **lottery(80, 4)),
    run("few of breast cancer", 200, "overfitting", data="breast_cancer", train_share=0.1,
        layers=WIDE),
    run("noise learned by a curve", 400, "overfitting", data="sine", samples=30, noise=0.5,
        layers=WIDE, features=("x1", "sin(x1)", "sin(2*x1)", "sin(3*x1)", "sin(5*x1)")),
    run("a spiral of few points", 300, "overfitting", data="spiral", samples=80, noise=0.2,
        layers=WIDE),
]  # fmt: skip
STALLED = [
    run("a tiny rate", 60, "stalled slow", data="circle", optimizer="sgd", learning_rate=1e-6),
    run("a tiny rate of Adam's", 60, "stalled slow", data="spiral", learning_rate=1e-7),
    run("weights of 0", 60, "stalled vanishing", "fast", data="circle", init="zeros"),
    run("lottery without units", 60, "stalled", "fast", layers=(), **lottery(400, 1)),
    run("a strong penalty", 60, "stalled", "vanishing flat fast slow", data="moons", l2=3.0),
    run("a circle by a line", 60, "stalled", "fast initial_loss", data="circle", layers=()),
    run("hills by a plane", 80, "stalled", "fast initial_loss", data="regress_gauss", layers=()),
    run("a sine by a line", 80, "stalled", "fast initial_loss", data="sine", layers=()),
    run("deep sigmoids", 40, "stalled vanishing", "slow", data="circle", layers=DEEP,
        optimizer="sgd", learning_rate=0.1),
    run("all units dead", 40, "stalled dead vanishing", "fast", data="circle", layers=[(3, "relu")],
        weights=DEAD_FIRST),
]  # fmt: skip
PLATEAU = [
    run("a spiral by a line", 100, "plateau", "fast", data="spiral", layers=()),
    run("xor by one unit", 200, "plateau", data="xor", layers=[(1, "tanh")]),
    run("a spiral by two units", 150, "plateau", data="spiral", layers=[(2, "tanh")]),
    run("checkers by two units", 150, "plateau", data="checkerboard", layers=[(2, "tanh")]),
    run("a straight line at its best", 300, "plateau flat", "initial_loss fast", data="friedman",
        optimizer="sgd", layers=(), learning_rate=0.03, batch_size=5000),
]  # fmt: skip
OSCILLATION = [
    run("SGD at 10", 60, "oscillation", WILD, data="circle", optimizer="sgd", learning_rate=10.0),
    run("SGD at 3", 60, "oscillation", WILD, data="spiral", optimizer="sgd", learning_rate=3.0),
    run("Adam at 1", 60, "oscillation", WILD, data="spiral", learning_rate=1.0),
    run("Adam at 3", 60, "oscillation", WILD, data="moons", learning_rate=3.0, noise=0.3),
    run("single examples", 60, "oscillation", WILD, data="spiral", optimizer="sgd",
        learning_rate=0.3, batch_size=1),
    run("momentum of 0.99", 60, "oscillation", WILD, data="spiral", optimizer="sgd",
        learning_rate=0.3, momentum=0.99),
    run("a plane too fast", 60, "oscillation", f"{WILD} initial_loss", data="regress_plane",
        optimizer="sgd", learning_rate=0.07, layers=(), samples=100),
]  # fmt: skip
DIVERGING = [
    run("MSE at 99", 10, "diverging", f"{WILD} exploding initial_loss", data="circle", loss="mse",
        optimizer="sgd", learning_rate=99.0, layers=((8, "relu"),) * 2),
    run("a plane at 10", 30, "diverging", f"{WILD} exploding initial_loss", data="regress_plane",
        optimizer="sgd", learning_rate=10.0, layers=()),
    run("a curve at 50", 30, "diverging", f"{WILD} exploding initial_loss", data="sine",
        optimizer="sgd", learning_rate=50.0, layers=[(8, "relu")]),
]  # fmt: skip
GRADIENTS = [
    run("seven sigmoids", 8, "vanishing", "slow", data="spiral", layers=DEEP),
    run("seven sigmoids on moons", 8, "vanishing", "slow fast", data="moons", layers=DEEP),
    run("seven chaotic layers", 3, "exploding", "saturated initial_loss slow", data="circle",
        layers=((32, "sin"),) * 7, init_scale=4.0, learning_rate=1e-4),
    run("seven chaotic layers on moons", 3, "exploding", "saturated initial_loss slow",
        data="moons", layers=((32, "sin"),) * 7, init_scale=4.0, learning_rate=1e-4),
]  # fmt: skip
INITIAL = [
    run("scale 10", 5, "initial_loss", "saturated slow", data="spiral", init_scale=10.0),
    run("scale 30", 30, "initial_loss saturated", "slow exploding", data="circle", init_scale=30.0),
    run("scale 10 of ReLU", 5, "initial_loss", "slow dead", data="moons", init_scale=10.0,
        layers=[(8, "relu")]),
    run("scale 10 of a regression", 5, "initial_loss", "slow", data="sine", init_scale=10.0,
        layers=[(8, "tanh")]),
    run("scale 20, four classes", 5, "initial_loss", "slow saturated vanishing", data="blobs",
        classes=4, loss="cross_entropy", init_scale=20.0, layers=[(8, "tanh")]),
]  # fmt: skip
UNSCALED = [
    run("wine as it is", 30, "unscaled saturated",
        "stalled vanishing slow plateau initial_loss", data="wine", standardise=False),
    run("a column in thousands", 30, "unscaled",
        "saturated stalled vanishing plateau slow initial_loss fast", standardise=False,
        **numbers((1, 1000))),
    run("a column in millionths", 30, "unscaled", "plateau overfitting", standardise=False,
        **numbers((1, 1e-6))),
    run("a cubed input", 20, "unscaled", "saturated initial_loss", data="circle",
        features=("x1", "x1^3")),
    run("the same, standardised", 30, "sound", standardise=True, **numbers((1, 1000))),
    run("iris as it is", 60, "sound", data="iris", standardise=False),
    run("digits", 10, "sound", data="digits", layers=[(16, "tanh")], batch_size=32),
]  # fmt: skip
IMBALANCE = [
    run("one in ten", 30, "imbalance", "sound", **drawn((180, 20), 6)),
    run("one in twenty, mixed", 30, "imbalance", "plateau stalled overfitting",
        **drawn((190, 10), 0.3)),
    run("one in seven, mixed", 30, "imbalance", "plateau stalled overfitting",
        layers=[(4, "tanh")], **drawn((140, 20), 0.0)),
    run("half and half, mixed", 40, "", "plateau stalled overfitting", **drawn((100, 100), 1.0)),
    run("two to one", 40, "sound", "", **drawn((120, 60), 6)),
]  # fmt: skip
STEPS = [
    run("large steps", 3, "fast", "saturated", data="spiral", learning_rate=0.1),
    run("dead from a high rate", 30, "dead",
        "stalled vanishing plateau oscillation fast overfitting", data="circle",
        layers=((8, "relu"),) * 3, learning_rate=0.5),
    run("small steps", 8, "slow", data="circle", learning_rate=1e-5),
    run("most units dead", 20, "dead", "plateau stalled vanishing slow", data="circle",
        layers=[(3, "relu")], weights=(*DEAD_FIRST[:6], 1, 1, 0, 1, 1, 1, 0)),
]  # fmt: skip
SMALL = ((16, "tanh"),) * 2
KEPT = [
    run("best at the start", 200, "kept", data="circle", noise=0.5, samples=60, layers=SMALL,
        stop_patience=50),
    run("best at the start, weighted", 60, "kept", data="circle", noise=0.5, samples=60,
        layers=SMALL, stop_patience=20, learning_rate=0.003, class_weights="balanced"),
    run("a lottery is given up", 100, "kept", "fast", layers=WIDE, stop_patience=20,
        learning_rate=0.03, **lottery(80, 4)),
    run("best after two epochs", 100, "kept sound", data="moons", noise=0.5, samples=60,
        layers=SMALL, stop_patience=20),
    run("best at a third", 150, "kept sound", data="xor", noise=0.3, samples=100, layers=SMALL,
        stop_patience=20),
    run("still at its best", 20, "sound", data="xor", stop_patience=10),
]  # fmt: skip
LUCK = [
    run(f"luck of weights {seed}", 12, "sound", data="gauss", layers=(), seed=seed)
    for seed in range(8)
] + [
    run(f"luck of one input {seed}", 12, "", "sound stalled plateau", data="sine", layers=(),
        seed=seed)
    for seed in range(4)
]  # fmt: skip
SOLVED = [
    run("solved", 400, "sound", data="gauss", noise=0.05),
    run("solved again", 400, "sound", data="gauss", noise=0.05, seed=1),
    run("solved by ReLU", 200, "sound", data="blobs", layers=((8, "relu"),) * 2),
    run("a fresh run of iris", 1, "sound", data="iris"),
    run("a fresh run of wine", 2, "sound", data="wine", seed=3),
    run("a fresh run of moons", 1, "sound", data="moons", seed=2),
]
ADVICE = [
    run("small steps of SGD", 300, "slow plateau", data="spiral", optimizer="sgd",
        learning_rate=1e-3),
    run("a penalty of 1", 60, "stalled", "vanishing slow fast", data="circle", l2=1.0),
    run("a penalty of 1 on sizes", 60, "stalled", "vanishing slow fast", data="spiral", l1=1.0),
    run("xor by a line", 60, "stalled", data="xor", layers=()),
    run("weighted", 20, "imbalance", "stalled plateau overfitting sound", class_weights="balanced",
        **drawn((190, 10), 0.3)),
]  # fmt: skip

RUNS = [
    *HEALTHY, *OVERFITTING, *STALLED, *PLATEAU, *OSCILLATION, *DIVERGING, *GRADIENTS, *INITIAL,
    *UNSCALED, *IMBALANCE, *STEPS, *KEPT, *LUCK, *SOLVED, *ADVICE,
]  # fmt: skip
