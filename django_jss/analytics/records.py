"""What happened, as plain data on its way to a sink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django_jss.analytics.client.kept import Client
from django_jss.analytics.models import Counting, EventKind
from django_jss.analytics.recognition import KnownVisitor
from django_jss.engine.guids import uuid7
from django_jss.engine.patterns import Gain


@dataclass(frozen=True, slots=True)
class PageViewRecord:
    """A page that was shown; `gains` are what its view adds to the visitor's profiles."""

    at: datetime
    item_guid: UUID
    path: str
    language: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    gains: Sequence[Gain] = ()
    id: UUID = field(default_factory=uuid7)
    # Whether the id came from outside: then the record is stored only if there is none of that id.
    may_be_repeated: bool = False


@dataclass(frozen=True, slots=True)
class EventRecord:
    """Something that a visitor did; `points` join the engagement value of visit and contact.

    `campaign_id` is the row of the campaign that brought the visitor: a visit without a campaign takes it, and one that
    has it already takes no second record of it.
    """

    at: datetime
    kind: str
    definition_guid: UUID | None
    name: str
    points: int = 0
    monetary_value: Decimal | None = None
    currency: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    campaign_id: int | None = None
    id: UUID = field(default_factory=uuid7)
    may_be_repeated: bool = False
    counting: str = Counting.ALWAYS


Record = PageViewRecord | EventRecord


@dataclass(frozen=True, slots=True)
class Happenings:
    """Records of one device in the order in which they happened; events belong to the page view before them.

    `known` is what was read of the device a moment ago, None if there was nothing; a sink may build on it and must
    notice if it no longer holds. `site_id`, `language`, `client`, `channel_id` and `is_bot` describe the visit, should one start.
    `clock_skew_ms` is by how much the visitor's clock was behind ours, if the front end told it.
    """

    device_guid: UUID
    known: KnownVisitor | None
    at: datetime
    site_id: int
    language: str
    client: Client
    records: Sequence[Record]
    channel_id: int | None = None
    is_bot: bool = False
    clock_skew_ms: int | None = None

    @property
    def page_views(self) -> list[PageViewRecord]:
        return [record for record in self.records if isinstance(record, PageViewRecord)]

    @property
    def events(self) -> list[EventRecord]:
        return [record for record in self.records if isinstance(record, EventRecord)]

    @property
    def need_scrutiny(self) -> bool:
        """Whether some may have happened already, so that what is stored must be looked at first."""
        return any(record.may_be_repeated for record in self.records) or any(
            event.counting != Counting.ALWAYS for event in self.events
        )

    @property
    def points(self) -> int:
        return sum(event.points for event in self.events)

    @property
    def campaign_id(self) -> int | None:
        """The first campaign among the records."""
        return next((event.campaign_id for event in self.events if event.campaign_id is not None), None)

    @property
    def goal_counts(self) -> Counter[str]:
        return count_goals(self.events)


def count_goals(events: Sequence[EventRecord]) -> Counter[str]:
    """How often each goal was triggered, by the goal's GUID."""
    return Counter(str(event.definition_guid) for event in events if event.kind == EventKind.GOAL)
