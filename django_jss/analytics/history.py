"""The latest events and page views of a contact, for rules that ask what happened before. One query each.

Both walk from the contact's latest visit backwards along indexes and stop at the limit, however long the history is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django_jss.analytics.models import Event, Identifier, PageView, Visit
from django_jss.analytics.recognition import database
from django_jss.engine.history import HISTORY_LENGTH, PastEvent, PastPage

_EVENT = ("kind", "definition_guid", "at", "visit__number", "monetary_value", "data", "name")


def past_events(contact_id: int) -> tuple[PastEvent, ...]:
    """Events of the contact, the newest first."""
    rows = (
        Event.objects.using(database())
        .filter(visit__contact=contact_id)
        .order_by("-visit__number", "-at", "-id")
        .values_list(*_EVENT)
    )
    return tuple(_past_event(*row) for row in rows[:HISTORY_LENGTH])


def past_channels(contact_id: int) -> tuple[PastEvent, ...]:
    """The channels of the contact's visits, the newest first."""
    rows = Visit.objects.using(database()).filter(contact=contact_id, channel__isnull=False).order_by("-number")
    found = rows.values_list("channel__guid", "started_at", "number")[:HISTORY_LENGTH]
    return tuple(PastEvent("channel", str(guid), at, number) for guid, at, number in found)


def identifier_sources(contact_id: int) -> tuple[str, ...]:
    """The sources that know the contact."""
    rows = Identifier.objects.using(database()).filter(contact=contact_id)
    return tuple(dict.fromkeys(rows.values_list("source", flat=True)))


def _past_event(
    kind: str, definition: UUID | None, at: datetime, number: int, value: Any, data: Mapping[str, Any], name: str
) -> PastEvent:
    return PastEvent(kind, str(definition or ""), at, number, float(value or 0), data, name)


def past_events_of(contact_ids: Collection[int]) -> Mapping[int, list[PastEvent]]:
    """Events of several contacts, the newest first, as many of each as `past_events` gives. One query."""
    rows = (
        Event.objects.using(database())
        .filter(visit__contact__in=contact_ids)
        .order_by("-visit__number", "-at", "-id")
        .values_list("visit__contact", *_EVENT)
    )
    found: defaultdict[int, list[PastEvent]] = defaultdict(list)
    for contact, *row in rows.iterator(chunk_size=2000):
        if len(found[contact]) < HISTORY_LENGTH:
            found[contact].append(_past_event(*row))
    return found


def past_pages_of(contact_ids: Collection[int]) -> Mapping[int, list[PastPage]]:
    """Page views of several contacts, the newest first, as many of each as `past_pages` gives. One query."""
    rows = (
        PageView.objects.using(database())
        .filter(visit__contact__in=contact_ids)
        .order_by("-visit__number", "-sequence")
        .values_list("visit__contact", "item_guid", "path", "at", "visit__number")
    )
    found: defaultdict[int, list[PastPage]] = defaultdict(list)
    for contact, page, path, at, number in rows.iterator(chunk_size=2000):
        if len(found[contact]) < HISTORY_LENGTH:
            found[contact].append(PastPage(str(page), path, at, number))
    return found


def past_pages(contact_id: int) -> tuple[PastPage, ...]:
    """Page views of the contact, the newest first."""
    rows = (
        PageView.objects.using(database())
        .filter(visit__contact=contact_id)
        .order_by("-visit__number", "-sequence")
        .values_list("item_guid", "path", "at", "visit__number")
    )
    return tuple(PastPage(str(page), path, at, number) for page, path, at, number in rows[:HISTORY_LENGTH])
