"""Three-valued logic (Kleene's strong logic): a verdict is True, False or None for unknown."""

from __future__ import annotations

from collections.abc import Iterable

Verdict = bool | None
UNKNOWN: None = None


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """False if one is false, else unknown if one is unknown; true of none at all."""
    unknown = False
    for verdict in verdicts:
        if verdict is False:
            return False
        unknown = unknown or verdict is None
    return None if unknown else True


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """True if one is true, else unknown if one is unknown; false of none at all."""
    unknown = False
    for verdict in verdicts:
        if verdict is True:
            return True
        unknown = unknown or verdict is None
    return None if unknown else False


def negation(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict
