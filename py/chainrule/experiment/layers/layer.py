"""`Layer`: one layer of an experiment, with its kind and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, repr=False)
class Layer:
    """A layer, created by `LayerKind.checked`: the name of its kind, and the values of all fields
    in order.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> conv = Experiment(data="digits", layers=["conv8x3-relu"], loss="cross_entropy").layers[0]
    >>> conv.kind, conv["channels"], conv.get("units")
    ('conv', 8, None)
    """

    kind: str
    settings: tuple[tuple[str, Any], ...]

    def __getitem__(self, name: str) -> Any:
        return dict(self.settings)[name]

    def __repr__(self) -> str:
        values = "".join(f", {name}={value!r}" for name, value in self.settings)
        return f"Layer({self.kind!r}{values})"

    def __contains__(self, name: object) -> bool:
        return any(name == known for known, _ in self.settings)

    def get(self, name: str, default: Any = None) -> Any:
        """A setting's value, or `default` if this kind has no such setting."""
        return dict(self.settings).get(name, default)

    def with_settings(self, **values: Any) -> Layer:
        """The layer with new values for these settings; settings that it does not have are
        ignored."""
        return Layer(
            self.kind, tuple((name, values.get(name, value)) for name, value in self.settings)
        )

    def to_dict(self) -> dict[str, Any]:
        """The kind and the settings, JSON-ready, for files and messages."""
        return {"kind": self.kind, **{name: _plain(value) for name, value in self.settings}}


def _plain(value: Any) -> Any:
    return [layer.to_dict() for layer in value] if isinstance(value, tuple) else value
