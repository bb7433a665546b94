"""Example experiments for the microscope, with notes on what they show."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.experiment.experiment import Experiment
from chainrule.phrases import Phrase, phrase


@dataclass(frozen=True)
class Preset:
    """An experiment, and the name under which the phrases list its label and its note.

    The experiment is stored as an address, because checking an experiment whose data are a
    table loads the table.
    """

    name: str
    address: str

    @property
    def experiment(self) -> Experiment:
        """The experiment that `address` encodes."""
        return Experiment.from_address(self.address)

    @property
    def label(self) -> Phrase:
        """Its label on the page."""
        return phrase(f"preset.{self.name}")

    @property
    def note(self) -> Phrase:
        """The note on what it shows."""
        return phrase(f"preset.{self.name}.note")


PRESETS = (
    Preset(
        "by_hand",
        "data=example&layers=2-sigmoid&output_activation=sigmoid&frozen=biases"
        "&weights=0.15,0.2,0.35,0.25,0.3,0.35,0.4,0.45,0.6,0.5,0.55,0.6"
        "&loss=mse&optimizer=sgd&learning_rate=0.5&dtype=float64",
    ),
    Preset("xor", "data=xor&samples=200&noise=0&layers=2-tanh&batch_size=4"),
    Preset("softmax", "data=blobs&classes=3&layers=4-tanh&loss=cross_entropy"),
    Preset(
        "vanishing",
        f"data=circle&layers={','.join(['4-sigmoid'] * 6)}&optimizer=sgd",
    ),
    Preset(
        "diverging",
        "data=regress_plane&layers=8-relu,8-relu&loss=mse&optimizer=sgd&learning_rate=3",
    ),
    Preset(
        "convolution",
        "data=digits&layers=conv8x3-relu,pool2,conv16x3-relu,pool2&loss=cross_entropy"
        "&batch_size=32",
    ),
    Preset("recurrent", "data=brackets&layers=gru8"),
    Preset(
        "million",
        "data=stripes&samples=1200&noise=0.5&train_share=0.8&layers=1000-relu,256-relu"
        "&loss=cross_entropy&optimizer=sgd&learning_rate=0.1&batch_size=32",
    ),
)
"""Addresses as `Experiment.to_address` writes them."""
