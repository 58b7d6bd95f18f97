"""Registries: named things that the package and projects add to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class AlreadyRegistered(Exception):
    """Two things claim the same name."""


class Registry(Generic[Thing]):
    """Things by name, in the order in which they were added."""

    def __init__(self, what: str) -> None:
        self.what = what
        # To look things up in a hurry; not to be changed.
        self.things: dict[str, Thing] = {}

    def add(self, name: str, thing: Thing) -> None:
        """Add a thing; raises `AlreadyRegistered` if another has its name."""
        known = self.things.get(name)
        if known is not None and known is not thing:
            raise AlreadyRegistered(f'There are two {self.what} named "{name}": {known!r} and {thing!r}')
        self.things[name] = thing

    def get(self, name: str) -> Thing | None:
        return self.things.get(name)

    def remove(self, name: str) -> None:
        self.things.pop(name, None)

    def __iter__(self) -> Iterator[tuple[str, Thing]]:
        return iter(list(self.things.items()))

    def names(self) -> list[str]:
        return list(self.things)
