"""Views of the registries of activations, losses and optimizers, for settings that name an entry.

A view is evaluated on use, so that an entry added to a registry appears in menus, URLs and checks
immediately.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any


class Labels(Mapping[str, str]):
    """The labels of a registry's entries by name; entries without a label are left out."""

    def __init__(self, registry: Mapping[str, Any]) -> None:
        self._registry = registry

    def __getitem__(self, name: str) -> str:
        label = self._registry[name].label
        if not label:
            raise KeyError(name)
        return label

    def __iter__(self) -> Iterator[str]:
        return (name for name, entry in self._registry.items() if entry.label)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def facts(self) -> dict[str, dict[str, Any]]:
        """The JSON-ready description of each entry for the page, for entries that have one."""
        entries = ((name, self._registry[name]) for name in self)
        return {name: entry.facts for name, entry in entries if hasattr(entry, "facts")}


class Having(Sequence[str]):
    """The names of a registry's entries that pass a test."""

    def __init__(self, registry: Mapping[str, Any], test: Callable[[Any], bool]) -> None:
        self._registry, self._test = registry, test

    def __getitem__(self, index: Any) -> Any:
        return tuple(self)[index]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._registry and self._test(self._registry[name])

    def __iter__(self) -> Iterator[str]:
        return (name for name, entry in self._registry.items() if self._test(entry))

    def __len__(self) -> int:
        return sum(1 for _ in self)
