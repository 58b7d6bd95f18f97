"""What is wrong with an input: every fault with the place where it is."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_SHOWN_AT_MOST = 60
_LONGEST_GUESSED_NAME = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: `path` leads to it (`rule.all[0].value`), `code` is stable, `message` is for people."""

    path: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


def expected(what: Any, got: Any) -> str:
    """The message that something else came than what was expected."""
    return str(_("expected {what}, got {got}")).format(what=what, got=shown(got))


def shown(value: Any) -> str:
    """A value from JSON as messages quote it: short, whatever its size."""
    if value is None:
        return str(_("nothing"))
    if isinstance(value, dict):
        return str(_("an object"))
    if isinstance(value, list):
        return str(_("a list"))
    if isinstance(value, str):
        cut = value if len(value) <= _SHOWN_AT_MOST else f"{value[:_SHOWN_AT_MOST]}…"
        return json.dumps(cut, ensure_ascii=False).encode("utf-8", "replace").decode()
    if isinstance(value, bool | float) or (isinstance(value, int) and value.bit_length() <= 200):
        return json.dumps(value)
    return type(value).__name__


def hint(name: Any, known: Iterable[str]) -> str:
    """`; did you mean "…"?` if one of the known names is close, else nothing."""
    if not isinstance(name, str) or len(name) > _LONGEST_GUESSED_NAME:
        return ""
    close = difflib.get_close_matches(name, list(known), 1)
    return str(_('; did you mean "{name}"?')).format(name=close[0]) if close else ""
