"""What happened already is not stored again: ids that are known, and goals that count once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from django_jss.analytics.models import Counting, Event, EventKind, PageView
from django_jss.analytics.records import EventRecord, Happenings, PageViewRecord, Record


def without_repeats(connection: BaseDatabaseWrapper, happenings: Happenings) -> Happenings:
    """The happenings without records whose ids are stored already, and without goals that counted already.

    The caller holds the device's row, so that of two requests with the same records the second sees those of the first.
    """
    stored = _stored_ids(connection.alias, [record.id for record in happenings.records if record.may_be_repeated])
    fresh: list[Record] = []
    for record in happenings.records:
        if record.id not in stored:
            fresh.append(record)
            stored |= {record.id} if record.may_be_repeated else set()
    happenings = replace(happenings, records=fresh)
    if all(event.counting == Counting.ALWAYS for event in happenings.events):
        return happenings
    return replace(happenings, records=list(_counting(connection.alias, happenings)))


def _stored_ids(using: str, ids: Sequence[UUID]) -> set[UUID]:
    return {
        id_
        for model in (Event, PageView)
        if ids
        for id_ in model._default_manager.using(using).filter(pk__in=ids).values_list("pk", flat=True)
    }


def _counting(using: str, happenings: Happenings) -> Iterator[Record]:
    """The records that count: a goal that counts once in a visit, or on a page, only if it did not yet."""
    seen, page = _goals_so_far(using, happenings)
    for record in happenings.records:
        if isinstance(record, PageViewRecord):
            page = record.item_guid
        elif isinstance(record, EventRecord) and record.kind == EventKind.GOAL and record.counting != Counting.ALWAYS:
            place = page if record.counting == Counting.ONCE_PER_PAGE else None
            if (record.definition_guid, place) in seen:
                continue
            seen |= {(record.definition_guid, None), (record.definition_guid, page)}
        yield record


def _goals_so_far(using: str, happenings: Happenings) -> tuple[set[tuple[UUID | None, UUID | None]], UUID | None]:
    """The goals that the visit that goes on has seen, each with None and with its page; and the visit's last page."""
    visit = happenings.known.latest_visit if happenings.known else None
    if visit is None or not visit.goes_on(happenings.at):
        return set(), None
    goals = [event.definition_guid for event in happenings.events if event.counting != Counting.ALWAYS]
    rows = Event.objects.using(using).filter(visit=visit.id, kind=EventKind.GOAL, definition_guid__in=goals)
    seen: set[tuple[UUID | None, UUID | None]] = set()
    for definition, page in rows.values_list("definition_guid", "page_view__item_guid"):
        seen |= {(definition, None), (definition, page)}
    views = PageView.objects.using(using).filter(visit=visit.id).order_by("-sequence")
    return seen, views.values_list("item_guid", flat=True).first()
