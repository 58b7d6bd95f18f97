"""What is kept of the client that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Client:
    """What is kept of a request's sender; `ip_address` is truncated already, `source` is what `source_of` says."""

    referrer: str = ""
    user_agent: str = ""
    ip_address: str | None = None
    source: Mapping[str, str] = field(default_factory=dict)


def storable(text: str, *, at_most: int) -> str:
    """The text as every database takes it: without NUL characters and half surrogate pairs, and not over-long."""
    cut = text[:at_most].replace("\0", "")
    return cut.encode("utf-8", "replace").decode()
