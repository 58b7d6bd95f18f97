"""What is wrong with an import, all of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from django_jss.exceptions import JssError


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file, and the path inside it, such as `placeholders.jss-main[0]`."""

    file: str
    path: str = ""

    def __truediv__(self, step: str | int) -> Place:
        if isinstance(step, int):
            return Place(self.file, f"{self.path}[{step}]")
        return Place(self.file, f"{self.path}.{step}" if self.path else step)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, where in it, and what was expected."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"


class ImportRefused(JssError):
    """Nothing was imported; `faults` say why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Reporter:
    """Collects faults and warnings while files are read and compared."""

    def __init__(self) -> None:
        self._faults: dict[Fault, None] = {}
        self._warnings: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(self._warnings)

    def fault(self, place: Place, message: str) -> None:
        self._faults[Fault(place.file, place.path, message)] = None

    def warn(self, place: Place, message: str) -> None:
        self._warnings[Fault(place.file, place.path, message)] = None

    def refuse_if_faulty(self) -> None:
        if self._faults:
            raise ImportRefused(self._faults)


def shown(value: object) -> str:
    """A value for a message, in short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def hint(name: object, known: Iterable[str]) -> str:
    """`; did you mean "Hero"?` if a known name is close."""
    close = difflib.get_close_matches(str(name), list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""
