"""Recognising a device: all that rules and ingest need of it, by one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connections, router

from django_jss.analytics.models import Device
from django_jss.analytics.statements import Selection
from django_jss.conf import settings
from django_jss.sites import directory


@dataclass(frozen=True, slots=True)
class KnownVisit:
    """The latest visit of a device, perhaps over."""

    id: int
    guid: UUID
    site_id: int
    number: int
    started_at: datetime
    # When the contact's visit before this one started; the first has none.
    previous_visit_at: datetime | None
    last_activity_at: datetime
    ended_at: datetime | None
    page_view_count: int
    engagement_value: int
    goal_counts: Mapping[str, int]
    profile_tallies: Mapping[str, Any]
    language: str
    campaign_id: int | None
    campaign_guid: UUID | None
    channel_guid: UUID | None
    source: Mapping[str, str]
    referrer: str
    # Of the first page, and of the page seen last; empty before the first.
    entry_path: str
    path: str

    def goes_on(self, at: datetime) -> bool:
        """Whether activity at that time belongs to it."""
        if self.ended_at is not None or at - self.last_activity_at > settings.VISIT_TIMEOUT:
            return False
        return not self._is_past_midnight(at)

    def _is_past_midnight(self, at: datetime) -> bool:
        """Whether the site's day in which the visit began is over, where that ends visits."""
        site = directory.current().site_by_id(self.site_id)
        if site is None or not site.ends_visits_at_midnight:
            return False
        zone = ZoneInfo(site.time_zone)
        return at.astimezone(zone).date() > self.started_at.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class KnownVisitor:
    """What is kept of a device, its contact, and its latest visit, at one moment."""

    device_id: int
    is_human: bool
    contact_id: int
    contact_guid: UUID
    seed: UUID | None
    visit_count: int
    page_view_count: int
    engagement_value: int
    goal_counts: Mapping[str, int]
    profile_tallies: Mapping[str, Any]
    first_visit_at: datetime | None
    last_visit_at: datetime | None
    identified_at: datetime | None
    first_source: Mapping[str, str]
    attributes: Mapping[str, Any]
    latest_visit: KnownVisit | None


# In the order of the fields of `KnownVisitor`, from `contact_id` on, and of `KnownVisit`.
CONTACT_COLUMNS = (
    "id",
    "guid",
    "seed",
    "visit_count",
    "page_view_count",
    "engagement_value",
    "goal_counts",
    "profile_tallies",
    "first_visit_at",
    "last_visit_at",
    "identified_at",
    "first_source",
    "attributes",
)
VISIT_COLUMNS = (
    "id",
    "guid",
    "site_id",
    "number",
    "started_at",
    "previous_visit_at",
    "last_activity_at",
    "ended_at",
    "page_view_count",
    "engagement_value",
    "goal_counts",
    "profile_tallies",
    "language",
    "campaign_id",
    "campaign__guid",
    "channel__guid",
    "source",
    "referrer",
    "entry_path",
    "exit_path",
)
_OF_CONTACT = ("id", "is_human", *(f"contact__{column}" for column in CONTACT_COLUMNS))
_OF_VISIT = tuple(f"latest_visit__{column}" for column in VISIT_COLUMNS)
_DEVICE = Selection(Device, where="guid", columns=_OF_CONTACT + _OF_VISIT)


def recognise(device_guid: UUID) -> KnownVisitor | None:
    """What is kept of the device; None if it is not known. One query."""
    row = _DEVICE.first(connections[database()], device_guid)
    if row is None:
        return None
    of_contact, of_visit = row[: len(_OF_CONTACT)], row[len(_OF_CONTACT) :]
    visit = KnownVisit(*of_visit) if of_visit[0] is not None else None
    values = [*of_contact, visit]
    return KnownVisitor(*values)


def database() -> str:
    """The database that holds the visitors. Reads go there too: a replica may not know yet what happened just now."""
    return router.db_for_write(Device)
