"""`APPS`: the applications and their experiments, which have names such as `app:names/gru`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chainrule.errors import InputError, one_of
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import Phrase, phrase

PREFIX = "app:"
_FOLDER = Path(__file__).parent / "experiments"


@dataclass(frozen=True)
class App:
    """An application.

    Attributes
    ----------
    name : the application's name in the catalogue of phrases, in addresses and on the command line.
    experiments : the names of its experiments, the default one first; each is stored in the file
        `experiments/APP-EXPERIMENT.json`, in the format of a saved experiment.
    """

    name: str
    experiments: tuple[str, ...]

    @property
    def title(self) -> Phrase:
        """Its title."""
        return phrase(f"app.{self.name}")

    @property
    def line(self) -> Phrase:
        """A one-sentence description."""
        return phrase(f"app.{self.name}.line")

    def experiment(self, name: str = "") -> Experiment:
        """The experiment with this name, by default the first one.

        Raises
        ------
        InputError
            If the application has no experiment with this name.
        """
        found = name or self.experiments[0]
        if found not in self.experiments:
            raise InputError("app", f"{self.name}/{name}", one_of(self.addresses))
        text = (_FOLDER / f"{self.name}-{found}.json").read_text(encoding="utf-8")
        return Experiment.from_json(text)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The names of its experiments as used on the command line, such as `app:names/gru`."""
        return tuple(f"{PREFIX}{self.name}/{name}" for name in self.experiments)


APPS: dict[str, App] = {
    app.name: app
    for app in (
        App("digits", ("conv", "clothing")),
        App("names", ("bigram", "mlp", "gru", "attention", "who_where", "who_where_without")),
        App("diagnosis", ("disease", "breast_cancer")),
        App("vehicle", ("rays", "camera")),
    )
}
"""The applications by name."""


def is_app(text: str) -> bool:
    """Whether a text names an application's experiment rather than a file or a URL."""
    return text.startswith(PREFIX)


def app_experiment(text: str) -> Experiment:
    """The experiment to which `app:NAME` or `app:NAME/EXPERIMENT` refers.

    Raises
    ------
    InputError
        If there is no such application or experiment.

    Examples
    --------
    >>> app_experiment("app:digits").data
    'digits'
    """
    name, _, experiment = text.removeprefix(PREFIX).partition("/")
    if name not in APPS:
        raise InputError("app", name, one_of(tuple(APPS)))
    return APPS[name].experiment(experiment)
