"""Experiments worth looking at under the microscope, each with what is to be seen in it."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.experiment.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """An experiment by a person's name, and what to look at."""

    label: str
    experiment: Experiment
    note: str


PRESETS = (
    Preset(
        "Worked example: 2 – 2 – 2",
        Experiment(
            data="example",
            layers=((2, "sigmoid"),),
            output_activation="sigmoid",
            frozen=("biases",),
            weights=(0.15, 0.2, 0.35, 0.25, 0.3, 0.35, 0.4, 0.45, 0.6, 0.5, 0.55, 0.6),
            loss="mse",
            optimizer="sgd",
            learning_rate=0.5,
            dtype="float64",
        ),
        "The classic example by hand (M. Mazur, A Step by Step Backpropagation Example, 2015): "
        "inputs 0.05 and 0.10, targets 0.01 and 0.99, rate 0.5, biases kept fixed. The mean of two "
        "squared errors is its half squared error. In print: total error 0.298371109, w5 becomes "
        "0.35891648, w1 becomes 0.149780716, and the error after the step 0.291027924, which "
        "comes from rounded intermediates: exactly, it is 0.291027774.",
    ),
    Preset(
        "Exclusive or with two hidden units",
        Experiment(data="xor", layers=((2, "tanh"),), noise=0.0, samples=200, batch_size=4),
        "The smallest network that can tell the two classes apart: follow one weight's gradient "
        "along its paths.",
    ),
    Preset(
        "Softmax and cross-entropy",
        Experiment(data="blobs", classes=3, layers=((4, "tanh"),), loss="cross_entropy"),
        "At the loss the whole way back is one subtraction, shares minus targets: p − y.",
    ),
    Preset(
        "A gradient that vanishes",
        Experiment(layers=((4, "sigmoid"),) * 6, data="circle", optimizer="sgd"),
        "A sigmoid's slope is at most ¼: on the way back through six layers the errors shrink.",
    ),
    Preset(
        "A step that goes too far",
        Experiment(
            data="regress_plane",
            layers=((8, "relu"), (8, "relu")),
            loss="mse",
            optimizer="sgd",
            learning_rate=3.0,
        ),
        "At this rate training diverges after a few steps; the microscope then opens where the "
        "first infinity arose.",
    ),
)
