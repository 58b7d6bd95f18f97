"""The latest events and page views of a contact, for rules that ask what happened before. One query each.

Both walk from the contact's latest visit backwards along indexes and stop at the limit, however long the history is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django_jss.analytics.models import Event, PageView
from django_jss.analytics.recognition import database
from django_jss.engine.history import HISTORY_LENGTH, PastEvent, PastPage


def past_events(contact_id: int) -> tuple[PastEvent, ...]:
    """Events of the contact, the newest first."""
    rows = (
        Event.objects.using(database())
        .filter(visit__contact=contact_id)
        .order_by("-visit__number", "-at", "-id")
        .values_list("kind", "definition_guid", "at", "visit__number", "monetary_value", "data")
    )
    return tuple(
        PastEvent(kind, str(definition), at, number, float(value or 0), data)
        for kind, definition, at, number, value, data in rows[:HISTORY_LENGTH]
    )


def past_events_of(contact_ids: Collection[int]) -> Mapping[int, list[PastEvent]]:
    """Events of several contacts, the newest first, as many of each as `past_events` gives. One query."""
    rows = (
        Event.objects.using(database())
        .filter(visit__contact__in=contact_ids)
        .order_by("-visit__number", "-at", "-id")
        .values_list("visit__contact", "kind", "definition_guid", "at", "visit__number", "monetary_value", "data")
    )
    found: defaultdict[int, list[PastEvent]] = defaultdict(list)
    for contact, kind, definition, at, number, value, data in rows.iterator(chunk_size=2000):
        if len(found[contact]) < HISTORY_LENGTH:
            found[contact].append(PastEvent(kind, str(definition), at, number, float(value or 0), data))
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
