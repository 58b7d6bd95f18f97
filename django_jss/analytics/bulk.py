"""Many happenings of many devices at once, such as another system's history: rows are made in memory and written together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Model

from django_jss.analytics.models import Contact, Counting, Device, Event, EventKind, PageView, Visit
from django_jss.analytics.recognition import database
from django_jss.analytics.records import EventRecord, Happenings, PageViewRecord, Record
from django_jss.analytics.rows import Row, contact_row, device_row, event_row, page_view_row, visit_row
from django_jss.analytics.statements import Table, having, held
from django_jss.conf import settings
from django_jss.engine.patterns import add_gains, read_tallies, write_tallies

_COUNTED = ("page_view_count", "engagement_value", "goal_counts", "profile_tallies")
_OF_CONTACT = ("visit_count", "first_visit_at", "first_source", "last_visit_at", *_COUNTED)
_OF_VISIT = ("last_activity_at", "entry_path", "exit_path", "campaign_id", *_COUNTED)


@dataclass(slots=True)
class Someone:
    """Who a device stands for, as rows: those that the database holds have an `id`.

    `visit` is the one of which is told, `page` the page view that it has reached; `latest` is the visit that began last.
    """

    device: Row
    contact: Row
    latest: Row | None = None
    visit: Row | None = None
    page: UUID | None = None


@dataclass(slots=True)
class Bulk:
    """Who is known by device, who of them came for the first time or again, which visits went on, and the rows to be."""

    known: dict[UUID, Someone]
    came_first: list[Someone] = field(default_factory=list)
    came_again: dict[int, Someone] = field(default_factory=dict)
    went_on: dict[int, Row] = field(default_factory=dict)
    visits: list[Row] = field(default_factory=list)
    page_views: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)


def store_many(happenings: Sequence[Happenings]) -> int:
    """Store them all, or none, in one transaction; what is stored already, by its id, is passed over.

    Happenings of a device are told in their order of time. Goals that count once in a visit do, on each page too.
    Returns how many records were new. The number of statements does not grow with that of the happenings, but for
    databases other than PostgreSQL one more is needed for each some hundred.
    """
    using = database()
    connection = connections[using]
    timeout = settings.VISIT_TIMEOUT
    with transaction.atomic(using=using):
        bulk = Bulk(_known(connection, {each.device_guid for each in happenings}))
        stored = _stored(connection, happenings)
        before = len(stored)
        for each in sorted(happenings, key=_when):
            for record in each.records:
                if record.id not in stored:
                    stored.add(record.id)
                    _add(bulk, each, record, timeout)
        _write(connection, bulk)
    return len(stored) - before


def _when(happenings: Happenings) -> datetime:
    return happenings.at


def _known(connection: BaseDatabaseWrapper, guids: set[UUID]) -> dict[UUID, Someone]:
    """Those who are known of the devices, with their contacts and latest visits, locked in the order in which all lock."""
    devices = _held(connection, Device, "guid", guids, ("id", "guid", "contact_id", "latest_visit_id"))
    latest = {row["latest_visit_id"] for row in devices} - {None}
    visits = _held(connection, Visit, "id", latest, ("id", "started_at", "ended_at", *_OF_VISIT))
    contacts = _held(connection, Contact, "id", {row["contact_id"] for row in devices}, ("id", *_OF_CONTACT))
    visit_by_id = {row["id"]: row for row in visits}
    contact_by_id = {row["id"]: row for row in contacts}
    pages = _pages_reached(connection, visit_by_id)
    found: dict[UUID, Someone] = {}
    for device in devices:
        visit = visit_by_id.get(device["latest_visit_id"])
        page = pages.get(device["latest_visit_id"])
        found[device["guid"]] = Someone(device, contact_by_id[device["contact_id"]], visit, visit, page)
    return found


def _held(
    connection: BaseDatabaseWrapper, model: type[Model], column: str, values: Iterable[Any], columns: Sequence[str]
) -> list[Row]:
    rows = held(model._base_manager.using(connection.alias).order_by("pk"), connection)
    return list(having(rows.values(*columns), column, sorted(values), connection))


def _pages_reached(connection: BaseDatabaseWrapper, visits: Iterable[int]) -> dict[int, UUID]:
    rows = PageView.objects.using(connection.alias).filter(sequence=F("visit__page_view_count")).order_by()
    return dict(having(rows.values_list("visit", "id"), "visit", visits, connection))


def _stored(connection: BaseDatabaseWrapper, happenings: Iterable[Happenings]) -> set[UUID]:
    """The ids of the records that are there already."""
    views: list[UUID] = []
    events: list[UUID] = []
    for each in happenings:
        for record in each.records:
            if record.may_be_repeated:
                (views if isinstance(record, PageViewRecord) else events).append(record.id)
    stored: set[UUID] = set()
    for model, ids in ((PageView, views), (Event, events)):
        rows = model._base_manager.using(connection.alias).order_by()
        stored.update(having(rows.values_list("id", flat=True), "id", ids, connection))
    return stored


def _add(bulk: Bulk, happenings: Happenings, record: Record, timeout: timedelta) -> None:
    someone = bulk.known.get(happenings.device_guid) or _new_device(bulk, happenings)
    visit, at = someone.visit, happenings.at
    if visit is None or not _belongs(visit, at, timeout):
        visit = _new_visit(bulk, someone, happenings)
    if "id" in someone.device:
        bulk.came_again[someone.device["id"]] = someone
    if "id" in visit:
        bulk.went_on[visit["id"]] = visit
    visit["last_activity_at"] = max(visit["last_activity_at"], at)
    if isinstance(record, PageViewRecord):
        _add_view(bulk, someone, visit, record)
    elif not _is_repeated(visit, record):
        _add_event(bulk, someone, visit, record)


def _belongs(visit: Row, at: datetime, timeout: timedelta) -> bool:
    """Whether activity at that time is part of the visit."""
    if visit["ended_at"]:
        return False
    return bool(visit["started_at"] - timeout <= at <= visit["last_activity_at"] + timeout)


def _new_device(bulk: Bulk, happenings: Happenings) -> Someone:
    contact = contact_row(happenings)
    someone = bulk.known[happenings.device_guid] = Someone(device_row(happenings, contact), contact)
    bulk.came_first.append(someone)
    return someone


def _new_visit(bulk: Bulk, someone: Someone, happenings: Happenings) -> Row:
    contact, at = someone.contact, happenings.at
    previous = contact["last_visit_at"] if contact["visit_count"] else None
    contact["visit_count"] += 1
    contact["last_visit_at"] = max(contact["last_visit_at"] or at, at)
    if contact["first_visit_at"] is None or at < contact["first_visit_at"]:
        contact["first_visit_at"], contact["first_source"] = at, happenings.client.source
    visit = visit_row(happenings, contact, someone.device, contact["visit_count"], previous)
    bulk.visits.append(visit)
    someone.visit, someone.page = visit, None
    if someone.latest is None or someone.latest["started_at"] <= at:
        someone.latest = visit
    return visit


def _add_view(bulk: Bulk, someone: Someone, visit: Row, record: PageViewRecord) -> None:
    contact = someone.contact
    visit["page_view_count"] += 1
    contact["page_view_count"] += 1
    visit["entry_path"] = visit["entry_path"] or record.path
    visit["exit_path"] = record.path
    bulk.page_views.append(page_view_row(record, visit, visit["page_view_count"]))
    someone.page = record.id
    if record.gains:
        calm = [replace(gain, decay=0) for gain in record.gains]
        for row, gains in ((visit, calm), (contact, list(record.gains))):
            row["profile_tallies"] = write_tallies(add_gains(read_tallies(row["profile_tallies"]), gains, record.at))


def _is_repeated(visit: Row, record: EventRecord) -> bool:
    counts_once = record.kind == EventKind.GOAL and record.counting != Counting.ALWAYS
    return counts_once and str(record.definition_guid) in visit["goal_counts"]


def _add_event(bulk: Bulk, someone: Someone, visit: Row, record: EventRecord) -> None:
    if record.campaign_id is not None and visit["campaign_id"] is None:
        visit["campaign_id"] = record.campaign_id
    for row in (visit, someone.contact):
        row["engagement_value"] += record.points
        if record.kind == EventKind.GOAL:
            key = str(record.definition_guid)
            row["goal_counts"] = {**row["goal_counts"], key: row["goal_counts"].get(key, 0) + 1}
    bulk.events.append(event_row(record, visit, someone.page))


def _write(connection: BaseDatabaseWrapper, bulk: Bulk) -> None:
    """New rows, each kind after those that it refers to; then what changed on rows that were there."""
    again = bulk.came_again.values()
    Table(Contact).insert_many(connection, [each.contact for each in bulk.came_first])
    Table(Device).insert_many(connection, [each.device for each in bulk.came_first])
    Table(Visit).insert_many(connection, bulk.visits)
    Table(PageView).insert_many(connection, bulk.page_views)
    Table(Event).insert_many(connection, bulk.events)
    Table(Visit).update_many(connection, list(bulk.went_on.values()), _OF_VISIT)
    contacts = {each.contact["id"]: each.contact for each in again}
    Table(Contact).update_many(connection, list(contacts.values()), _OF_CONTACT)
    latest = [{"id": each.device["id"], "latest_visit_id": each.latest} for each in (*bulk.came_first, *again)]
    Table(Device).update_many(connection, latest, ["latest_visit_id"])
