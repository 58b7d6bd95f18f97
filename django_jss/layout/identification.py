"""Asks front ends to find out whether a person is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

KEY = "visitorIdentificationTimestamp"
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def identification(request: Any, page: object) -> Mapping[str, Any]:
    """The time as the original tells it, while the visitor may be tracked or is suspected, and not yet shown to be human.

    It is a number of .NET ticks, of 100 ns, since the beginning of the year 1 in UTC. Front ends only hand it back.
    """
    visitor = getattr(request, "visitor", None)
    if visitor is None or not visitor.may_be_known or visitor.cookie.is_human:
        return {}
    return {KEY: ticks(visitor.now)}


def ticks(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 10_000_000 + since.microseconds * 10
