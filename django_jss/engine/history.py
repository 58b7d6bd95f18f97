"""What a contact did, as rules see it: tuples of events and of page views, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# A history is that long at most: one of that length may have lost what was before.
HISTORY_LENGTH = 1000
EVENT_KINDS = ("event", "goal", "outcome", "campaign", "search", "download", "error", "channel")


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event, goal, outcome or campaign; `definition` is a GUID in lower case with dashes, `value` is money.

    Searches, downloads and errors have no definition, an empty text, but a `name`; channels are those of visits.
    """

    kind: str
    definition: str
    at: datetime
    visit_number: int
    value: float = 0
    data: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page view; `page` is a GUID in lower case with dashes, `path` where the page was then."""

    page: str
    path: str
    at: datetime
    visit_number: int
