"""What an import makes different, in words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SIGNS = {"create": "+", "change": "~", "delete": "-"}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that an import makes different: `kind` is create, change or delete; `details` are lines of a diff."""

    kind: str
    what: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{SIGNS[self.kind]} {self.what}"


@dataclass(slots=True)
class Changes:
    """The changes of an import, in the order in which they are made."""

    made: list[Change] = field(default_factory=list)

    def note(self, kind: str, what: str, details: tuple[str, ...] = ()) -> None:
        self.made.append(Change(kind, what, details))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Lines that tell how named values differ."""
    lines: list[str] = []
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name), after.get(name)
        if old != new:
            lines += _difference(name, old, new)
    return tuple(lines)


def _difference(name: str, old: Any, new: Any) -> list[str]:
    if isinstance(old, str) and isinstance(new, str) and "\n" in (old + new):
        told = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm=""))
        return [f"{name}:", *(f"  {line}" for line in told[2:])]
    return [f"{name}: {_text(old)} -> {_text(new)}"]


def _text(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else f"{text[:100]}…"
